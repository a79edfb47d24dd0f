"""From a kept line to an entry, and back to its parts and salts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from django.db import connection

from prisma_hub.kernel import statement as form
from prisma_hub.kernel.canonical import b64url, from_b64url, in_short, quick_text
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.sql import marks
from prisma_hub.log.kept import Line
from prisma_hub.log.types import Entry


@dataclass(slots=True)
class Fresh:
    """A line not yet written; its fields are the columns of `Line`."""

    seq: int
    at: int
    epoch: int
    own_key: bool
    statement: bytes
    said_once: bytes
    kind: str
    secret: bytes
    parts: str
    leaf: bytes = b""
    signature: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class LinePart:
    """One part of a kept line. Of an erased part only the hash is left."""

    hash: bytes
    salt: str | None = None
    name: str | None = None
    value: Any = None

    @property
    def erased(self) -> bool:
        return self.name is None


def once(by: str, said_id: str) -> bytes:
    """What stays of speaker and id even after erasing, so that saying it twice stays saying it once."""
    return hashlib.sha256(b"\x03" + f"{by}\n{said_id}".encode()).digest()


def parts_of(line: Line) -> list[LinePart]:
    """Every part with its hash; live ones with their salt."""
    salt_of = form.salts(bytes(line.secret or b""))
    return [_part(item, salt_of) for item in json.loads(line.parts)]


def _part(item: str | list[Any], salt_of: Callable[[str], str]) -> LinePart:
    if isinstance(item, str):
        return LinePart(from_b64url(item, 32))
    if len(item) == 3:
        salt, name, value = item
    else:
        name, value = item
        salt = salt_of(name)
    return LinePart(form.part_hash(salt, name, value), salt, name, value)


def values_of(line: Line) -> dict[str, Any]:
    """The parts that still stand, name to value; no hashing."""
    return {item[-2]: item[-1] for item in json.loads(line.parts) if not isinstance(item, str)}


def stored(values: Mapping[str, Any]) -> str:
    """Parts as a line keeps them while its secret lives, in statement order (UTF-8 bytes of the names)."""
    said = [f"[{encode_basestring(name)},{_stored(value)}]" for name, value in sorted(values.items())]
    return f"[{','.join(said)}]"


def _stored(value: Any) -> str:
    return quick_text(value) or in_short(value)


def stored_after_erasing(parts: Iterable[LinePart], gone: frozenset[str]) -> str:
    """Parts as a line keeps them once `gone` are erased: salts beside what stays, hashes for the rest."""
    kept = [
        b64url(part.hash) if part.erased or part.name in gone else [part.salt, part.name, part.value]
        for part in parts
    ]
    return in_short(kept)


def receipt_of(line: Line | Fresh, hub: str) -> Receipt:
    return Receipt(
        at=instant(line.at),
        custody="self" if line.own_key else "hub",
        epoch=line.epoch,
        hub=hub,
        seq=line.seq,
        statement=bytes(line.statement),
    )


def entry_of(line: Line | Fresh) -> Entry:
    return _entry(line.seq, line.at, line.epoch, line.own_key, line.parts)


def entry_said(line: Fresh, values: Mapping[str, Any]) -> Entry:
    """The entry of a line that was just made of these parts: as it will be read, without reading it."""
    read = {
        name: value if type(value) in _AS_READ else _read(value) for name, value in sorted(values.items())
    }
    return _entry_of(line.seq, line.at, line.epoch, line.own_key, read, missing=False)


_AS_READ = (str, int, bool)


def _read(value: Any) -> Any:
    if type(value) is list and all(type(each) is str for each in value):
        return value.copy()
    return json.loads(json.dumps(value))


def _entry(seq: int, at: int, epoch: int, own_key: bool, parts: str) -> Entry:
    items = json.loads(parts)
    values = {item[-2]: item[-1] for item in items if not isinstance(item, str)}
    return _entry_of(seq, at, epoch, own_key, values, missing=len(values) < len(items))


def _entry_of(
    seq: int, at: int, epoch: int, own_key: bool, values: Mapping[str, Any], *, missing: bool
) -> Entry:
    said_id = values.get("id")
    return Entry(
        seq=seq,
        at=instant(at),
        epoch=epoch,
        custody="self" if own_key else "hub",
        id=UUID(said_id) if said_id else None,
        to=tuple(values.get("to", ())),
        about=tuple(values.get("about", ())),
        body={key[5:]: value for key, value in values.items() if key.startswith("body.")},
        missing=missing,
        kind=values.get("kind"),
        said=values.get("said"),
        by=values.get("by"),
        via=values.get("via"),
        scope=values.get("scope"),
        protocol=values.get("protocol"),
    )


def some(seqs: Sequence[int]) -> dict[int, Entry]:
    """Entries by number. By hand: every answer asks for some, and Django takes five times as long."""
    if not seqs:
        return {}
    with connection.cursor() as cursor:
        asked = f"SELECT seq, at, epoch, own_key, parts FROM log_line WHERE seq IN {marks(seqs)}"  # noqa: S608
        cursor.execute(asked, seqs)
        return {seq: _entry(seq, *line) for seq, *line in cursor.fetchall()}


def entries(after: int = -1, upto: int | None = None) -> Iterator[Entry]:
    """Every entry above `after` in order, read in batches so that memory stays flat."""
    while True:
        batch = Line.objects.filter(seq__gt=after).order_by("seq")
        if upto is not None:
            batch = batch.filter(seq__lt=upto)
        found = list(batch.values_list("seq", "at", "epoch", "own_key", "parts")[:2000])
        if not found:
            return
        for line in found:
            yield _entry(*line)
        after = found[-1][0]
