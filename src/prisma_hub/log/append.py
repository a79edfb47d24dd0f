"""The one door into one's own log: check, number, receipt, insert, fold, in one transaction (log.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.merkle import Node as Subtree
from prisma_hub.kernel.note import Checkpoint as Note
from prisma_hub.kernel.note import origin
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.statement import Statement
from prisma_hub.log import folding, keys, lines
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
from prisma_hub.log.schema import check_body
from prisma_hub.log.together import together
from prisma_hub.log.types import Entry

TILE_HEIGHT = 8
"""Levels of the tree in one tile: 256 hashes wide (C2SP tlog-tiles)."""


def append(values: Mapping[str, Any], *, secret: bytes) -> Entry:
    """Keep one statement, given as its parts by name. Said before (same speaker and id): the same entry.

    Refuses what the kind does not allow, and an id used before for other words.
    """
    check_body(folding.kind_named(values["kind"]), values)
    statement = Statement.build(values, secret)
    return together(lambda: _append(statement, values))


def _append(statement: Statement, values: Mapping[str, Any]) -> Entry:
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
        statement=statement.hash(),
        said_once=lines.once(values["by"], values["id"]),
        kind=values["kind"],
        secret=statement.secret,
        parts=lines.stored(values),
    )
    line.leaf = lines.receipt_of(line, top.hub).leaf_hash()
    line.save(force_insert=True)
    _grow(top, line)
    return line


def _grow(top: Top, line: Line) -> None:
    frontier, completed = Frontier.from_bytes(bytes(top.frontier)).grow(bytes(line.leaf))
    top.size, top.at, top.frontier = frontier.size, line.at, frontier.to_bytes()
    top.note = _signed(top, frontier)
    _keep_tiles(top, completed)
    top.save(update_fields=["size", "at", "frontier", "note"])


def _signed(top: Top, frontier: Frontier) -> str:
    checkpoint = Note(origin(top.hub, top.epoch), frontier.size, frontier.root())
    return str(checkpoint.sign(keys.current_of(top.hub)))


def _keep_tiles(top: Top, completed: list[Subtree]) -> None:
    """A full tile's hash enters the tile above; the checkpoint at its end is remembered."""
    for each in completed:
        if each.level and each.level % TILE_HEIGHT == 0:
            Node.objects.create(level=each.level // TILE_HEIGHT, index=each.index, hash=each.hash)
    if completed[-1].level >= TILE_HEIGHT:
        Checkpoint.objects.create(epoch=top.epoch, size=top.size, note=top.note)
