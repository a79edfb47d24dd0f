"""What a form carries as its number becomes the number of what it makes. It may be forged: then nothing is
made, nothing breaks, and nobody can take beforehand what the hub is going to make."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.events import OPENED as CIRCLE
from prisma_hub.currencies import queries as money
from prisma_hub.evaluation import actions as learning
from prisma_hub.evaluation import queries as learned
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.ids import derived_id
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current, parse_instant
from prisma_hub.kernel.statement import Statement
from prisma_hub.log import actions as log
from prisma_hub.log import folding, replay, things
from prisma_hub.log import queries as book
from prisma_hub.places import actions as places
from prisma_hub.practices import actions as practices
from prisma_hub.projections import ROOMS
from prisma_hub.work import loop
from tests.agreements.walk import adopt as decide
from tests.agreements.walk import open_circle
from tests.identity.own_key import OwnKey
from tests.instruments import adopt

Visit = Callable[[Viewer], Client]
Person = Callable[[str], Viewer]
TAKEN = "Something else was already said under this number."


@pytest.fixture
def ana(person: Person) -> Viewer:
    return person("Ana")


@pytest.fixture
def ben(person: Person) -> Viewer:
    return person("Ben")


@pytest.fixture
def circle(steward: Viewer, ana: Viewer, ben: Viewer) -> UUID:
    return open_circle(steward, [steward, ana, ben])


@pytest.fixture
def journey(steward: Viewer, ana: Viewer) -> Journey:
    """Tended by the steward; Ana walks it."""
    adopt("nano")
    preset = roads.preset(steward, "nano")
    found = journeys.open_journey(by=steward, title="Water", begins=date(2026, 12, 1), preset=preset)
    assert ana.person is not None
    circles.admit(by=None, circle=found.cohort, person=ana.person)
    return found


@pytest.fixture
def made(steward: Viewer, ana: Viewer, circle: UUID, journey: Journey) -> dict[str, UUID]:
    """One thing of many sorts, made by the steward and by Ana."""
    team = journeys.form_team(by=ana, journey=journey, name="Walkers")
    turn = learning.begin_turn(by=ana, of=f"circle:{circle}", intention="Find the water")
    return {
        "circle": circle,
        "journey": journey.id,
        "team": team.id,
        "turn": turn.id,
        "tension": agreements.name_tension(by=ana, circle=circle, words="No water in August."),
        "proposal": agreements.propose(by=ana, circle=circle, title="Water", text="Two days.", why="So."),
        "practice": practices.open_practice(by=steward, title="Keepers", domain="Water").id,
        "place": places.open_place(by=steward, name="The mill", words={}).id,
    }


def doors(circle: UUID, journey: Journey) -> dict[str, dict[str, str]]:
    return {
        "/circles/new": {"title": "Mine", "purpose": "Mine", "decides": "consent"},
        "/practices/open": {"title": "Mine", "domain": "Mine", "to": "hub"},
        "/places/open": {"name": "Mine", "to": "hub"},
        f"/circles/{circle}/tension": {"words": "Mine"},
        f"/circles/{circle}/propose": {
            "title": "Mine", "text": "Mine", "reason": "Mine", "information": "Mine",
        },
        f"/learning/circle/{circle}/turn": {"intention": "Mine"},
        f"/journeys/{journey.id}/teams/form": {"name": "Mine", "description": "Mine"},
        "/journeys/open": {
            "title": "Mine", "preset": "nano", "question": "Mine?", "begins": "2026-12-01", "to": "hub",
        },
    }  # fmt: skip


def test_the_number_of_a_thing_of_somebody_elses_makes_nothing_anywhere(
    visit: Visit, ben: Viewer, circle: UUID, journey: Journey, made: dict[str, UUID]
) -> None:
    for role in ("facilitator", "steward"):
        circles.grant_by_rule(person=ben.id, role=role, scope=None)
    circles.admit(by=None, circle=journey.cohort, person=ben.id)
    phone, before = visit(ben), book.size()
    for address, said in doors(circle, journey).items():
        for sort, number in made.items():
            page = phone.post(address, {**said, "statement": str(number)})
            assert page.status_code in (200, 409), (address, sort)  # in the form, or on a page of its own
            assert TAKEN in page.text, (address, sort)
            assert "Mine" in page.text or page.status_code == 409, (address, sort)
    assert book.size() == before
    for address, said in doors(circle, journey).items():
        sent = {**said, "statement": str(current().uuid7())}
        assert phone.post(address, sent).status_code == 302, address  # as one who may
        assert phone.post(address, sent).status_code == 302, address  # said twice is said once
    assert replay.differences() == []


def test_a_signed_statement_is_asked_the_same(ana: Viewer, ben: Viewer, circle: UUID) -> None:
    key, before = OwnKey("Ben").bound_to(ben), book.size()
    with pytest.raises(Refused, match="already said"):
        _sign(key, ben, circle)
    assert book.size() == before
    assert _sign(key, ben, current().uuid7()) == "self"


def _sign(key: OwnKey, by: Viewer, number: UUID) -> str:
    head = {"id": str(number), "hub": log.hub_did(), "kind": CIRCLE.name, "said": "2026-05-18T09:00:00.000Z"}
    values = head | {"by": by.ref, "to": ["hub"], "body.title": "Mine"}
    signed = key.sign(values)
    assert Statement.build(values, signed.secret)
    entry = log.say(CIRCLE, by=by.ref, body={"title": "Mine"}, statement_id=number, signed=signed)
    return entry.custody


def test_many_said_together_are_told_apart_too(ana: Viewer, ben: Viewer) -> None:
    number, before = current().uuid7(), book.size()
    with pytest.raises(Refused, match="already said"), log.in_bulk():
        for by in (ana, ben):
            log.say(CIRCLE, by=by.ref, body={"title": "Mine"}, statement_id=number)
    assert book.size() == before
    with log.in_bulk():
        for _ in range(2):
            log.say(CIRCLE, by=ana.ref, body={"title": "Mine"}, statement_id=number)
    assert book.size() == before + 1
    assert replay.differences() == []


def test_a_book_in_which_two_things_share_a_number_is_read_as_before(
    ben: Viewer, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:  # as it was, a circle could have the number of a journey
        before.setattr(things, "insist_free", lambda number, said_once: None)
        log.say(CIRCLE, by=ben.ref, body={"title": "Mine"}, statement_id=journey.id)
    assert replay.differences() == []
    replay.rebuild(afresh=True)
    assert roads.journey(ben, journey.id).title == "Water"
    again = log.say(CIRCLE, by=ben.ref, body={"title": "Mine"}, statement_id=journey.id)
    assert again.seq == book.size() - 1  # what was said before is said once, as ever


def invite(phone: Client, journey: Journey, who: str) -> int:
    said = {
        "statement": str(current().uuid7()),
        "who": who,
        "begins": rights.today(),
        "ends": "2099-01-01",
        "gives": "A letter.",
        "back": "2099-01-02",
    }
    return phone.post(f"/journeys/{journey.id}/evaluators/invite", said).status_code


def test_nobody_takes_the_circle_of_the_evaluators_beforehand(
    visit: Visit, steward: Viewer, ben: Viewer, journey: Journey
) -> None:
    number = derived_id(journey.id, "evaluators", journey.id.int >> 80)
    circles.grant_by_rule(person=ben.id, role="facilitator", scope=None)
    said = {"statement": str(number), "title": "Squat", "purpose": "Mine", "decides": "consent"}
    assert visit(ben).post("/circles/new", said).status_code == 302
    host = visit(steward)
    assert invite(host, journey, "Noor") == 302
    journeys.change_journey(by=steward, journey=journey, title="Water that stays")
    assert invite(host, journey, "Eva") == 302
    first, second = learned.mandates(steward, journey.scope)
    assert first.circle == second.circle != number
    assert not rights.belongs(ben, f"circle:{first.circle}")
    assert replay.differences() == []


def test_nobody_takes_a_gathering_of_the_preset_beforehand(
    visit: Visit, steward: Viewer, ana: Viewer, circle: UUID, journey: Journey
) -> None:
    names = [f"{each['name']}-0" for each in journey.plan["sessions"]]
    for name in names:
        number = derived_id(journey.id, name, journey.id.int >> 80)
        said = {"statement": str(number), "words": "Mine"}
        assert visit(ana).post(f"/circles/{circle}/tension", said).status_code == 302
    host = visit(steward)
    for _ in range(2):  # planned once, however often one asks
        assert host.post(f"/journeys/{journey.id}/agenda/plan-all").status_code == 302
        planned = roads.sessions(steward, journey)
        assert len(planned) >= len(names) > 0
        assert len({each.id for each in planned}) == len(planned)
    assert len(roads.sessions(steward, journey)) == len(planned)
    assert replay.differences() == []


def test_nobody_takes_what_an_agreement_makes_beforehand(
    visit: Visit, steward: Viewer, ana: Viewer, ben: Viewer, circle: UUID
) -> None:
    opens = {
        "do": "open_pool", "circle": f"circle:{circle}", "currency": "EUR", "purpose": "The weirs",
        "custodian": ana.ref,
    }  # fmt: skip
    agreement = decide(ana, circle, [steward, ana, ben], [opens])
    (entry,) = [each for each in book.entries() if each.id == agreement]
    number = derived_id(agreement, "effect-0", parse_instant(entry.at))
    said = {"statement": str(number), "words": "Mine"}
    assert visit(ben).post(f"/circles/{circle}/tension", said).status_code == 302
    loop.run_until_idle()
    kinds = [each.kind for each in book.entries()]
    assert (kinds.count("pool.opened/1"), kinds.count("effect.failed/1")) == (1, 0)
    (pool,) = money.pools(ana)
    assert pool.id != number
    assert replay.differences() == []


def test_every_kind_that_makes_a_thing_says_so(hub: object) -> None:
    """As the folds are written: which put the entry's id into a table in which things are found by it."""
    folding.rooms.do()
    own = re.compile(r"(\w+Row)\.objects\.(?:add|create)\(\s*(?:seq=entry\.seq,\s*)?id=(?!uuid_of)")
    found = set()
    for room in ROOMS:
        for kind, folds in room.FOLDS.items():
            for fold in folds:
                for table in own.findall(inspect.getsource(fold)):
                    if getattr(inspect.getmodule(fold), table) in things.tables():
                        found.add(kind.name)
    said = {kind.name for room in ROOMS for kind in room.KINDS if kind.makes}
    assert len(found) > 20
    assert found - said == {"contribution.made/1"}  # found by the number of its entry
    assert said - found == set()
