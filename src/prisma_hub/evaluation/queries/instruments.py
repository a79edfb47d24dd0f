"""Instruments filled in: sheets side by side, tables of lines, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import FACILITATOR, NETWORK, PUBLIC
from prisma_hub.evaluation import rules
from prisma_hub.evaluation.models import LineRow, OutcomeRow, SheetRow, TurnRow
from prisma_hub.evaluation.queries.names import named
from prisma_hub.evaluation.types import (
    Attester,
    Followed,
    Line,
    Part,
    Sheet,
    Sum,
    Themes,
    Verifying,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import in_language
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.ids import derived_id, uuid_of
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Block, Protocol
from prisma_hub.timeline import queries as timeline
from prisma_hub.timeline.types import VERIFIED, Contribution, Filter

INSTRUMENT = "instrument"
MOST = 60


def instruments(viewer: Viewer, words: Iterable[str], scope: str | None = None) -> list[Protocol]:
    """The instruments in force for these kinds of things (journey, team, session), by title."""
    wanted = set(words)
    found = protocols.adopted(viewer, kind=INSTRUMENT, scope=scope)
    return [each for each in found if str(each.block.get("scope", "")) in wanted]


def instrument(viewer: Viewer, name: str) -> Protocol:
    found = protocols.current(viewer, name)
    if found is None or found.kind != INSTRUMENT:
        raise NotHere("There is no such instrument in force here.", mend="Look at the list of instruments.")
    return found


def turn_of_sheet(sheet: UUID) -> UUID:
    """The turn that a sheet's next begins: its id follows from the sheet's."""
    return derived_id(sheet, "turn", sheet.int >> 80)


def sheet(viewer: Viewer, sheet_id: UUID, language: str) -> Sheet:
    visible = circles.visible(viewer)
    for each in _sheets(visible, visible.only(SheetRow.objects.filter(id=sheet_id)), language):
        return each
    raise NotHere("This sheet is not here, or not for you.", mend="Perhaps it was withdrawn meanwhile.")


def sheets(viewer: Viewer, of: str, name: str, language: str) -> list[Sheet]:
    """Every sheet of one instrument on one thing, oldest first: to be laid side by side."""
    visible = circles.visible(viewer)
    found = visible.only(SheetRow.objects.filter(of=of, instrument=name)).order_by("seq")
    return _sheets(visible, found[:MOST], language)


def how_many(viewer: Viewer, of: str, name: str) -> int:
    """How many sheets of one instrument on one thing the viewer hears."""
    return circles.visible(viewer).only(SheetRow.objects.filter(of=of, instrument=name)).count()


def sheets_of(viewer: Viewer, of: str, language: str) -> list[Sheet]:
    """What was filled in on one thing, and on what belongs to it where it is a journey; newest first."""
    visible = circles.visible(viewer)
    rows = SheetRow.objects.filter(of=of) | SheetRow.objects.filter(journey=of)
    return _sheets(visible, visible.only(rows).order_by("-seq")[:MOST], language)


def _sheets(visible: Visible, found: QuerySet[SheetRow], language: str) -> list[Sheet]:
    rows = list(visible.with_speakers(found))
    if not rows:
        return []
    entries = book.some(row.seq for row in rows)
    who = named(visible.viewer, rows)
    turns = {turn_of_sheet(row.id): row.spoken_by for row in rows}
    readers = _readers(entries.values(), language)
    told = visible.with_speakers(visible.only(TurnRow.objects.filter(id__in=turns)))
    # A number that follows from another can be taken by anybody who knows that one: who spoke tells.
    begun = {each.id for each in told if each.spoken_by == turns[each.id]}
    return [
        _sheet(visible, row, entries[row.seq], who.get(row.seq, ("", ""))[1], readers, begun)
        for row in rows
        if row.seq in entries
    ]


def _readers(entries: Iterable[Entry], language: str) -> protocols.Readers:
    return protocols.Readers((each.protocol for each in entries if each.protocol), language)


def _sheet(
    visible: Visible,
    row: SheetRow,
    entry: Entry,
    name: str,
    readers: protocols.Readers,
    begun: set[UUID],
) -> Sheet:
    version = entry.protocol or ""
    block = readers.block(version)
    turn = turn_of_sheet(row.id)
    return Sheet(
        row.id,
        row.seq,
        row.instrument,
        version,
        row.of,
        name,
        entry.at,
        tuple(readers.read(version, entry.under("answers"))),
        _sum(block, entry.under("answers"), readers.language),
        turn if turn in begun else None,
        bool(block.get("parts")),
        bool(visible.spaces & (set(row.spaces) - {PUBLIC, NETWORK})),
    )


def _sum(block: Block, answers: Mapping[str, Any], language: str) -> Sum | None:
    """The weighted reading an instrument asks for, when every reading of it is there."""
    asked = block.get("sum")
    if not asked or any(each["field"] not in answers for each in asked["of"]):
        return None
    fields = {each["name"]: each for each in block["fields"]}
    readings = [
        (
            in_language(fields[each["field"]]["label"], language),
            _exact(answers[each["field"]]),
            _exact(each["weight"]),
        )
        for each in asked["of"]
    ]
    top = max(_exact(fields[each["field"]]["maximum"]) for each in asked["of"])
    return rules.weigh(in_language(asked["title"], language), readings, top)


def _exact(said: Any) -> Decimal:
    return parse_decimal(str(said))


def table(viewer: Viewer, found: Sheet, language: str) -> list[Part]:
    """The parts of a sheet with their lines, in the order of its instrument."""
    visible = circles.visible(viewer)
    rows = list(visible.with_speakers(visible.only(LineRow.objects.filter(sheet=found.id))).order_by("seq"))
    entries = book.some(row.seq for row in rows)
    who = named(viewer, rows)
    readers = protocols.Readers([found.version], language)
    outcomes = _outcomes(visible, [row.id for row in rows])
    lines = [
        Line(
            row.id,
            row.seq,
            row.part,
            who.get(row.seq, ("", ""))[1],
            entries[row.seq].at,
            tuple(readers.read(found.version, entries[row.seq].under("answers"), row.part)),
            tuple(uuid_of(ref) for ref in row.grounds),
            outcomes.get(row.id, ()),
        )
        for row in rows
    ]
    parts: Sequence[Mapping[str, Any]] = readers.block(found.version).get("parts", ())
    return [
        Part(
            each["name"],
            in_language(each["title"], language),
            in_language(each.get("help", {}), language),
            tuple(each.get("grounded_in", ())),
            tuple(line for line in lines if line.part == each["name"]),
        )
        for each in parts
    ]


def _outcomes(visible: Visible, lines: Sequence[UUID]) -> dict[UUID, tuple[Followed, ...]]:
    heard_of = visible.only(OutcomeRow.objects.filter(line__in=lines))
    rows = list(visible.with_speakers(heard_of).order_by("seq"))
    who = named(visible.viewer, rows)
    heard = visible.of({seq for row in rows for seq in row.evidence})
    found: dict[UUID, list[Followed]] = {}
    for row in rows:
        evidence = tuple(seq for seq in row.evidence if seq in heard)
        told = Followed(row.seq, who.get(row.seq, ("", ""))[1], row.words, evidence, row.at)
        found.setdefault(row.line, []).append(told)
    return {line: tuple(each) for line, each in found.items()}


def line(viewer: Viewer, line_id: UUID) -> tuple[int, UUID, str]:
    """The entry, sheet and part of a line the viewer hears."""
    found = circles.visible(viewer).only(LineRow.objects.filter(id=line_id)).first()
    if found is None:
        raise NotHere("This line is not here, or not for you.", mend="Perhaps it was withdrawn meanwhile.")
    return found.seq, found.sheet, found.part


def themes(viewer: Viewer, name: str, of: str, language: str) -> Themes:
    """What was given under the themes of a frame, as far as it is verified, with the arithmetic."""
    found = instrument(viewer, name)
    count = found.block["count"]
    labels = _labels(found.block, count["field"], language)
    weights = {each["value"]: _exact(each["weight"]) for each in count["of"]}
    ways = {each["value"]: _verifying(each["verified"]) for each in count["of"]}
    given = dict.fromkeys(weights, 0)
    verified = dict.fromkeys(weights, 0)
    facilitators = {
        f"person:{each.person}" for each in circles.roles(viewer, scope=of) if each.role == FACILITATOR
    }
    for each in timeline.contributions(viewer, Filter(scope=of, channel=name), most=MOST * 4):
        theme = each.answers.get(count["field"])
        if theme in weights:
            given[theme] += 1
            verified[theme] += _is_verified(each, ways[theme], facilitators)
    title = in_language(count["title"], language)
    return Themes(rules.weigh_themes(title, labels, weights, verified), given)


def _labels(block: Block, field: str, language: str) -> dict[str, str]:
    asked = next(each for each in block["fields"] if each["name"] == field)
    return {each["value"]: in_language(each["label"], language) for each in asked["of"]}


def _verifying(said: Mapping[str, Any]) -> Verifying:
    return Verifying(tuple(said["by"]), said["needed"], bool(said.get("words")))


def _is_verified(each: Contribution, rule: Verifying, facilitators: set[str]) -> bool:
    by = [
        Attester(f"person:{one.by}", bool(one.words), f"person:{one.by}" in facilitators)
        for one in each.attestations
        if one.way == VERIFIED and one.by is not None
    ]
    speaker = f"person:{each.speaker}" if each.speaker else ""
    return rules.is_verified(rule, speaker, each.answers.get("whom", ()), by)
