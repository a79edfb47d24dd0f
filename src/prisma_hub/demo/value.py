"""What goes on: kilograms read and confirmed, thanks given, and a team that stays together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements.types import Round, Word
from prisma_hub.currencies import actions as currencies
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.kernel import ids
from prisma_hub.organisations import actions as organisations

Said = Mapping[str, Any]
AFTER = timedelta(minutes=1)


def acts() -> Iterator[Act]:
    told = script.read("value.yaml")
    for each in told["kilograms"]:
        yield from _reading(each)
    for each in told["thanks"]:
        yield Act(script.moment(each["at"]), partial(_thank, said=each))
    yield from _founding(told["organisation"])


# == Practice currencies ==


def _reading(said: Said) -> Iterator[Act]:
    at = script.moment(said["at"])
    yield Act(at, partial(_read, said=said))
    if "corrected" in said:
        at = script.moment(said["corrected"]["at"])
        yield Act(at, partial(_correct, said=said))
    for number, who in enumerate(said["confirmed"]):
        yield Act(at + AFTER * (number + 1), partial(_confirm, said=said, who=who))


def _read(stage: Stage, said: Said) -> None:
    answers = {
        "weight": said["weight"],
        "material": "plastic",
        "day": str(said["day"]),
        "handed_to": said["to"],
    }
    stage.entries[f"weighed {said['at']}"] = currencies.read_measure(
        by=stage.viewer(said["by"]), currency="kilograms-sorted", answers=answers
    )


def _correct(stage: Stage, said: Said) -> None:
    right = said["corrected"]
    currencies.correct_measure(
        by=stage.viewer(said["by"]),
        reading=stage.entries[f"weighed {said['at']}"],
        value=right["value"],
        words=right["words"],
    )


def _confirm(stage: Stage, said: Said, who: str) -> None:
    currencies.confirm_measure(by=stage.viewer(who), reading=stage.entries[f"weighed {said['at']}"])


def _thank(stage: Stage, said: Said) -> None:
    currencies.thank(
        by=stage.viewer(said["by"]),
        currency="appreciation",
        receiver=ids.person(stage.person(said["to"])),
        amount=int(said["amount"]),
        words=said["words"],
    )


# == An organisation ==


def _founding(said: Said) -> Iterator[Act]:
    """Every member of the team gives their voice themselves."""
    yield Act(script.moment(said["at"]), partial(_propose, said=said))
    asked = script.moment(said["clarify"][0]["at"])
    yield _next(said, asked - AFTER, Round.PRESENT)
    for each in said["clarify"]:
        yield _voice(script.moment(each["at"]), each["by"], Round.CLARIFY, Word.SPEAK, each["words"])
    react = script.moment(said["react"]["at"])
    yield _next(said, react - AFTER, Round.CLARIFY)
    for number, (who, words) in enumerate(said["react"]["words"].items()):
        yield _voice(react + AFTER * number, who, Round.REACT, Word.SPEAK, words)
    yield _next(said, script.moment(said["pause"]), Round.REACT)
    opened = script.moment(said["consents"])
    yield _next(said, opened, Round.PAUSE)
    for number, who in enumerate(said["react"]["words"]):
        yield _voice(opened + AFTER * (number + 1), who, Round.OBJECT, Word.CONSENT, "")
    yield Act(script.moment(said["adopted"]), partial(_adopt, said=said))


def _propose(stage: Stage, said: Said) -> None:
    proposal = organisations.propose_founding(
        by=stage.viewer(said["by"]),
        circle=stage.circles[said["team"]],
        **{name: said[name] for name in ("name", "purpose", "form", "share", "title", "text")},
    )
    stage.things["founding"] = f"proposal:{proposal}"


def _next(said: Said, at: datetime, seen: Round) -> Act:
    def go_on(stage: Stage) -> None:
        proposal = ids.uuid_of(stage.things["founding"])
        agreements.open_next_round(by=stage.viewer(said["by"]), proposal=proposal, seen=seen)

    return Act(at, go_on)


def _voice(at: datetime, who: str, round_: Round, word: Word, words: str) -> Act:
    def speak(stage: Stage) -> None:
        proposal = ids.uuid_of(stage.things["founding"])
        by = stage.viewer(who)
        agreements.speak(by=by, proposal=proposal, number=1, round_=round_, word=word, words=words)

    return Act(at, speak)


def _adopt(stage: Stage, said: Said) -> None:
    proposal = ids.uuid_of(stage.things["founding"])
    agreements.adopt(by=stage.viewer(said["by"]), proposal=proposal, number=1)
