"""What a round still waits for, in sentences people understand.

Source: governance.md, "From tension to agreement", *Consent*.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from prisma_hub.agreements.types import (
    Deliberation,
    Missing,
    Objection,
    ObjectionState,
    Opened,
    Round,
    Rule,
    Voice,
    Word,
)
from prisma_hub.kernel.text import later


def find_missing(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    """What the round that is open waits for; empty when people may open the next."""
    current = facts.rounds[-1].round
    lacking = find_lacking(facts) if current in _DECIDING else ()
    return (*lacking, *_WAITS[current](facts, now))


def find_lacking(facts: Deliberation) -> tuple[Missing, ...]:
    """What the circle itself lacks to decide. It may talk all the same.

    All members of a body decide: whoever was asked into a team answers first. One person is no circle, but
    may hold a mandate others gave; nobody widens their own. Writing down what was decided claims no more
    than who was there.
    """
    lacking = []
    if facts.awaited:
        lacking.append(
            Missing(
                later(
                    "Somebody who was asked into this team has not answered yet. Until then it is not a team."
                )
            )
        )
    if len(facts.members) == 1 and facts.mode.rule is not Rule.RECORD and not facts.mandated:
        lacking.append(
            Missing(later("One person alone decides on a written mandate only, and this circle has none."))
        )
    if len(facts.members) == 1 and facts.widens:
        lacking.append(Missing(later("Nobody changes their own mandate alone.")))
    return tuple(lacking)


def said_in(facts: Deliberation, in_round: Round) -> list[Voice]:
    """What members said in a round, in the order of the log."""
    return [voice for voice in facts.voices if voice.round is in_round and voice.person in facts.members]


def last_opened(facts: Deliberation, round_: Round) -> Opened | None:
    """When a round was last opened, and with which text."""
    return next((opened for opened in reversed(facts.rounds) if opened.round is round_), None)


def find_unsettled(facts: Deliberation) -> tuple[Objection, ...]:
    """Objections still open, and those called integrated although the text is still the same."""
    return tuple(
        objection
        for objection in facts.objections
        if objection.state is ObjectionState.OPEN
        or (objection.state is ObjectionState.INTEGRATED and objection.text == facts.text)
    )


def _last_words(facts: Deliberation) -> dict[str, Word]:
    """Each member's latest word on the text on the table; what was said of another is past."""
    return {voice.person: voice.word for voice in said_in(facts, Round.OBJECT) if voice.text == facts.text}


