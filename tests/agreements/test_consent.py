"""A proposal on its way through the rounds, through the actions and the log."""

from __future__ import annotations

import pytest

from prisma_hub.agreements import actions, queries
from prisma_hub.agreements.types import Party, Round, Word
from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from tests.agreements.walk import (
    MINUTE,
    People,
    adopt,
    after,
    ask_for_objections,
    consent,
    open_circle,
    propose,
)

pytestmark = pytest.mark.django_db


def test_a_tension_becomes_an_agreement(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    tension = actions.name_tension(by=ben, circle=circle, words="The lower gardens had nothing.")
    proposal = actions.propose(
        by=ana, circle=circle, title="Water", text="Two days a week.", why="So it lasts.", tension=tension
    )
    assert queries.tensions(ana, circle) == []
    ask_for_objections(proposal, [ana, ben])
    with pytest.raises(Refused, match="held until"):
        actions.open_next_round(by=ben, proposal=proposal, seen=Round.PAUSE)
    with after(4 * MINUTE):
        actions.open_next_round(by=ben, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana, ben])
        made = queries.agreement(ben, actions.adopt(by=ben, proposal=proposal, number=1))
    assert made is not None
    assert (made.title, made.text, made.state, made.way) == (
        "Water",
        "Two days a week.",
        "in_force",
        "consent",
    )
    assert [(each.person, each.word) for each in made.parties] == [(ana.ref, "consent"), (ben.ref, "consent")]
    assert replay.differences() == []


def test_an_objection_is_integrated_and_everybody_is_asked_again(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    ask_for_objections(proposal, [ana, ben])
    with after(4 * MINUTE):
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        actions.speak(by=ana, proposal=proposal, number=1, round_=Round.OBJECT, word=Word.CONSENT)
        with pytest.raises(Refused, match="argument, not a veto"):
            actions.speak(by=ben, proposal=proposal, number=1, round_=Round.OBJECT, word=Word.OBJECT)
        actions.speak(
            by=ben, proposal=proposal, number=1, round_=Round.OBJECT, word=Word.OBJECT, words="Seedlings die."
        )
        with pytest.raises(Refused, match="rounds are not finished"):
            actions.adopt(by=ana, proposal=proposal, number=1)
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.OBJECT)
        found = queries.decision(ana, proposal)
        assert found is not None and [each.words for each in found.objections] == ["Seedlings die."]
        seq = found.objections[0].seq
        actions.answer_objection(by=ana, proposal=proposal, objection=seq, words="A third day.")
        with pytest.raises(Refused, match="the proposal has not changed"):
            actions.open_next_round(by=ana, proposal=proposal, seen=Round.INTEGRATE)
        actions.revise(by=ben, proposal=proposal, number=1, text="Two days, three for seedlings.")
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.INTEGRATE)
        with pytest.raises(Refused, match="new wording"):
            actions.speak(by=ana, proposal=proposal, number=1, round_=Round.OBJECT, word=Word.CONSENT)
        consent(proposal, [ana, ben], number=2)
        made = queries.agreement(ana, actions.adopt(by=ben, proposal=proposal, number=2))
    assert made is not None and made.text == "Two days, three for seedlings."
    assert replay.differences() == []


def test_only_whoever_objected_withdraws(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    ask_for_objections(proposal, [ana, ben])
    with after(4 * MINUTE):
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana])
        actions.speak(by=ben, proposal=proposal, number=1, round_=Round.OBJECT, word=Word.OBJECT, words="No.")
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.OBJECT)
        found = queries.decision(ana, proposal)
        assert found is not None
        seq = found.objections[0].seq
        with pytest.raises(Refused, match="Only the person who objected"):
            actions.withdraw_objection(by=ana, proposal=proposal, objection=seq, words="It is fine.")
        actions.withdraw_objection(by=ben, proposal=proposal, objection=seq, words="I misread it.")
        found = queries.decision(ana, proposal)
    assert found is not None and [each.state for each in found.objections] == ["withdrawn"]


def test_speaking_twice_counts_once_and_the_latest_word_stands(steward: Viewer, person: People) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    proposal = propose(ana, open_circle(steward, [ana, ben, cai], decides="majority"))
    actions.open_next_round(by=ana, proposal=proposal, seen=Round.PRESENT)
    actions.open_next_round(by=ana, proposal=proposal, seen=Round.REACT)
    for word in (Word.FOR, Word.FOR, Word.FOR):
        actions.speak(by=ana, proposal=proposal, number=1, round_=Round.ANSWER, word=word)
    with pytest.raises(Refused, match="2 have not answered"):
        actions.adopt(by=ana, proposal=proposal, number=1)
    actions.speak(by=ben, proposal=proposal, number=1, round_=Round.ANSWER, word=Word.AGAINST)
    actions.speak(by=cai, proposal=proposal, number=1, round_=Round.ANSWER, word=Word.AGAINST)
    with pytest.raises(Refused, match="1 are for it and 2 against"):
        actions.adopt(by=ana, proposal=proposal, number=1)
    actions.speak(by=cai, proposal=proposal, number=1, round_=Round.ANSWER, word=Word.FOR)
    made = queries.agreement(ana, actions.adopt(by=ana, proposal=proposal, number=1))
    assert made is not None
    assert [(each.person, each.word) for each in made.parties] == [
        (ana.ref, "for"),
        (ben.ref, "against"),
        (cai.ref, "for"),
    ]


