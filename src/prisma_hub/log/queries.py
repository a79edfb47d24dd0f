"""What the log can be asked. Who may see what is decided above, in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, QuerySet

from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.source import instant
from prisma_hub.log import folding, lines
from prisma_hub.log.kept import Line, Top
from prisma_hub.log.types import Entry, Erase, Head, Kind, Searchable


def head(*, using: str = "default") -> Head | None:
    """Where the log stands, or None where no hub was founded. `using`: in which database."""
    top = Top.objects.using(using).first()
    if top is None or not top.size:
        return None
    root = Frontier.from_bytes(bytes(top.frontier)).root()
    return Head(top.size, root, top.epoch, instant(top.at), top.hub, top.note)


def entry(seq: int) -> Entry | None:
    line = Line.objects.filter(seq=seq).first()
    return None if line is None else lines.entry_of(line)


def entries(after: int = -1, upto: int | None = None) -> Iterator[Entry]:
    """Every entry above `after`, in order; memory stays flat."""
    return lines.entries(after, upto)


def entries_of(kind: Kind, after: int = -1) -> Iterator[Entry]:
    """Every entry of one kind above `after`, in order."""
    for line in Line.objects.filter(seq__gt=after, kind=kind.name).order_by("seq").iterator():
        yield lines.entry_of(line)


def statement(seq: int) -> bytes | None:
    """The statement hash of an entry: it stays when everything else of it is erased."""
    found = Line.objects.filter(seq=seq).values_list("statement", flat=True).first()
    return None if found is None else bytes(found)


def some(seqs: Iterable[int]) -> dict[int, Entry]:
    """Entries by number, in one query."""
    return {line.seq: lines.entry_of(line) for line in Line.objects.filter(seq__in=list(seqs))}


def erasable(seq: int) -> bool:
    """Whether erasing the entry would remove anything: its kind has personal parts that still stand."""
    found = Line.objects.filter(seq=seq).first()
    if found is None or found.kind is None:
        return False
    kind = folding.kind_named(found.kind)
    if kind.erase is Erase.WHOLE:
        return True
    return kind.erase is Erase.REDACT and any(kind.is_personal(name) for name in lines.values_of(found))


def said(by: str, statement_id: UUID | None) -> Entry | None:
    """What this speaker said under this id, if they did: a page sent twice."""
    if statement_id is None:
        return None
    line = Line.objects.filter(said_once=lines.once(by, str(statement_id))).first()
    return None if line is None else lines.entry_of(line)


def which(asked: Mapping[str, QuerySet[Any]]) -> frozenset[str]:
    """Which of these find anything, by name: all of them asked in one query."""
    names = dict(zip(asked, (f"finds_{n}" for n in range(len(asked))), strict=True))
    finds = {names[name]: Exists(found) for name, found in asked.items()}
    found = Top.objects.annotate(**finds).values(*finds).first() if finds else None
    return frozenset(name for name in asked if found and found[names[name]])


def searchable(entries: Iterable[Entry]) -> list[Searchable]:
    """What the rooms say may be found of these entries. For whoever asked first who may hear them."""
    return folding.searchable(entries)


def size() -> int:
    return Top.objects.values_list("size", flat=True).first() or 0