def _presentation(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    if any(voice.person == facts.presenter for voice in facts.voices if voice.round is Round.PRESENT):
        return ()
    return (Missing(later("%(person)s has not presented the proposal yet."), {"person": facts.presenter}),)


def _nothing(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    return ()


def _reactions(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    if facts.mode.silence_after is not None or facts.mode.rule is Rule.SHARE:
        return ()
    heard = {voice.person for voice in said_in(facts, Round.REACT)}
    return tuple(
        Missing(later("%(person)s has neither reacted nor passed."), {"person": member})
        for member in facts.members
        if member not in heard
    )


def _pause(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    until = facts.rounds[-1].at + facts.mode.pause
    if now >= until:
        return ()
    return (Missing(later("The pause is held until %(until)s."), {"until": until.isoformat()}),)


def _consent(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    words = _last_words(facts)
    silent = [member for member in facts.members if member not in words]
    return (*_silence(facts, silent, now), *_quorum(facts), *_stand_asides(facts, words))


def _silence(facts: Deliberation, silent: list[str], now: datetime) -> tuple[Missing, ...]:
    asked = last_opened(facts, Round.OBJECT)
    if asked is None or asked.text != facts.text:
        return (Missing(later("Nobody has been asked for objections to the text on the table.")),)
    if facts.mode.silence_after is None:
        label = later("%(person)s has neither consented, stood aside nor objected.")
        return tuple(Missing(label, {"person": member}) for member in silent)
    until = asked.at + facts.mode.silence_after
    if silent and now < until:
        return (
            Missing(later("Silence counts as consent only after %(until)s."), {"until": until.isoformat()}),
        )
    return ()


def _quorum(facts: Deliberation) -> tuple[Missing, ...]:
    spoken = {voice.person for voice in facts.voices if voice.person in facts.members}
    if len(spoken) >= facts.mode.quorum:
        return ()
    values = {"spoken": str(len(spoken)), "quorum": str(facts.mode.quorum)}
    return (Missing(later("%(spoken)s have spoken, and %(quorum)s are needed."), values),)


def _stand_asides(facts: Deliberation, words: dict[str, Word]) -> tuple[Missing, ...]:
    aside = sum(word is Word.STAND_ASIDE for word in words.values())
    most = facts.mode.stand_asides
    if most is None or aside <= most:
        return ()
    values = {"aside": str(aside), "most": str(most)}
    return (Missing(later("%(aside)s stand aside, and at most %(most)s may."), values),)


def _answers(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    """Majority: open until everybody answered or the window closed; then enough, and enough in favour."""
    words = {voice.person: voice.word for voice in said_in(facts, Round.ANSWER) if voice.text == facts.text}
    asked = last_opened(facts, Round.ANSWER)
    if asked is None or asked.text != facts.text:
        return (Missing(later("Nobody has been asked about the text on the table.")),)
    silent = len(facts.members) - len(words)
    until = asked.at + facts.mode.window if facts.mode.window else None
    if silent and until and now < until:
        values = {"silent": str(silent), "until": until.isoformat()}
        return (Missing(later("Answers are open until %(until)s; %(silent)s have not answered."), values),)
    if len(words) < facts.mode.quorum:
        values = {"spoken": str(len(words)), "quorum": str(facts.mode.quorum)}
        return (Missing(later("%(spoken)s have answered, and %(quorum)s are needed."), values),)
    return _carried(facts, list(words.values()))


def _carried(facts: Deliberation, words: list[Word]) -> tuple[Missing, ...]:
    pro, contra = words.count(Word.FOR), words.count(Word.AGAINST)
    if pro > facts.mode.adopted_above * (pro + contra):
        return ()
    values = {"pro": str(pro), "contra": str(contra), "share": str(facts.mode.adopted_above)}
    label = later("%(pro)s are for it and %(contra)s against; more than %(share)s of them is needed.")
    return (Missing(label, values),)


def _confirmations(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    """Words written down bind the hub only when all who were there say that it was so, two at least."""
    if not facts.binding:
        return ()
    said = {voice.person for voice in facts.voices if voice.word is Word.CONFIRM and voice.text == facts.text}
    if len(facts.present) < 2:
        return (Missing(later("For the hub to do something, at least two who were there are named.")),)
    label = later("%(person)s has not said yet that this is how it was.")
    return tuple(Missing(label, {"person": each}) for each in facts.present if each not in said)


def _settlement(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    return tuple(
        Missing(
            later("The objection of %(person)s is open.")
            if objection.state is ObjectionState.OPEN
            else later("The objection of %(person)s is called integrated, and the proposal has not changed."),
            {"person": objection.person},
        )
        for objection in find_unsettled(facts)
    )


def _adoption(facts: Deliberation, now: datetime) -> tuple[Missing, ...]:
    if facts.mode.rule is Rule.SHARE:
        return _answers(facts, now)
    if facts.mode.rule is Rule.RECORD:
        return _confirmations(facts, now)
    return (*_settlement(facts, now), *_consent(facts, now))


_DECIDING: Final = frozenset({Round.OBJECT, Round.ANSWER, Round.CONFIRM, Round.ADOPT})

_WAITS: Final[dict[Round, Callable[[Deliberation, datetime], tuple[Missing, ...]]]] = {
    Round.PRESENT: _presentation,
    Round.CLARIFY: _nothing,
    Round.REACT: _reactions,
    Round.PAUSE: _pause,
    Round.OBJECT: _consent,
    Round.INTEGRATE: _settlement,
    Round.ANSWER: _answers,
    Round.CONFIRM: _confirmations,
    Round.ADOPT: _adoption,
}