def test_a_circle_that_writes_down_agrees_at_once_and_is_confirmed_after(
    steward: Viewer, person: People
) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben], decides="just-record-it")
    assert ben.person is not None
    proposal = actions.propose(
        by=ana, circle=circle, title="The well", text="We clean it in March.", present=[ben.person]
    )
    [made] = queries.agreements(ben, circle=circle)
    assert made.text == "We clean it in March."
    actions.speak(by=ben, proposal=proposal, number=1, round_=Round.CONFIRM, word=Word.CONFIRM)
    found = queries.decision(ana, proposal)
    assert found is not None and [each.person for each in found.voices] == [ana.ref, ben.ref]
    with pytest.raises(NotAllowed):
        actions.speak(by=steward, proposal=proposal, number=1, round_=Round.CONFIRM, word=Word.CONFIRM)
    assert replay.differences() == []


def test_what_is_written_down_binds_the_hub_only_when_all_who_were_there_say_so(
    steward: Viewer, person: People
) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben], decides="just-record-it")
    assert ben.person is not None
    admit = {"do": "admit_member", "circle": f"circle:{circle}", "person": cai.ref}
    alone = actions.propose(by=ana, circle=circle, title="Cai", text="Cai comes in.", effects=[admit])
    with pytest.raises(Refused, match="at least two"):
        actions.adopt(by=ana, proposal=alone, number=1)
    both = actions.propose(
        by=ana, circle=circle, title="Cai", text="Cai comes in.", effects=[admit], present=[ben.person]
    )
    with pytest.raises(Refused, match="has not said yet"):
        actions.adopt(by=ana, proposal=both, number=1)
    actions.speak(by=ben, proposal=both, number=1, round_=Round.CONFIRM, word=Word.CONFIRM)
    assert actions.adopt(by=ana, proposal=both, number=1)


def test_a_stranger_neither_speaks_nor_hears(steward: Viewer, person: People) -> None:
    ana, ben, eve = person("Ana"), person("Ben"), person("Eve")
    circle = open_circle(steward, [ana, ben])
    proposal = propose(ana, circle)
    for stranger in (eve, steward):
        assert queries.decision(stranger, proposal) is None
        assert queries.proposals(stranger) == []
        with pytest.raises(NotAllowed, match="Only members of this circle"):
            actions.speak(by=stranger, proposal=proposal, number=1, round_=Round.PRESENT, word=Word.SPEAK)
        with pytest.raises(NotAllowed):
            actions.adopt(by=stranger, proposal=proposal, number=1)


def test_what_was_said_is_erased_and_the_vote_stays(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    made = adopt(ana, circle, [ana, ben])
    agreement = queries.agreement(ana, made)
    assert agreement is not None
    found = queries.decision(ana, agreement.proposal)
    assert found is not None
    for voice in found.voices:
        log.erase(voice.seq, right="law")
    again = queries.decision(ana, agreement.proposal)
    assert again is not None
    assert {voice.words for voice in again.voices} == {""} and again.why == "" and again.brief.title == ""
    assert [voice.word for voice in again.voices] == [voice.word for voice in found.voices]
    assert queries.agreement(ana, made) == agreement
    assert replay.differences() == []


def test_a_review_keeps_and_a_decision_ends(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    first = adopt(ana, circle, [ana, ben])
    found = queries.agreement(ana, first)
    assert found is not None and not found.due
    with after(200 * 24 * 60 * MINUTE):
        [due] = queries.agreements(ana, circle=circle)
        assert due.due
        with pytest.raises(Refused, match="review date after"):
            actions.keep_agreement(by=ben, agreement=first, words="It held.", review=found.review)
        later = found.review.replace(year=found.review.year + 1)
        actions.keep_agreement(by=ben, agreement=first, words="It held.", review=later)
        kept = queries.agreement(ana, first)
        assert kept is not None and (kept.review, kept.due, kept.state) == (later, False, "in_force")
    with after(201 * 24 * 60 * MINUTE):
        ending = actions.propose(
            by=ana, circle=circle, title="End it", text="We end it.", reviews=first, ends=True
        )
        ask_for_objections(ending, [ana, ben])
    with after(4 * MINUTE):
        actions.open_next_round(by=ana, proposal=ending, seen=Round.PAUSE)
        consent(ending, [ana, ben])
        actions.adopt(by=ana, proposal=ending, number=1)
    ended = queries.agreement(ana, first)
    assert ended is not None and ended.state == "ended"
    assert [review.outcome for review in ended.reviews] == ["kept", "ended"]
    assert isinstance(ended.parties[0], Party)
    assert replay.differences() == []


def test_a_closed_circle_and_an_empty_word_are_refused(steward: Viewer, person: People) -> None:
    ana = person("Ana")
    circle = open_circle(steward, [ana])
    with pytest.raises(Refused, match="Something is missing"):
        actions.name_tension(by=ana, circle=circle, words="  ")
    proposal = propose(ana, circle)
    with pytest.raises(Refused, match="needs words"):
        actions.drop(by=ana, proposal=proposal, words="")
    actions.drop(by=ana, proposal=proposal, words="Not now.")
    with pytest.raises(Refused, match="closed"):
        actions.adopt(by=ana, proposal=proposal, number=1)
    circles.leave(by=ana, circle=circle)
    assert replay.differences() == []


def test_whoever_blocks_somebody_still_decides_with_them(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    assert ana.person is not None
    circles.block(by=ben, person=ana.person)
    proposal = propose(ana, circle)
    assert [each.id for each in queries.proposals(ben, circle=circle)] == [proposal]
    ask_for_objections(proposal, [ana, ben])
    with after(4 * MINUTE):
        actions.open_next_round(by=ben, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana, ben])
        agreement = actions.adopt(by=ana, proposal=proposal, number=1)
    assert queries.agreement(ben, agreement) is not None
