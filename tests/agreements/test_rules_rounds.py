"""Consent is given, never assumed: rounds, pauses, voices, objections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from prisma_hub.agreements.rules import (
    check_adoption,
    check_review,
    check_voice,
    integrate,
    open_again,
    open_next,
    read_standing,
    withdraw,
)
from prisma_hub.agreements.types import (
    Deliberation,
    Missing,
    Mode,
    Objection,
    ObjectionState,
    Opened,
    Round,
    Rule,
    Standing,
    Voice,
    Word,
)
from prisma_hub.kernel.refusal import Refused

NOW = datetime(2026, 5, 18, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEMBERS = ("ana", "ben", "cai")
MODE = Mode(pause=HOUR, quorum=2)
BEGUN = Deliberation(
    MEMBERS, "ana", "first", MODE, (Opened(Round.PRESENT, NOW, "first"),), review=date(2026, 11, 18)
)


def say(facts: Deliberation, person: str, word: Word, words: str = "") -> Deliberation:
    """The facts after somebody spoke, with an objection beside the voice that objects."""
    check_voice(facts, person, word, words)
    seq = len(facts.voices)
    voice = Voice(seq, person, facts.rounds[-1].round, word, facts.text)
    objections = facts.objections
    if word is Word.OBJECT:
        objections = (*objections, Objection(seq, person, facts.text, words))
    return replace(facts, voices=(*facts.voices, voice), objections=objections)


def objections_asked(mode: Mode = MODE) -> Deliberation:
    """Everything up to the objection round, as it should be; the pause is over two hours in."""
    facts = open_next(say(replace(BEGUN, mode=mode), "ana", Word.SPEAK), NOW)
    facts = open_next(facts, NOW)
    for member in MEMBERS:
        facts = say(facts, member, Word.SPEAK)
    facts = open_next(facts, NOW)
    return open_next(facts, NOW + 2 * HOUR)


LATER = NOW + 2 * HOUR


def everybody(facts: Deliberation, word: Word = Word.CONSENT) -> Deliberation:
    for member in MEMBERS:
        facts = say(facts, member, word)
    return facts


def test_a_whole_round_of_consent_ends_in_adoption() -> None:
    facts = open_next(everybody(objections_asked()), LATER)
    assert [opened.round for opened in facts.rounds] == [
        Round.PRESENT,
        Round.CLARIFY,
        Round.REACT,
        Round.PAUSE,
        Round.OBJECT,
        Round.ADOPT,
    ]
    assert read_standing(facts, LATER) == Standing(Round.ADOPT, (), (), None, True)
    check_adoption(facts, LATER)


def test_the_presenter_speaks_first() -> None:
    assert read_standing(BEGUN, NOW) == Standing(
        Round.PRESENT,
        ("ana",),
        (Missing("%(person)s has not presented the proposal yet.", {"person": "ana"}),),
        None,
        False,
    )
    with pytest.raises(Refused, match="ana has not presented"):
        open_next(BEGUN, NOW)
    with pytest.raises(Refused, match="is being presented"):
        check_voice(BEGUN, "ben", Word.SPEAK)


def test_each_voice_is_heard_once_before_any_is_heard_twice() -> None:
    facts = open_next(open_next(say(BEGUN, "ana", Word.SPEAK), NOW), NOW)
    facts = say(facts, "ben", Word.SPEAK)
    assert read_standing(facts, NOW).may_speak == ("ana", "cai")
    with pytest.raises(Refused, match="once before any voice is heard twice"):
        check_voice(facts, "ben", Word.SPEAK)
    with pytest.raises(Refused, match="ana has neither reacted nor passed"):
        open_next(facts, NOW)
    facts = say(say(facts, "cai", Word.PASS), "ana", Word.SPEAK)
    assert read_standing(facts, NOW).may_speak == MEMBERS
    assert read_standing(facts, NOW).next is Round.PAUSE


def test_the_pause_is_held_as_long_as_the_mode_says() -> None:
    facts = objections_asked()
    held = replace(facts, rounds=facts.rounds[:-1])
    just_before = NOW + HOUR - timedelta(microseconds=1)
    assert read_standing(held, just_before) == Standing(
        Round.PAUSE,
        (),
        (Missing("The pause is held until %(until)s.", {"until": "2026-05-18T10:00:00+00:00"}),),
        None,
        False,
    )
    assert read_standing(held, NOW + HOUR).next is Round.OBJECT


def test_silence_is_not_consent() -> None:
    facts = say(say(objections_asked(), "ana", Word.CONSENT), "ben", Word.CONSENT)
    for now in (LATER, LATER + timedelta(days=3650)):
        with pytest.raises(Refused, match="cai has neither consented, stood aside nor objected"):
            open_next(facts, now)


def test_silence_is_consent_where_the_circle_said_so_beforehand_and_after_its_time() -> None:
    mode = Mode(silence_after=timedelta(days=2), quorum=2)
    facts = say(objections_asked(mode), "ana", Word.CONSENT)
    with pytest.raises(Refused, match="only after 2026-05-20T11:00:00"):
        open_next(facts, LATER + timedelta(days=2) - HOUR)
    after = LATER + timedelta(days=2)
    check_adoption(open_next(facts, after), after)


def test_too_few_voices_make_no_quorum() -> None:
    mode = Mode(silence_after=timedelta(0), quorum=2)
    facts = open_next(say(replace(BEGUN, mode=mode), "ana", Word.SPEAK), NOW)
    for _ in range(3):
        facts = open_next(facts, NOW)
    with pytest.raises(Refused, match="1 have spoken, and 2 are needed"):
        open_next(facts, NOW)


def test_stand_asides_count_up_to_what_the_mode_bears() -> None:
    facts = everybody(objections_asked(replace(MODE, stand_asides=2)), Word.STAND_ASIDE)
    with pytest.raises(Refused, match="3 stand aside, and at most 2 may"):
        open_next(facts, LATER)
    assert read_standing(say(facts, "ben", Word.CONSENT), LATER).next is Round.ADOPT
    assert read_standing(replace(facts, mode=MODE), LATER).next is Round.ADOPT


@pytest.mark.parametrize("words", ["", "  \n"])
def test_an_objection_is_an_argument_and_not_a_veto(words: str) -> None:
    with pytest.raises(Refused, match="it needs words"):
        check_voice(objections_asked(), "ana", Word.OBJECT, words)


def test_an_objection_leads_to_a_changed_text_and_everybody_is_asked_again() -> None:
    facts = say(everybody(objections_asked()), "cai", Word.OBJECT, "The well is dry in May.")
    facts = open_next(facts, LATER)
    assert read_standing(facts, LATER) == Standing(
        Round.INTEGRATE,
        MEMBERS,
        (Missing("The objection of %(person)s is open.", {"person": "cai"}),),
        None,
        False,
    )
    settled = integrate(facts.objections[0], answer="We carry water in May.")
    facts = replace(facts, objections=(settled,), text="second")
    facts = open_next(facts, LATER)
    assert facts.rounds[-1] == Opened(Round.OBJECT, LATER, "second")
    with pytest.raises(Refused, match="ana has neither consented"):
        open_next(facts, LATER)
    check_adoption(open_next(everybody(facts), LATER), LATER)


def test_an_objection_is_not_integrated_by_saying_so() -> None:
    facts = say(everybody(objections_asked()), "cai", Word.OBJECT, "The well is dry in May.")
    facts = open_next(facts, LATER)
    facts = replace(facts, objections=(integrate(facts.objections[0], answer="Never mind."),))
    with pytest.raises(Refused, match="and the proposal has not changed"):
        open_next(facts, LATER)


def test_a_withdrawn_objection_leads_to_adoption() -> None:
    facts = say(everybody(objections_asked()), "cai", Word.OBJECT, "The well is dry in May.")
    facts = open_next(facts, LATER)
    facts = replace(facts, objections=(withdraw(facts.objections[0], by="cai", answer="It rained."),))
    facts = open_next(facts, LATER)
    assert facts.rounds[-1].round is Round.ADOPT
    check_adoption(facts, LATER)


def test_only_whoever_objected_withdraws_and_settling_needs_words() -> None:
    objection = Objection(1, "cai", "first", "The well is dry in May.")
    with pytest.raises(Refused, match="Only the person who objected"):
        withdraw(objection, by="ana", answer="We are in a hurry.")
    with pytest.raises(Refused, match="needs words"):
        integrate(objection, answer=" ")
    settled = withdraw(objection, by="cai", answer=" It rained. ")
    assert settled == replace(objection, state=ObjectionState.WITHDRAWN, answer="It rained.")
    with pytest.raises(Refused, match="settled already"):
        integrate(settled, answer="Once more.")


def test_a_text_changed_after_consent_is_not_adopted() -> None:
    facts = replace(open_next(everybody(objections_asked()), LATER), text="second")
    with pytest.raises(Refused, match="asked for objections to the text on the table"):
        check_adoption(facts, LATER)
    again = open_again(facts, Round.OBJECT, LATER)
    check_adoption(open_next(everybody(again), LATER), LATER)


def test_a_round_is_opened_again_but_none_is_skipped() -> None:
    facts = objections_asked()
    assert open_again(facts, Round.CLARIFY, LATER).rounds[-1].round is Round.CLARIFY
    for round_ in (Round.OBJECT, Round.ADOPT):
        with pytest.raises(Refused, match="before this one"):
            open_again(facts, round_, LATER)


def test_words_belong_to_their_round_and_to_members() -> None:
    with pytest.raises(Refused, match="not what is asked in this round"):
        check_voice(BEGUN, "ana", Word.CONSENT)
    with pytest.raises(Refused, match="Only members"):
        check_voice(objections_asked(), "dov", Word.CONSENT)
    with pytest.raises(Refused, match="not been opened"):
        check_voice(replace(BEGUN, rounds=()), "ana", Word.SPEAK)


def test_adoption_waits_for_the_last_round() -> None:
    with pytest.raises(Refused, match="The rounds are not finished"):
        check_adoption(everybody(objections_asked()), LATER)


@pytest.mark.parametrize("review", [None, date(2026, 5, 17), date(2026, 5, 18)])
def test_the_review_lies_after_adoption(review: date | None) -> None:
    with pytest.raises(Refused, match="review date after the day"):
        check_adoption(replace(open_next(everybody(objections_asked()), LATER), review=review), LATER)
    check_review(date(2026, 5, 18), date(2026, 5, 19))


def test_a_question_needs_words_and_whoever_has_none_passes() -> None:
    facts = open_next(say(BEGUN, "ana", Word.SPEAK), NOW)
    with pytest.raises(Refused, match="A question needs words"):
        check_voice(facts, "ben", Word.SPEAK, " ")
    facts = say(say(facts, "ben", Word.SPEAK, "Which days?"), "cai", Word.PASS)
    assert open_next(facts, NOW).rounds[-1].round is Round.REACT


ALONE = replace(BEGUN, members=("ana",), mode=Mode())


def alone_at_objections(**more: Any) -> Deliberation:
    facts = replace(ALONE, **more, rounds=(*BEGUN.rounds, Opened(Round.OBJECT, NOW, "first")))
    return say(facts, "ana", Word.CONSENT)


def test_one_person_needs_a_mandate_to_decide_and_none_to_talk() -> None:
    talked = open_next(say(ALONE, "ana", Word.SPEAK), NOW)
    assert talked.rounds[-1].round is Round.CLARIFY
    label = "One person alone decides on a written mandate only, and this circle has none."
    assert read_standing(alone_at_objections(), NOW).missing == (Missing(label),)
    assert open_next(alone_at_objections(mandated=True), NOW).rounds[-1].round is Round.ADOPT


def test_nobody_widens_their_own_mandate_alone() -> None:
    facts = alone_at_objections(mandated=True, widens=True)
    assert read_standing(facts, NOW).missing == (Missing("Nobody changes their own mandate alone."),)


def test_a_team_with_an_unanswered_asking_is_not_a_team_yet() -> None:
    facts = everybody(replace(objections_asked(), awaited=("dov",)))
    label = "Somebody who was asked into this team has not answered yet. Until then it is not a team."
    assert read_standing(facts, LATER).missing == (Missing(label),)
    with pytest.raises(Refused, match="not a team"):
        open_next(facts, LATER)
    assert open_next(replace(facts, awaited=()), LATER).rounds[-1].round is Round.ADOPT


def test_writing_down_claims_no_more_than_who_was_there() -> None:
    recorded = replace(
        ALONE, mode=Mode(rule=Rule.RECORD), rounds=(Opened(Round.CONFIRM, NOW, "first"),), present=("ana",)
    )
    assert read_standing(recorded, NOW).missing == ()
    assert read_standing(replace(recorded, awaited=("dov",)), NOW).missing != ()
