"""Consent in rounds: who may speak, what is missing, where it goes next.

present → clarifying questions → reactions → held pause → objections → integrate → adopt.
Nothing here reads a clock: *now* is a fact, and only people open rounds. Source: governance.md,
"From tension to agreement", *Consent*.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from prisma_hub.agreements.rules.missing import (
    find_missing,
    find_unsettled,
    last_opened,
    said_in,
)
from prisma_hub.agreements.types import (
    ROUNDS,
    Deliberation,
    Missing,
    Opened,
    Round,
    Standing,
    Word,
)
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NOTHING_LOST = later("Everything said so far is kept.")

_WORDS: Final[dict[Round, frozenset[Word]]] = {
    Round.PRESENT: frozenset({Word.SPEAK}),
    Round.CLARIFY: frozenset({Word.SPEAK, Word.PASS}),
    Round.REACT: frozenset({Word.SPEAK, Word.PASS}),
    Round.PAUSE: frozenset(),
    Round.OBJECT: frozenset({Word.CONSENT, Word.CONCERN, Word.STAND_ASIDE, Word.OBJECT}),
    Round.INTEGRATE: frozenset({Word.SPEAK}),
    Round.ANSWER: frozenset({Word.FOR, Word.AGAINST, Word.ABSTAIN}),
    Round.CONFIRM: frozenset({Word.CONFIRM}),
    Round.ADOPT: frozenset(),
}
_CHANGES: Final = frozenset({Round.PRESENT, Round.CLARIFY, Round.REACT, Round.INTEGRATE, Round.CONFIRM})


def read_standing(facts: Deliberation, now: datetime) -> Standing:
    """Where the deliberation stands, read from nothing but what was said and when."""
    current = _current(facts).round
    missing = find_missing(facts, now)
    following = None if missing else _following(facts)
    can_adopt = current is Round.ADOPT and not missing
    return Standing(current, _may_speak(facts), missing, following, can_adopt)


def check_voice(facts: Deliberation, person: str, word: Word, words: str = "") -> None:
    """Refuse a voice out of turn, a word that does not belong here, an objection without words."""
    current = _current(facts).round
    if person not in facts.members:
        raise Refused("Only members of this circle speak in this decision.", kept=NOTHING_LOST)
    if word not in _WORDS[current]:
        raise Refused(
            "This is not what is asked in this round.",
            kept=NOTHING_LOST,
            mend="Say it in the round it belongs to; people can open a round again.",
        )
    if current is Round.PRESENT and person != facts.presenter:
        raise Refused(
            "The proposal is being presented.", kept=NOTHING_LOST, mend="Your turn comes with the questions."
        )
    if current is Round.CONFIRM and person not in facts.present:
        raise Refused("Those who were there say whether it was so.", kept=NOTHING_LOST)
    if person not in _may_speak(facts):
        raise Refused(
            "Each voice is heard once before any voice is heard twice.",
            kept=NOTHING_LOST,
            mend="Wait until everybody has spoken or passed.",
        )
    if word is Word.SPEAK and current is Round.CLARIFY and not words.strip():
        raise Refused(
            "A question needs words.",
            kept=NOTHING_LOST,
            mend="Write what you ask or answer, or say that you have nothing to ask.",
        )
    if word is Word.CONCERN and not words.strip():
        raise Refused(
            "A concern needs words, so that the review can look at it.",
            kept=NOTHING_LOST,
            mend="Say what should be looked at.",
        )
    if word is Word.OBJECT and not words.strip():
        raise Refused(
            "An objection is an argument, not a veto: it needs words.",
            kept=NOTHING_LOST,
            mend="Say what harm you see, or what would be missed.",
        )


def open_next(facts: Deliberation, now: datetime) -> Deliberation:
    """The facts after people opened the next round, or a refusal that says what is missing."""
    standing = read_standing(facts, now)
    _refuse_missing(standing.missing)
    if standing.next is None:
        raise Refused("This was the last round: adopt the proposal or open a round again.", kept=NOTHING_LOST)
    return replace(facts, rounds=(*facts.rounds, Opened(standing.next, now, facts.text)))


def open_again(facts: Deliberation, round_: Round, now: datetime) -> Deliberation:
    """Go back to a round before this one; nobody is ever hurried past a second thought."""
    order = ROUNDS[facts.mode.rule]
    if round_ not in order or order.index(round_) >= order.index(_current(facts).round):
        raise Refused(
            "Only a round before this one can be opened again.",
            kept=NOTHING_LOST,
            mend="Go on to the next round instead.",
        )
    return replace(facts, rounds=(*facts.rounds, Opened(round_, now, facts.text)))


def check_adoption(facts: Deliberation, now: datetime, today: date | None = None) -> None:
    """Refuse to adopt while anything is missing, or without a review date after this day.

    `today` is the day where the hub is; that of `now` where it is not given.
    """
    standing = read_standing(facts, now)
    _refuse_missing(standing.missing)
    if not standing.can_adopt:
        raise Refused(
            "The rounds are not finished.", kept=NOTHING_LOST, mend="Go through the rounds that are left."
        )
    check_review(today or now.date(), facts.review)


def check_change(facts: Deliberation) -> None:
    """The text changes where it is talked about, never while voices are being given to it."""
    if _current(facts).round not in _CHANGES:
        raise Refused(
            "People are giving their voice to this text, so it stays as it is for now.",
            kept=NOTHING_LOST,
            mend="Change it when objections are integrated, or open an earlier round again.",
        )


def check_review(adopted: date, review: date | None) -> None:
    """An agreement is looked at again: its review date lies after the day it was adopted."""
    if review is None or review <= adopted:
        raise Refused(
            "An agreement needs a review date after the day it is adopted.",
            kept=NOTHING_LOST,
            mend="Choose a day on which you will look at it again.",
        )


def _current(facts: Deliberation) -> Opened:
    if not facts.rounds:
        raise Refused("This proposal has not been opened for a decision yet.", kept=NOTHING_LOST)
    return facts.rounds[-1]


def _following(facts: Deliberation) -> Round | None:
    current = _current(facts).round
    if current is Round.OBJECT:
        return Round.INTEGRATE if find_unsettled(facts) else Round.ADOPT
    if current is Round.INTEGRATE:
        asked = last_opened(facts, Round.OBJECT)
        # Consent is given to a text; to a changed one everybody is asked again.
        return Round.ADOPT if asked and asked.text == facts.text else Round.OBJECT
    order = ROUNDS[facts.mode.rule]
    at = order.index(current) + 1
    return order[at] if at < len(order) else None


def _may_speak(facts: Deliberation) -> tuple[str, ...]:
    current = _current(facts).round
    if not _WORDS[current]:
        return ()
    if current is Round.PRESENT:
        return (facts.presenter,)
    if current is Round.CONFIRM:
        return facts.present
    if current is not Round.REACT:
        return facts.members
    heard = Counter(voice.person for voice in said_in(facts, Round.REACT))
    fewest = min((heard[member] for member in facts.members), default=0)
    return tuple(member for member in facts.members if heard[member] == fewest)


def _refuse_missing(missing: tuple[Missing, ...]) -> None:
    if missing:
        raise Refused(missing[0].label, kept=NOTHING_LOST, **missing[0].values)
