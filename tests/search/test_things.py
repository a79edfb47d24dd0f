"""Everything the rooms hold is found by what it is called and what it says, as its own page shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions as deciding
from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as journey_queries
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.places import actions as places
from prisma_hub.places import queries as place_queries
from prisma_hub.practices import actions as practices
from prisma_hub.search import saying
from prisma_hub.search.queries import listen, people
from prisma_hub.search.types import Wish
from tests.instruments import adopt
from tests.search.test_said import index_as_text, made_anew


def found(viewer: Viewer, text: str) -> list[tuple[str, str]]:
    """Of all that was said: what it is, and where it leads."""
    while saying.follow():
        pass
    told = listen(viewer, Wish(text))
    return [(one.what.sort, one.what.ref) for some in told.found.values() for one in some]


def last(kind: str) -> int:
    return max(each.seq for each in book.entries() if each.kind == kind)


@pytest.fixture
def journey(steward):
    adopt("nano")
    return journeys.open_journey(
        by=steward,
        title="Water that stays",
        question="What keeps the rain here?",
        begins=date(2026, 5, 11),
        preset=journey_queries.preset(steward, "nano"),
    )


def test_a_journey_its_sessions_and_its_teams(steward, person, journey):
    ana = person("Ana")
    assert found(steward, "rain") == [("journey", journey.scope)]
    journeys.change_journey(by=steward, journey=journey, title="Rain that stays", question="")
    assert found(steward, "water") == []
    session = journeys.plan_session(
        by=steward, journey=journey, title="Walk to the spring", begins=datetime(2026, 5, 12, 9, tzinfo=UTC),
        minutes=90, intention="Hearing the source",
    )  # fmt: skip
    assert found(steward, "source") == [("session", f"session:{session.id}")]
    assert found(ana, "source") == []
    circles.admit(by=steward, circle=journey.cohort, person=steward.person)
    team = journeys.form_team(by=steward, journey=journey, name="Otters", description="We mend dams")
    assert found(steward, "dams") == [("team", f"team:{team.id}")]
    log.erase(last("team.formed/1"), right="speaker")
    assert found(steward, "dams") == []
    assert found(steward, "otters") == [("team", f"team:{team.id}")]
    assert replay.differences() == []
    assert index_as_text() == made_anew()


def test_a_place_as_it_was_told_last(steward, person):
    ana = person("Ana")
    place = places.open_place(by=steward, name="Vale do Rio", words={"essence": "Terraces and mist"})
    ref = f"place:{place.id}"
    assert found(ana, "vale") == [("place", ref)]
    assert found(ana, "mist") == [("essence", ref)]
    places.describe(by=steward, place=place, name="Vale da Serra", words={"essence": "Granite"})
    assert [found(ana, text) for text in ("mist", "granite", "serra", "rio")] == [
        [], [("essence", ref)], [("place", ref)], []
    ]  # fmt: skip
    places.remember(
        by=ana, place=place_queries.place(ana, place.id), when="before the dam", words="Eels came"
    )
    assert found(steward, "eels") == [("memory", ref)]
    log.erase(last("place.described/1"), right="speaker")
    assert [found(ana, text) for text in ("granite", "serra")] == [[], [("place", ref)]]
    assert index_as_text() == made_anew()


def test_a_practice_and_what_it_asks(steward, person):
    ana = person("Ana")
    practice = practices.open_practice(by=steward, title="Weir building", domain="Slow water")
    practices.belong(by=steward, practice=practice)
    inquiry = practices.ask(by=steward, practice=practice, question="Which stones last?")
    practices.answer(by=ana, inquiry=inquiry, where="At the ford", tried="Schist, laid flat")
    assert found(ana, "slow") == [("practice", f"practice:{practice.id}")]
    assert found(ana, "stones") == [("inquiry", f"inquiry:{inquiry.id}")]
    assert found(ana, "schist") == [("answer", f"inquiry:{inquiry.id}")]


def test_a_circle_and_what_it_decides(steward, person):
    ana, eva = person("Ana"), person("Eva")
    circle = circles.open_circle(by=steward, title="Orchard keepers", purpose="Old pears").id
    for each in (ana, eva):
        circles.admit(by=steward, circle=circle, person=each.person)
    leo = person("Leo")
    assert found(leo, "pears") == [("circle", f"circle:{circle}")]
    deciding.name_tension(by=ana, circle=circle, words="Ladders are missing")
    proposal = deciding.propose(by=ana, circle=circle, title="New ladders", text="We buy two", why="Height")
    inside = [found(eva, text) for text in ("missing", "two", "height")]
    assert inside == [
        [("tension", f"circle:{circle}")],
        [("proposal", f"proposal:{proposal}")],
        [("proposal", f"proposal:{proposal}")],
    ]
    assert [found(leo, text) for text in ("missing", "two", "height", "ladders")] == [[], [], [], []]


def test_journeys_are_found_by_who_may_know_of_them(steward, journey):
    assert found(ANYBODY, "water") == []
    journeys.show_journey(by=steward, journey=journey, to="public")
    assert found(ANYBODY, "water") == [("journey", journey.scope)]


def test_people_are_found_by_members_by_what_they_are_called(person, steward):
    ana, zoe = person("Ana María"), person("Zoë")
    person("Leo")

    def known(viewer, text):
        return [each.person.name for each in people(viewer, text)]

    assert known(zoe, "maria") == ["Ana María"]
    assert known(zoe, "ANA MAR") == ["Ana María"]
    assert known(ana, "zoe") == ["Zoë"]
    assert known(ana, "mraia") == ["Ana María"]
    assert [known(ana, text) for text in ("", "ría", "zzyzx", "leo zoe")] == [[], [], [], []]
    assert known(ANYBODY, "ana") == []
    circles.leave_hub(by=ana)
    assert known(zoe, "maria") == []
    circles.suspend(by=steward, person=zoe.person, reason="an example")
    assert known(zoe, "leo") == []


def test_one_thing_and_three_cost_the_same(steward, person):
    ana = person("Ana")

    def cost() -> int:
        found(ana, "weir")
        with CaptureQueriesContext(connection) as queries:
            assert listen(ana, Wish("weir")).totals
        return len(queries)

    practices.open_practice(by=steward, title="Weir 1")
    one = cost()
    practices.open_practice(by=steward, title="Weir 2")
    practices.open_practice(by=steward, title="Weir 3")
    assert cost() == one
    assert one <= 20
