"""A journey said to its cohort alone: what the house says of its circles is heard no further either."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from prisma_hub.circles import actions as circles
from prisma_hub.circles import events as spoken
from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import source
from prisma_hub.log import actions as saying
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.log.types import Entry

KINDS = ("circle.", "role.")


def of_circles(journey: Journey) -> list[Entry]:
    """What was said of the circles and roles of a journey."""
    scopes = {journey.scope, *(f"circle:{each}" for each in (journey.cohort, journey.keepers))}
    return [each for each in log.entries() if (each.kind or "").startswith(KINDS) and each.scope in scopes]


@pytest.fixture
def alone(open_from: Callable[..., Journey]) -> Journey:
    return open_from("nano", to="cohort")


def test_its_circles_are_said_to_those_who_may_know_of_it(
    steward: Viewer, person: Callable[[str], Viewer], alone: Journey
) -> None:
    ana, leo = person("Ana"), person("Leo")
    assert ana.person is not None and leo.person is not None
    circles.admit(by=steward, circle=alone.cohort, person=ana.person)
    circles.grant(by=steward, person=ana.person, role="host", scope=alone.scope)
    circles.end_role(by=steward, person=ana.person, role="host", scope=alone.scope)
    circles.give_mandate(by=steward, circle=alone.keepers, mandate={"text": "to keep watch"})
    team = actions.form_team(by=ana, journey=alone, name="Path", asked=[ana.person])
    actions.join_team(by=ana, team=team)
    circles.leave(by=ana, circle=alone.cohort)
    circles.let_go(circle=team.circle, person=ana.person)
    said = of_circles(alone)
    assert {each.kind for each in said} == {
        "circle.opened/1", "circle.admitted/1", "circle.left/1", "circle.mandated/1",
        "role.granted/1", "role.ended/1",
    }  # fmt: skip
    assert {each.to for each in said} == {(alone.cohort_space,)}
    assert rights.visible(leo).of(each.seq for each in said) == frozenset()
    assert rights.visible(steward).of(each.seq for each in said) == {each.seq for each in said}


def test_its_circles_answer_to_others_as_if_they_were_not_there(
    steward: Viewer, person: Callable[[str], Viewer], alone: Journey, visit: Callable[..., Client]
) -> None:
    ana, leo = person("Ana"), person("Leo")
    assert ana.person is not None
    circles.admit(by=steward, circle=alone.cohort, person=ana.person)
    mandate = "the book is closed"
    inner = circles.open_circle(
        by=steward, title="Weir", scope=f"circle:{alone.keepers}", mandate={"text": mandate}
    )
    for way in ("", "/admit", "/keeping", "/tension", "/propose"):
        nowhere = visit(leo).get(f"/circles/{(none := uuid4())}{way}")
        for each in (alone.cohort, alone.keepers, inner.id):
            answer = visit(leo).get(f"/circles/{each}{way}")
            assert answer.status_code == nowhere.status_code
            assert words(answer.content, each) == words(nowhere.content, none)
    for each in (alone.cohort, alone.keepers, inner.id):
        assert visit(ana).get(f"/circles/{each}").status_code == 200
        assert rights.circle(leo, each) is None
    assert rights.circles(leo, scope=alone.scope) == {}
    assert mandate.encode() in visit(ana).get(f"/circles/{inner.id}").content


def words(page: bytes, named: UUID) -> str:
    """The text of a page without what is drawn anew for each."""
    shown = page.decode().replace(str(named), "")
    return re.sub(r'<[^>]*?csrf[^>]*>|nonce="[^"]*"|value="[0-9a-f-]{36}"|\d\d:\d\d', "", shown)


def test_what_was_said_to_the_whole_hub_before_is_heard_no_further_than_the_journey(
    steward: Viewer, person: Callable[[str], Viewer], alone: Journey
) -> None:
    """As the log of an older hub has it."""
    ana, leo = person("Ana"), person("Leo")
    assert ana.person is not None
    circles.admit(by=steward, circle=alone.cohort, person=ana.person)
    body = {"title": "Weir", "kind": "team"}
    opened = saying.say(spoken.OPENED, by="hub", to=("hub",), scope=alone.scope, body=body)
    space = f"circle:{opened.id}"
    admitted = saying.say(spoken.ADMITTED, by="hub", to=("hub",), scope=space, body={"person": ana.ref})
    for each in (opened, admitted):
        assert rights.visible(ana).hears(each.seq)
        assert not rights.visible(leo).hears(each.seq)
    assert opened.id is not None
    assert rights.circle(leo, opened.id) is None
    assert replay.differences() == []


def test_who_hears_of_the_circles_follows_who_may_know_of_the_journey(
    steward: Viewer, person: Callable[[str], Viewer], open_from: Callable[..., Journey]
) -> None:
    leo, journey = person("Leo"), open_from("nano")
    said = [each.seq for each in of_circles(journey)]
    assert rights.visible(leo).of(said) == set(said)
    actions.show_journey(by=steward, journey=journey, to="cohort")
    assert rights.visible(leo).of(said) == frozenset()
    assert rights.circle(leo, journey.cohort) is None
    assert replay.differences() == []
    actions.show_journey(by=steward, journey=journey, to="public")
    assert rights.visible(leo).of(said) == set(said)
    assert set(map(tuple, rights.heard_in(said).values())) == {("hub",)}  # the circles were not told to all
    assert rights.circle(leo, journey.cohort) is not None
    assert replay.differences() == []


def test_what_was_said_once_is_said_again_to_the_same(
    steward: Viewer, alone: Journey, person: Callable[[str], Viewer]
) -> None:
    """A reaction that is run again finds its words, whoever may know of the journey meanwhile."""
    ana = person("Ana")
    assert ana.person is not None
    under = source.current().uuid7()
    circles.admit(by=steward, circle=alone.keepers, person=ana.person, until="2026-12-31", statement_id=under)
    size = log.size()
    actions.show_journey(by=steward, journey=alone, to="hub")
    circles.admit(by=steward, circle=alone.keepers, person=ana.person, until="2026-12-31", statement_id=under)
    assert log.size() == size + 1
