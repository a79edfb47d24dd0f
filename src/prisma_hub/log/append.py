"""The one door into one's own log: check, number, receipt, insert, fold, in one transaction (log.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.statement import hash_of
from prisma_hub.log import custody, folding, lines, things
from prisma_hub.log.kept import Line
from prisma_hub.log.pen import Pen, many_in_hand, take_pen
from prisma_hub.log.schema import check_body
from prisma_hub.log.together import together
from prisma_hub.log.types import Entry, Signed, ToSign


def append(
    values: Mapping[str, Any], *, secret: bytes, signed: Signed | None = None, drawn: bool = False
) -> Entry:
    """Keep one statement, given as its parts by name. Said before (same speaker and id): the same entry.
    `drawn`: its id was drawn for it just now, so nothing can have it.

    Refuses what the kind does not allow, an id used before for other words or by another thing, and a
    signature that does not hold: words that came signed are never quietly kept as unsigned. Where a signature
    is still to be made, nothing is kept and `ToSign` is raised.
    """
    kind = folding.kind_named(values["kind"])
    check_body(kind, values)
    line = _line(values, secret)
    if signed is not None and signed.signature is None:
        raise ToSign(values)
    if signed is not None:
        line.key = custody.check_signature(line.statement, signed)
        line.own_key, line.signature = True, signed.signature
    makes = UUID(values["id"]) if kind.makes and not drawn else None
    return together(lambda: _append(line, makes, values, signed))


def _append(line: lines.Fresh, makes: UUID | None, values: Mapping[str, Any], signed: Signed | None) -> Entry:
    """`makes`: the number of the thing that this makes, where somebody chose it."""
    with many_in_hand():
        pen = take_pen(line.said_once, things.question(makes) if makes else None)
        if signed is None and values["hub"] != pen.hub:  # what the process knew was another hub
            values = {**values, "hub": pen.hub}
            line = _line(values, line.secret)
        _receipt(line, pen)
        if signed is not None:
            try:
                custody.check_bound(values["by"], signed.key)
            except Refused:
                before = Line.objects.filter(said_once=line.said_once, statement=line.statement).first()
                if before is None:
                    raise
                return _said_before(before, values)  # sent again from afar; the key was unbound since
        if makes and (pen.free != line.said_once or things.waits(makes)):
            things.insist_free(makes, line.said_once)
        if not pen.keep(line):
            return _said_before(Line.objects.get(said_once=line.said_once), values)
        entry = lines.entry_said(line, values)
        try:
            folding.fold(entry)
        except BaseException:
            transaction.set_rollback(True)  # a fold that fails takes the line back, whoever catches it
            raise
    return entry


def _line(values: Mapping[str, Any], secret: bytes) -> lines.Fresh:
    """The line as far as it is known before the pen is taken: all of it but its receipt."""
    return lines.Fresh(
        seq=0,
        at=0,
        epoch=0,
        own_key=False,
        statement=hash_of(values, secret),
        said_once=lines.once(values["by"], values["id"]),
        kind=values["kind"],
        secret=secret,
        parts=lines.stored(values),
    )


def _receipt(line: lines.Fresh, pen: Pen) -> None:
    line.seq, line.at, line.epoch = pen.size, max(source.current().now_ms(), pen.at), pen.epoch
    line.leaf = lines.receipt_of(line, pen.hub).leaf_hash()


def _said_before(line: Line, values: Mapping[str, Any]) -> Entry:
    """The entry kept for the same id, if the words are the same. Only the clock may differ in a retry."""
    if line.kind is None or lines.values_of(line) | {"said": ""} != dict(values) | {"said": ""}:
        raise things.already()
    return lines.entry_of(line)
