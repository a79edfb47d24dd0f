"""An agenda is composed block by block, says every change whole, and takes each one back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import replay
from prisma_hub.patterns import actions, queries
from prisma_hub.patterns.types import Plan

from .conftest import page


def plan(viewer: Viewer, session: Session) -> Plan:
    sheet = queries.sheet(viewer, session.id)
    assert sheet is not None
    return sheet.plan


def titles(viewer: Viewer, session: Session) -> list[tuple[str, int]]:
    return [(each.block.title, each.block.minutes) for each in plan(viewer, session).blocks]


def block_id(viewer: Viewer, session: Session, title: str) -> str:
    return next(each.block.id for each in plan(viewer, session).blocks if each.block.title == title)


def compose(by: Viewer, session: Session) -> None:
    actions.add_pattern(by=by, session=session.id, page=page("opening-circle"))
    actions.add_block(by=by, session=session.id, title="Mending", minutes=60)
    actions.add_block(by=by, session=session.id, title="Tea", minutes=15, is_pause=True)


def test_a_pattern_brings_its_steps_bounds_and_materials(steward: Viewer, session: Session) -> None:
    actions.add_pattern(by=steward, session=session.id, page=page("opening-circle"))
    planned = plan(steward, session).blocks[0]
    block = planned.block
    assert (block.minutes, block.least, block.most, block.group) == (25, 15, 45, (4, 40))
    assert [step.title for step in planned.steps] == ["Arrive", "Name the reason", "Go round", "Begin"]
    assert "chairs or the ground, in one ring" in block.materials
    assert planned.pattern == "opening-circle"


def test_blocks_move_change_and_go(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    given = {"by": steward, "session": session.id}
    actions.move_block(**given, block=block_id(steward, session, "Tea"), places=-1)
    actions.change_block(
        **given,
        block=block_id(steward, session, "Mending"),
        title="Mending in fours",
        minutes=70,
        holders=["person:x", "role:host", " ", "role:host"],
        locked_at=50,
        note="Tools from the barn.",
    )
    actions.remove_block(**given, block=block_id(steward, session, "Opening circle"))
    assert titles(steward, session) == [("Tea", 15), ("Mending in fours", 70)]
    mending = plan(steward, session).blocks[1]
    assert (mending.block.holders, mending.block.locked_at, mending.note) == (
        ("person:x", "role:host"),
        50,
        "Tools from the barn.",
    )


def test_minutes_flow_until_the_session_is_full(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    assert plan(steward, session).planned == 100
    actions.reflow(by=steward, session=session.id)
    assert plan(steward, session).planned == 120


def test_undo_walks_back_change_by_change(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    for left in (2, 1, 0):
        actions.undo(by=steward, session=session.id)
        assert len(plan(steward, session).blocks) == left
    with pytest.raises(Refused, match="nothing to take back"):
        actions.undo(by=steward, session=session.id)
    actions.add_block(by=steward, session=session.id, title="New", minutes=10)
    actions.undo(by=steward, session=session.id)
    assert plan(steward, session).blocks == ()
    assert replay.differences() == []


def test_a_change_that_changes_nothing_is_not_said(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    before = queries.sheet(steward, session.id)
    actions.move_block(
        by=steward, session=session.id, block=block_id(steward, session, "Opening circle"), places=-1
    )
    assert queries.sheet(steward, session.id) == before


def test_two_people_compose_at_once(
    steward: Viewer, session: Session, walker: Callable[[str], Viewer], journey: Journey
) -> None:
    """Each change is made to the agenda as it stands, not as it was when somebody opened the page."""
    from prisma_hub.circles import actions as circles

    ana = walker("Ana")
    circles.grant(by=steward, person=ana.id, role="facilitator", scope=journey.scope)
    compose(steward, session)
    mending, tea = (block_id(steward, session, title) for title in ("Mending", "Tea"))
    actions.change_block(by=ana, session=session.id, block=mending, title="Mending", minutes=50)
    actions.change_block(by=steward, session=session.id, block=tea, title="Tea and bread", minutes=20)
    assert titles(ana, session)[1:] == [("Mending", 50), ("Tea and bread", 20)]


def test_a_session_that_becomes_shorter_says_what_is_over(steward: Viewer, session: Session) -> None:
    compose(steward, session)
    begins = datetime(2026, 5, 15, 9, tzinfo=UTC)
    journeys.replan_session(by=steward, session=session, title="Friday", begins=begins, minutes=90)
    now = plan(steward, session)
    assert (now.minutes, now.planned) == (90, 100)


def test_the_presets_welcome_day_brings_its_agenda(steward: Viewer, journey: Journey) -> None:
    wide = journeys.open_journey(
        by=steward,
        title="Two weeks",
        begins=journey.begins,
        preset=roads.preset(steward, "single-hub-intensive"),
    )
    first = datetime(2026, 5, 15, 9, tzinfo=UTC)
    journeys.plan_preset_sessions(by=steward, journey=wide, first=first, language="fr")
    welcome = next(each for each in roads.sessions(steward, wide) if each.minutes == 240)
    blocks = plan(steward, welcome).blocks
    assert sum(each.block.minutes for each in blocks) == 240
    assert blocks[0].block.title == "Nous arrivons"
    assert [each.block.title for each in blocks if not each.block.holders and not each.block.is_pause] == [
        "Comment marche cette maison"
    ]


def test_only_those_who_run_it_compose_it(
    steward: Viewer, session: Session, walker: Callable[[str], Viewer], person: Callable[[str], Viewer]
) -> None:
    compose(steward, session)
    ana, rui = walker("Ana"), person("Rui")
    tea = block_id(ana, session, "Tea")
    for change in (
        lambda by: actions.add_block(by=by, session=session.id, title="Mine", minutes=5),
        lambda by: actions.remove_block(by=by, session=session.id, block=tea),
        lambda by: actions.undo(by=by, session=session.id),
        lambda by: actions.begin(by=by, session=session.id),
    ):
        with pytest.raises(NotAllowed):
            change(ana)
        with pytest.raises(NotHere):
            change(rui)


@pytest.mark.parametrize(("title", "minutes"), [(" ", 10), ("Long", 0), ("Long", 2000)])
def test_what_a_block_cannot_be(steward: Viewer, session: Session, title: str, minutes: int) -> None:
    with pytest.raises(Refused):
        actions.add_block(by=steward, session=session.id, title=title, minutes=minutes)


def test_a_page_with_odd_front_matter_is_still_a_pattern() -> None:
    from prisma_hub.patterns import plans

    odd = plans.page_of(
        "odd", "Odd", {"minutes": "long", "group": [], "steps": ["x", {"title": "One"}], "roles": 3}
    )
    assert (odd.minutes.typical, odd.group, [step.title for step in odd.steps], odd.roles) == (
        30,
        None,
        ["One"],
        (),
    )
