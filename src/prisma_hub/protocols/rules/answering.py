"""Whether answers hold, and how they are read again, old ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later
from prisma_hub.protocols.rules.compiling import validator_of
from prisma_hub.protocols.types import Answer, Answers, Question, Questions

VOICE = ".voice"


def check(asked: Questions, given: Mapping[str, Any]) -> Answers:
    """The answers that were given, parted into open and guarded ones, or why one of them cannot be kept."""
    here = {name: value for name, value in given.items() if value not in (None, "", [], {})}
    by_name = {each.name: each for each in asked.questions}
    parted: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for name, value in here.items():
        question = by_name.get(name.removesuffix(VOICE))
        if question is None:
            raise Refused("This form asks nothing called “%(name)s”.", kept=_KEPT, name=name[:80])
        _check_beyond_schema(question, name, value)
        parted[question.guarded][name] = value
    for guarded, answers in enumerate(parted):
        for error in validator_of(asked, bool(guarded)).iter_errors(answers):
            raise _refused(error, by_name)
    return Answers(*parted)


_KEPT = later("Nothing was sent; your answers are still in the form.")


def _refused(error: Any, by_name: Mapping[str, Question]) -> Refused:
    due = _missing(error)
    if due is not None:
        return Refused("“%(label)s” wants an answer.", kept=_KEPT, label=by_name[due].label)
    name = str(error.path[0]).removesuffix(VOICE) if error.path else ""
    label = by_name[name].label if name in by_name else name
    return Refused("The answer to “%(label)s” has another form than was asked for.", kept=_KEPT, label=label)


def _missing(error: Any) -> str | None:
    if error.validator == "required":
        return str(error.validator_value[0])
    if error.validator == "anyOf" and not error.path:
        return str(error.validator_value[0]["required"][0])
    return None


def _check_beyond_schema(question: Question, name: str, value: Any) -> None:
    """What a pattern cannot say: days that exist, numbers within their limits."""
    if question.type == "date" and isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Refused("“%(day)s” is no day of the calendar.", kept=_KEPT, day=value[:40]) from None
    if question.type in ("number", "money") and isinstance(value, str) and _is_exact(value):
        exact = Decimal(value)
        low = question.minimum and exact < Decimal(question.minimum)
        high = question.maximum and exact > Decimal(question.maximum)
        if low or high:
            raise Refused(
                "“%(label)s” goes from %(least)s to %(most)s.",
                kept=_KEPT,
                label=question.label,
                least=question.minimum or "…",
                most=question.maximum or "…",
            )


def _is_exact(value: str) -> bool:
    return value.removeprefix("-").replace(".", "", 1).isdecimal() and len(value) < 40


def read(asked: Questions, answers: Mapping[str, Any]) -> list[Answer]:
    """Answers as people read them, in the order of the questions; what no question asks for comes last."""
    return list(_read(asked, answers))


def _read(asked: Questions, answers: Mapping[str, Any]) -> Iterator[Answer]:
    known: set[str] = set()
    for each in asked.questions:
        voice = each.name + VOICE
        known |= {each.name, voice}
        if each.name in answers or voice in answers:
            yield _one(each, answers.get(each.name), answers.get(voice))
    for name in answers:
        if name not in known:
            yield Answer(name, "text", name, _plain(answers[name]), known=False)


def _one(each: Question, value: Any, voice: Any) -> Answer:
    sounds = tuple(_media([voice]))
    if each.type in ("voice", "photo", "file"):
        return Answer(each.name, each.type, each.label, media=tuple(_media([value])))
    if each.type in ("person", "people", "reference"):
        return Answer(each.name, each.type, each.label, refers=tuple(map(str, _several(value))))
    labels = {str(option.value): option.label for option in each.options}
    said = ", ".join(labels.get(str(one), _plain(one)) for one in _several(value))
    unit = f" {each.unit}" if each.unit and said else ""
    return Answer(each.name, each.type, each.label, said + unit, media=sounds)


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _media(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and value.startswith("media:"):
            yield value.removeprefix("media:")


def _plain(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )
