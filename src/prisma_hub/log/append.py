"""The one door into one's own log: check, number, receipt, insert, fold, in one transaction (log.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from prisma_hub.kernel import note, source
from prisma_hub.kernel.merkle import Frontier, root
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.statement import Statement
from prisma_hub.log import folding, keys, lines
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
from prisma_hub.log.schema import check_body
from prisma_hub.log.types import Entry

TILE = 256


def append(values: Mapping[str, Any], *, secret: bytes) -> Entry:
    """Keep one statement, given as its parts by name. Said before (same speaker and id): the same entry.

    Refuses what the kind does not allow, and an id used before for other words.
    """
    check_body(folding.kind_named(values["kind"]), values)
    statement = Statement(dict(values), secret)
    with transaction.atomic():
        top = take_pen()
        before = Line.objects.filter(said_once=lines.once(values["by"], values["id"])).first()
        if before is not None:
            return _said_before(before, values)
        line = _write(top, statement, values)
        entry = lines.entry_of(line)
        folding.fold(entry)
        transaction.on_commit(folding.tell_appended)
    return entry


def take_pen() -> Top:
    """The row that says where the log stands, held until the transaction ends."""
    top = Top.objects.select_for_update().first()
    if top is None:
        raise Refused(
            "There is no hub in this folder yet.", mend="Make one with: prisma-hub init --name NAME --lang en"
        )
    return top


def _said_before(line: Line, values: Mapping[str, Any]) -> Entry:
    """The entry kept for the same id, if the words are the same. Only the clock may differ in a retry."""
    if line.kind is None or lines.values_of(line) | {"said": ""} != dict(values) | {"said": ""}:
        raise Refused(
            "Something else was already said under this number.",
            kept="What was said first is kept as it was.",
            mend="Open the page anew and say it again.",
        )
    return lines.entry_of(line)


def _write(top: Top, statement: Statement, values: Mapping[str, Any]) -> Line:
    line = Line(
        seq=top.size,
        at=max(source.current().now_ms(), top.at),
        epoch=top.epoch,
        own_key=False,
        statement=statement.hash,
        said_once=lines.once(values["by"], values["id"]),
        kind=values["kind"],
        secret=statement.secret,
        parts=lines.stored(values),
    )
    line.leaf = lines.receipt_of(line, top.hub).leaf_hash
    line.save(force_insert=True)
    _grow(top, line)
    return line


def _grow(top: Top, line: Line) -> None:
    frontier = Frontier.from_bytes(top.size, bytes(top.frontier)).append(bytes(line.leaf))
    top.size, top.at, top.frontier = frontier.size, line.at, frontier.to_bytes()
    top.note = _signed(top, frontier)
    if top.size % TILE == 0:
        _close_tiles(top)
    top.save(update_fields=["size", "at", "frontier", "note"])


def _signed(top: Top, frontier: Frontier) -> str:
    checkpoint = note.Checkpoint(note.origin(top.hub, top.epoch), frontier.size, frontier.root())
    return note.sign(checkpoint, keys.current())


def _close_tiles(top: Top) -> None:
    """A tile is full: its hash enters the tile above, and the checkpoint at its end is remembered."""
    Checkpoint.objects.create(epoch=top.epoch, size=top.size, note=top.note)
    level, size = 1, top.size
    while size % TILE == 0:
        size //= TILE
        below = _tile_hashes(level - 1, size - 1)
        Node.objects.create(level=level, index=size - 1, hash=root(below))
        level += 1


def _tile_hashes(level: int, tile: int) -> list[bytes]:
    first = tile * TILE
    if level == 0:
        rows = Line.objects.filter(seq__gte=first, seq__lt=first + TILE).order_by("seq")
        return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
    rows = Node.objects.filter(level=level, index__gte=first, index__lt=first + TILE).order_by("index")
    return [bytes(each) for each in rows.values_list("hash", flat=True)]


