"""Measurements: read, corrected by whoever read them, confirmed by others; never given or spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import visible
from prisma_hub.circles.types import HUB
from prisma_hub.currencies import events, queries, rules
from prisma_hub.currencies.actions.door import NOTHING, of_kind, said_before
from prisma_hub.currencies.models import MeasureConfirmation, MeasureRow
from prisma_hub.currencies.types import Kind, Move
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import parse_decimal, text_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.media.types import Media
from prisma_hub.protocols import queries as protocols


def read_measure(
    *,
    by: Viewer,
    currency: str,
    answers: Mapping[str, Any],
    words: str = "",
    media: Iterable[Media] = (),
    spaces: Iterable[str] = (HUB,),
    statement_id: UUID | None = None,
) -> int:
    """Write down one reading, with the answers its protocol asks for. Returns its number in the book.

    What was measured is the first number asked for in the currency's unit.
    """
    said = said_before(by, statement_id)
    if said:
        return said.seq
    found = of_kind(queries.definition(by, currency), Kind.MEASUREMENT)
    rules.check_move(found.currency.kind, Move.READ)
    held = protocols.check_answers(found.version, answers)
    value = queries.measured(found.version, found.unit, held.open)
    if value is None:
        raise Refused("The measure itself is missing.", kept=NOTHING, mend="Write the number you read.")
    wanted = frozenset(spaces) or frozenset({by.ref})
    if wanted - visible(by).spaces:
        raise Refused(
            "You do not belong to one of the circles you chose.", kept=NOTHING, mend="Choose again."
        )
    day = held.open.get("day")
    entry = log.say(
        events.MEASURED,
        by=by.ref,
        to=wanted,
        protocol=found.version,
        body={
            "currency": currency,
            "value": text_of(rules.check_measure(value, found.currency.places)),
            "unit": found.unit,
            "day": day if isinstance(day, str) else None,
            "words": words.strip(),
            "media": [each.said() for each in media],
            **{f"answers.{name}": answer for name, answer in held.open.items()},
        },
        statement_id=statement_id,
    )
    return entry.seq


def _reading(by: Viewer, reading: int) -> MeasureRow:
    circles.insist_member(by)
    found = visible(by).only(MeasureRow.objects.filter(seq=reading)).first()
    if found is None:
        raise NotHere("There is no such reading here.")
    return found


def correct_measure(
    *, by: Viewer, reading: int, value: str, words: str, statement_id: UUID | None = None
) -> None:
    """Say what it should have been. Whoever read it does; others are asked to confirm it anew."""
    if said_before(by, statement_id):
        return
    found = _reading(by, reading)
    if found.by != by.ref:
        raise NotAllowed("Only the one who read it corrects it.", kept=NOTHING)
    if not words.strip():
        raise Refused("A correction needs words.", kept=NOTHING, mend="Say what was wrong.")
    definition = queries.definition_of(by, found.version, found.currency)
    rules.check_move(Kind.MEASUREMENT, Move.CORRECT)
    places = definition.currency.places if definition else 9
    log.say(
        events.CORRECTED,
        by=by.ref,
        to=queries.spaces_of_entry(reading),
        body={
            "reading": reading,
            "value": text_of(rules.check_measure(parse_decimal(value.strip()), places)),
            "words": words.strip(),
        },
        statement_id=statement_id,
    )


def confirm_measure(*, by: Viewer, reading: int, statement_id: UUID | None = None) -> None:
    """Say that one saw it too. Nobody confirms their own."""
    if said_before(by, statement_id):
        return
    found = _reading(by, reading)
    if found.by == by.ref:
        raise Refused("Nobody confirms what they read themselves.", kept=NOTHING)
    if MeasureConfirmation.objects.filter(reading=reading, by=by.ref).exists():
        return
    log.say(
        events.CONFIRMED,
        by=by.ref,
        to=queries.spaces_of_entry(reading),
        body={"reading": reading},
        statement_id=statement_id,
    )
