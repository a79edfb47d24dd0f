"""The one door into one's own log: check, number, receipt, insert, fold, in one transaction (log.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.statement import Statement
from prisma_hub.log import folding, lines
from prisma_hub.log.kept import Line
from prisma_hub.log.pen import Pen, in_hand, take_pen
from prisma_hub.log.schema import check_body
from prisma_hub.log.together import together
from prisma_hub.log.types import Entry


def append(values: Mapping[str, Any], *, secret: bytes) -> Entry:
    """Keep one statement, given as its parts by name. Said before (same speaker and id): the same entry.

    Refuses what the kind does not allow, and an id used before for other words.
    """
    check_body(folding.kind_named(values["kind"]), values)
    statement = Statement.build(values, secret)
    return together(lambda: _append(statement, values))


def _append(statement: Statement, values: Mapping[str, Any]) -> Entry:
    with in_hand():
        pen = take_pen()
        line = _receipted(pen, statement, values)
        if not pen.keep(line):
            return _said_before(Line.objects.get(said_once=line.said_once), values)
    entry = lines.entry_of(line)
    with transaction.atomic(savepoint=False):  # a fold that fails takes the line back, whoever catches it
        folding.fold(entry)
    transaction.on_commit(folding.tell_appended)
    return entry


def _receipted(pen: Pen, statement: Statement, values: Mapping[str, Any]) -> lines.Fresh:
    line = lines.Fresh(
        seq=pen.size,
        at=max(source.current().now_ms(), pen.at),
        epoch=pen.epoch,
        own_key=False,
        statement=statement.hash(),
        said_once=lines.once(values["by"], values["id"]),
        kind=values["kind"],
        secret=statement.secret,
        parts=lines.stored(values),
    )
    line.leaf = lines.receipt_of(line, pen.hub).leaf_hash()
    return line


def _said_before(line: Line, values: Mapping[str, Any]) -> Entry:
    """The entry kept for the same id, if the words are the same. Only the clock may differ in a retry."""
    if line.kind is None or lines.values_of(line) | {"said": ""} != dict(values) | {"said": ""}:
        raise Refused(
            "Something else was already said under this number.",
            kept="What was said first is kept as it was.",
            mend="Open the page anew and say it again.",
        )
    return lines.entry_of(line)
