"""Gatherings are planned, moved and called off; the preset's once, however often one asks."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import replay

FIRST = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)


def plan(by: Viewer, journey: Journey, **more: object) -> Session:
    given = {"title": "Walk the ditch", "begins": FIRST, "minutes": 240, "arc": "two_weeks", **more}
    return actions.plan_session(by=by, journey=journey, **given)  # type: ignore[arg-type]


def test_a_preset_plans_its_gatherings_once(steward: Viewer, journey: Journey) -> None:
    assert actions.plan_preset_sessions(by=steward, journey=journey, first=FIRST, language="pt") == 24
    assert actions.plan_preset_sessions(by=steward, journey=journey, first=FIRST, language="pt") == 0
    found = queries.sessions(steward, journey)
    assert len(found) == 24
    assert found[0].begins == "2026-03-02T09:00:00.000Z"
    assert found[0].title == "Chamada de aprendizado"


def test_a_session_moves_and_is_called_off(steward: Viewer, journey: Journey) -> None:
    session = plan(steward, journey, place="Mill pond")
    actions.replan_session(
        by=steward, session=session, title="Walk the upper ditch", begins=FIRST, minutes=200
    )
    now = queries.session(steward, session.id)
    assert (now.title, now.minutes, now.place, now.arc) == ("Walk the upper ditch", 200, "", "")
    actions.cancel_session(by=steward, session=now, why="Rain")
    assert queries.session(steward, session.id).cancelled
    with pytest.raises(Refused, match="called off"):
        actions.cancel_session(by=steward, session=queries.session(steward, session.id))
    assert replay.differences() == []


def test_the_cohort_hears_of_it_others_do_not(
    steward: Viewer, journey: Journey, walker: Callable[[str], Viewer], person: Callable[[str], Viewer]
) -> None:
    session = plan(steward, journey)
    ana, rui = walker("Ana"), person("Rui")
    assert queries.session(ana, session.id).title == "Walk the ditch"
    assert queries.sessions(rui, journey) == []
    with pytest.raises(NotHere):
        queries.session(rui, session.id)
    with pytest.raises(NotAllowed):
        plan(ana, journey)


@pytest.mark.parametrize(("title", "minutes"), [(" ", 60), ("Walk", 4), ("Walk", 1441)])
def test_what_a_session_cannot_be(steward: Viewer, journey: Journey, title: str, minutes: int) -> None:
    with pytest.raises(Refused):
        plan(steward, journey, title=title, minutes=minutes)


def test_an_arc_it_does_not_have_is_refused(steward: Viewer, journey: Journey) -> None:
    with pytest.raises(Refused, match="no such arc"):
        plan(steward, journey, arc="elsewhere")
