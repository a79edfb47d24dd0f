"""An external evaluator comes in by mandate, hears what it names, is seen reading, speaks, and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import ANSWERS
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Given, Mandate, Remark, Standing, Terms
from prisma_hub.identity import actions as identity
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import queries as inbox
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop
from tests.agreements.walk import after
from tests.journeys.conftest import journey, open_from, steward, walker

__all__ = ["journey", "open_from", "steward", "walker"]

DAY = 86_400_000


def day(ahead: int) -> str:
    return (date.fromisoformat(circles.today()) + timedelta(ahead)).isoformat()


def terms(**more: object) -> Terms:
    found = Terms("Noor", "A foundation", day(0), day(10), "A letter to the valley.", day(20))
    return replace(found, **more)  # type: ignore[arg-type]


@pytest.fixture
def ana(walker: Callable[[str], Viewer]) -> Viewer:
    return walker("Ana")


@pytest.fixture
def mandate(steward: Viewer, journey: Journey) -> Mandate:
    return actions.grant_mandate(by=steward, journey=journey.id, terms=terms())


def come_in(steward: Viewer, mandate: Mandate, name: str = "Noor") -> Viewer:
    (code,) = [each.code for each in people.invitations(steward) if each.scope == mandate.ref]
    person = identity.join(code=code, name=name, language="en").person
    return people.viewer_of(str(person.id))


@pytest.fixture
def noor(steward: Viewer, mandate: Mandate) -> Viewer:
    found = come_in(steward, mandate)
    actions.take_mandate(by=found, mandate=mandate.id, declared="Twenty years of wells; no interest.")
    return found


def say_to(who: Viewer, mandate: Mandate, text: str, *, named: bool = True) -> int:
    consent = Consent(spaces=(f"circle:{mandate.circle}",), named=named)
    return timeline.contribute(by=who, text=text, consent=consent).seq


def test_a_guest_hears_only_what_is_said_to_them(steward, journey, mandate, noor, ana):
    timeline.contribute(by=ana, text="To the hub", consent=Consent(spaces=("hub",)))
    timeline.contribute(by=ana, text="To the cohort", consent=Consent(spaces=(journey.cohort_space,)))
    say_to(ana, mandate, "To the evaluators")
    assert [each.words for each in actions.read_under(by=noor, mandate=mandate.id)] == ["To the evaluators"]
    hidden = timeline.contribute(by=ana, text="Mine").seq
    assert not circles.visible(noor).hears(hidden)
    assert not circles.is_member(noor)
    assert people.everybody(noor) == []
    assert noor.person not in {each.id for each in people.everybody(steward)}


def test_whoever_is_off_the_journey_cannot_say_anything_to_its_evaluators(mandate, person):
    with pytest.raises(Refused, match="do not belong to one of the circles"):
        say_to(person("Leo"), mandate, "Listen to me")


def test_what_is_read_is_noted_once_for_hosts_and_for_those_read(steward, mandate, noor, ana, walker):
    seq = say_to(ana, mandate, "Look at this", named=False)
    for _ in range(2):
        actions.read_under(by=noor, mandate=mandate.id)
    for host in (steward, ana):
        (noted,) = queries.noted(host, queries.mandate(host, mandate.id))
        assert (noted.of, noted.mine) == (seq, host is ana)
    assert queries.noted(walker("Eva"), mandate) == []
    loop.run_until_idle()
    assert [each.text for each in inbox.letters(ana)][:1] == ["An external evaluator read your words."]
    assert replay.differences() == []


def test_after_the_last_day_nothing_is_heard_and_nothing_said(steward, mandate, noor, ana):
    say_to(ana, mandate, "Look at this")
    with after(11 * DAY):
        assert queries.mandate(noor, mandate.id).standing is Standing.OVER
        with pytest.raises(NotAllowed, match="over since"):
            actions.read_under(by=noor, mandate=mandate.id)
        with pytest.raises(NotAllowed, match="over since"):
            actions.remark(by=noor, mandate=mandate.id, way="receiving", words="One more thing")
        assert queries.shown_to(noor, mandate) == []
        assert circles.visible(noor).spaces == {"public", noor.ref}


def test_a_mandate_begins_on_its_day_and_with_a_yes(steward, journey):
    ahead = actions.grant_mandate(by=steward, journey=journey.id, terms=terms(begins=day(3)))
    guest = come_in(steward, ahead)
    with pytest.raises(NotAllowed, match="begins on"):
        actions.take_mandate(by=guest, mandate=ahead.id, declared="None")
    with after(3 * DAY):
        with pytest.raises(NotAllowed, match="not said yes"):
            actions.read_under(by=guest, mandate=ahead.id)
        with pytest.raises(Refused, match="whether you have an interest"):
            actions.take_mandate(by=guest, mandate=ahead.id, declared=" ")
        taken = actions.take_mandate(by=guest, mandate=ahead.id, declared="None")
        assert taken.standing is Standing.IN_FORCE
        roles = circles.roles(steward, person=guest.person)
        assert [(each.role, each.scope, each.until) for each in roles] == [
            ("evaluator", journey.scope, ahead.terms.ends)
        ]


def test_remarks_stay_within_the_mandate(steward, journey, ana):
    asked = actions.ask(by=ana, of=journey.scope, words="Is it ours?")
    limits = terms(artefacts=(asked.ref,), stages=(journey.phases[0].name,))
    mandate = actions.grant_mandate(by=steward, journey=journey.id, terms=limits)
    guest = come_in(steward, mandate)
    taken = actions.take_mandate(by=guest, mandate=mandate.id, declared="None")
    assert taken.titles is not None
    assert taken.titles[asked.ref] == "Is it ours?"
    with pytest.raises(NotAllowed, match="another stage"):
        actions.remark(by=guest, mandate=mandate.id, way="receiving", of=asked.ref, words="Yes")
    journeys.open_phase(by=steward, journey=journey, phase=journey.phases[0].name)
    with pytest.raises(NotAllowed, match="outside your mandate"):
        actions.remark(by=guest, mandate=mandate.id, way="receiving", of=f"team:{asked.id}", words="Yes")
    actions.remark(
        by=guest, mandate=mandate.id, way="restraining", of=asked.ref, words="Not without a record"
    )
    actions.give(
        by=ana, on=asked.ref, given=Given("It is", "self", of=journey.scope), to=[journey.cohort_space]
    )
    board = queries.board(ana, asked.ref, journey.scope, asked.words)
    shown = [(column.relation, each and each.words) for column, each in board.latest]
    assert shown == [("evaluator", "Not without a record"), ("self", "It is")]


def test_remarks_answers_and_the_decision_stay_together(mandate, noor, ana):
    seq = actions.remark(by=noor, mandate=mandate.id, way="question", words="Who keeps it?").seq
    actions.answer(by=ana, to=seq, words="The miller.")
    with pytest.raises(Refused, match="partner, not now or decline"):
        actions.remark(by=noor, mandate=mandate.id, way="decision", words="Hm")
    actions.remark(
        by=noor,
        mandate=mandate.id,
        way="decision",
        words="It will last.",
        decision="partner",
        terms="Two years",
    )
    for viewer in (noor, ana):
        told = [
            (each.way, each.words, each.decision, [one.words for one in each.answers])
            for each in queries.remarks(viewer, queries.mandate(viewer, mandate.id))
        ]
        assert told == [
            (Remark.QUESTION, "Who keeps it?", "", ["The miller."]),
            (Remark.DECISION, "It will last.", "partner", []),
        ]
    log.erase(seq, right="speaker")
    log.erase(mandate.seq, right="law")
    assert replay.differences() == []


def test_only_hosts_grant_and_only_the_evaluator_speaks(journey, mandate, ana, person):
    with pytest.raises(NotAllowed):
        actions.grant_mandate(by=ana, journey=journey.id, terms=terms())
    with pytest.raises(NotAllowed, match="granted to somebody else"):
        actions.remark(by=ana, mandate=mandate.id, way="receiving", words="I like us")
    with pytest.raises(NotHere):
        queries.mandate(person("Leo"), mandate.id)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"gives_back": " "}, "what they give back"),
        ({"ends": "2001-01-01"}, "not in order"),
        ({"back_by": "2001-01-01"}, "given back comes after"),
        ({"stages": ("nowhere",)}, "no such phase"),
    ],
)
def test_a_mandate_says_what_is_owed(steward, journey, more, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.grant_mandate(by=steward, journey=journey.id, terms=terms(**more))


def test_an_ended_mandate_lets_nobody_read(steward, mandate, noor, ana):
    say_to(ana, mandate, "Look at this")
    actions.end_mandate(by=steward, mandate=mandate.id, why="They asked for names.")
    with pytest.raises(NotAllowed, match="over since"):
        actions.read_under(by=noor, mandate=mandate.id)
    assert queries.shown_to(noor, mandate) == []
    assert circles.roles(steward, person=noor.person) == []
    assert replay.differences() == []


def post(client: Client, address: str, **given: object) -> str:
    given = {"statement": str(current().uuid7()), **given}
    return client.post(address, given, follow=True).content.decode()


def test_from_invitation_to_decision_through_the_pages(visit, steward, journey, ana):
    circle_actions.set_lasting(by=steward, sort=ANSWERS, months=6, reason="so")
    host = visit(steward)
    page = post(
        host,
        f"/journeys/{journey.id}/evaluators/invite",
        who="Noor",
        begins=day(0),
        ends=day(10),
        gives="A letter.",
        back=day(20),
    )
    (mandate,) = queries.mandates(steward, journey.scope)
    (code,) = [each.code for each in people.invitations(steward) if each.scope == mandate.ref]
    assert code in page
    seq = say_to(ana, mandate, "Look at this")
    guest = visit(None)
    post(guest, "/join", code=code, name="Noor", language="en")
    page = guest.get("/mandates", follow=True).content.decode()
    assert "Do you say yes?" in page
    assert "Look at this" not in page
    page = post(guest, f"/mandates/{mandate.id}/take", declared="No interest")
    assert "Look at this" in page
    page = post(
        guest,
        f"/mandates/{mandate.id}/remark",
        way="decision",
        of=journey.scope,
        words="It will last.",
        decision="partner",
    )
    assert "My decision: Partner" in page
    page = visit(ana).get(f"/mandates/{mandate.id}").content.decode()
    assert "It will last." in page
    assert "What is said here is kept until" in page
    assert f'href="/entry/{seq}"' in page


def test_a_guest_finds_no_other_page_of_the_hub(visit, journey, noor, mandate, ana):
    guest = visit(noor)
    seq = say_to(ana, mandate, "Look at this")
    page = guest.get(f"/mandates/{mandate.id}").content.decode()
    assert 'href="/today"' not in page
    assert 'href="/say"' not in page
    for address in (
        "/today",
        "/aspects",
        f"/entry/{seq}",
        f"/journeys/{journey.id}",
        f"/journeys/{journey.id}/learning",
        "/stewardship",
        "/me",
    ):
        answer = guest.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/mandates")
    forged = guest.post(
        f"/journeys/{journey.id}/evaluators/invite", {"statement": str(current().uuid7()), "who": "Me"}
    )
    assert forged.status_code == 403
    forged = guest.post(f"/circles/{mandate.circle}/admit", {"person": str(ana.person)})
    assert forged.status_code == 403


def test_a_guest_admits_nobody_to_the_evaluators(noor, mandate, ana):
    with pytest.raises(NotAllowed):
        circle_actions.admit(by=noor, circle=mandate.circle, person=ana.id)


def test_an_evaluator_after_the_last_day_through_the_address(visit, noor, mandate, ana):
    say_to(ana, mandate, "Look at this")
    guest = visit(noor)
    assert b"Look at this" in guest.get(f"/mandates/{mandate.id}").content
    with after(11 * DAY):
        page = guest.get(f"/mandates/{mandate.id}").content
        assert b"Look at this" not in page
        assert b"This mandate is over" in page
        forged = guest.post(
            f"/mandates/{mandate.id}/remark",
            {
                "statement": str(source.current().uuid7()),
                "way": "receiving",
                "of": mandate.journey,
                "words": "Late",
            },
        )
        assert "over since" in forged.content.decode()
    assert queries.remarks(ana, mandate) == []
