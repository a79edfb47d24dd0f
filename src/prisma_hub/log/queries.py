"""What the log can be asked. Who may see what is decided above, in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, connections
from django.db.models import Count, Exists, QuerySet

from prisma_hub.kernel import look
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import public_of
from prisma_hub.kernel.source import instant
from prisma_hub.log import anew, cosigned, folding, keys, lines, succession
from prisma_hub.log.kept import Line, Top
from prisma_hub.log.models import BoundKey, KeyOfHub
from prisma_hub.log.types import Entry, Erase, Head, HubKey, Kind, OwnKey, ReadAnew, Searchable


def head(*, using: str = "default") -> Head | None:
    """Where the log stands, or None where no hub was founded. `using`: in which database."""
    top = Top.objects.using(using).first()
    if top is None or not top.size:
        return None
    root = Frontier.from_bytes(bytes(top.frontier)).root()
    return Head(top.size, root, top.epoch, instant(top.at), top.hub, top.note)


def is_begun() -> bool:
    """Whether the database holds any entry, whatever program kept it, and however damaged it is."""
    try:
        if Line._meta.db_table not in connection.introspection.table_names():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM log_line LIMIT 1")
            return cursor.fetchone() is not None
    except DatabaseError:  # it holds what cannot be read
        return True


def key_in_force() -> bytes:
    """The public key with which this hub signs now."""
    return public_of(Top.objects.values_list("key", flat=True).get())


def cosigned_last(vkeys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """By witness: (size, seconds since 1970) of the newest checkpoint of this epoch that it signed."""
    return cosigned.last(vkeys)


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


def among(seqs: QuerySet[Any], *kinds: Kind) -> list[Entry]:
    """Those of these entries that are of one of these kinds, in order. One query."""
    found = Line.objects.filter(seq__in=seqs, kind__in=[each.name for each in kinds])
    return [lines.entry_of(line) for line in found.order_by("seq")]


def statement(seq: int) -> bytes | None:
    """The statement hash of an entry: it stays when everything else of it is erased."""
    found = Line.objects.filter(seq=seq).values_list("statement", flat=True).first()
    return None if found is None else bytes(found)


def statements(seqs: Iterable[int]) -> dict[int, bytes]:
    """The statement hashes of these entries, by number; a number that is not there is left out."""
    wanted = sorted(set(seqs))
    found: dict[int, bytes] = {}
    for at in range(0, len(wanted), 1000):
        rows = Line.objects.filter(seq__in=wanted[at : at + 1000]).values_list("seq", "statement")
        found.update((seq, bytes(statement)) for seq, statement in rows)
    return found


def some(seqs: Iterable[int]) -> dict[int, Entry]:
    """Entries by number, in one query, each once while a page is read."""
    return look.each_once("entries", sorted(set(seqs)), lines.some)


def erasable(seq: int) -> bool:
    """Whether erasing the entry would remove anything: its kind has personal parts that still stand."""
    found = Line.objects.filter(seq=seq).first()
    if found is None or found.kind is None:
        return False
    kind = folding.kind_named(found.kind)
    if kind.erase is Erase.WHOLE:
        return True
    return kind.erase is Erase.REDACT and any(kind.is_personal(name) for name in lines.values_of(found))


def holds_personal(entry: Entry) -> bool:
    """Whether somebody who leaves takes anything of this entry along."""
    return entry.kind is not None and folding.kind_named(entry.kind).holds_personal(entry.body)


def kept_as(entry: Entry) -> str:
    """As what sort this entry is kept for a time that is agreed; empty where it stands."""
    return "" if entry.kind is None else folding.kind_named(entry.kind).kept_as


def count_by_erasure(seqs: QuerySet[Any]) -> dict[Erase, int]:
    """How many of these entries go whole, in part or not at all when they are erased. One query."""
    found: dict[Erase, int] = {}
    lines_of = Line.objects.filter(seq__in=seqs).exclude(kind=None)
    for kind, n in lines_of.values_list("kind").annotate(n=Count("seq")):
        erase = folding.kind_named(kind or "").erase
        found[erase] = found.get(erase, 0) + n
    return found


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


def await_rooms() -> None:
    """Return when every room has handed over its kinds and folds, and what it answers for others."""
    folding.rooms.do()


def read_anew() -> ReadAnew | None:
    """How far the tables are that are made anew from the log while others stand; None as nearly always."""
    return anew.read_anew()


def size(*, using: str = "default") -> int:
    # By hand: it is asked before every answer, and Django takes five times as long to put the question.
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT size FROM log_top")
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def hub_keys() -> list[HubKey]:
    """Every key this hub had, the one in force last. Anybody may know them."""
    found = list(KeyOfHub.objects.order_by("seq"))
    ends = [instant(each.at) for each in found[1:]]
    first = Top.objects.values_list("hub", flat=True).first() or ""
    return [
        HubKey(each.did or first, each.seq, instant(each.at), until)
        for each, until in zip_longest(found, ends)
    ]


def next_key_wrong() -> Refused | None:
    """Why the hub could not change its key now, if it could not: the promised one is not in its folder."""
    try:
        keys.promised(succession.commitment())
    except Refused as problem:
        return problem
    return None


def keys_of(person: UUID) -> list[OwnKey]:
    """Every key that was ever bound to this person, the newest first."""
    return [_own_key(row) for row in BoundKey.objects.filter(person=person).order_by("-bound")]


def key_named(key: str) -> OwnKey | None:
    """A key that is or was bound to somebody."""
    row = BoundKey.objects.filter(key=key).first()
    return None if row is None else _own_key(row)


def _own_key(row: BoundKey) -> OwnKey:
    via = UUID(row.via.removeprefix("person:")) if row.via else None
    return OwnKey(row.key, row.person, row.bound, row.at, via, row.unbound, row.ended, row.released)
