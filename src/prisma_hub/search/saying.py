"""Reading the log for finding, some entries at a time, as it goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from django.db import transaction

from prisma_hub.circles import events as circles
from prisma_hub.circles import queries as who
from prisma_hub.log import events as book
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry, Searchable
from prisma_hub.search import said_shelves
from prisma_hub.search.kept import SaidUpto
from prisma_hub.search.rows import rows
from prisma_hub.search.rules.saying import Card, Marks, marked, read

FEW = 64
"""So many entries are read at once, also while somebody waits for an answer; more go in batches."""
BATCH = 256
"""Entries put into the index in one transaction: others write in between."""
REHEARD = (circles.WITHDRAWN, circles.RETURNED, circles.HIDDEN, circles.SHOWN, circles.SHARED)
"""Kinds that change who hears an earlier entry, `seq` of their body, and what belongs to it."""
_OF_OTHERS = frozenset(kind.name for kind in (*REHEARD, book.ERASED))


@cache
def reader() -> str:
    """SHA-256 over the code that reads what was said: when it changes, the index is made anew."""
    found = hashlib.sha256()
    here = Path(__file__).parent
    own = (here / name for name in ("saying.py", "said_shelves.py", "kept.py"))
    for path in sorted([*here.glob("rules/*.py"), *here.parent.glob("*/projection.py"), *own]):
        found.update(str(path.relative_to(here.parent)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def follow_few() -> bool:
    """Read the last few entries into the index. True where there are many: they are left to `follow`."""
    read = rows("SELECT seq FROM search_said_upto WHERE reader = %s", [reader()])
    at: int = read[0][0] if read else -1
    waiting = log.size() - 1 - at
    if 0 < waiting <= FEW and (waiting > FEW // 2 or _matters(log.entries(at))):
        follow()
    return waiting > FEW


def _matters(entries: Iterable[Entry]) -> bool:
    """Whether any of these entries changes what is found. Where none does, nobody waits for a write."""
    few = list(entries)
    return any(each.kind in _OF_OTHERS for each in few) or bool(log.searchable(few))


def follow() -> bool:
    """Bring the index a batch nearer to what was said. True where there is more to do. Entries are read
    before anything is locked; where another process was quicker, its work stands."""
    at = SaidUpto.objects.filter(only=True).first() or SaidUpto()
    if at.reader != reader():
        _begin_anew()
        at = SaidUpto(reader=reader())
    entries = list(log.entries(at.seq, at.seq + 1 + BATCH))
    if not entries:
        return False
    cards, gone = _read(entries)
    with transaction.atomic():
        held = _held()
        if (held.seq, held.reader) == (at.seq, at.reader):
            said_shelves.put(held, cards, gone)
            held.seq = entries[-1].seq
            held.save()
    return len(entries) == BATCH


def forget(entries: Sequence[Entry]) -> None:
    """Entries were erased, in this transaction: what they said is found no more; what is left of them is."""
    if SaidUpto.objects.exists():
        erased = {entry.seq: entry for entry in entries}
        cards, gone = _read_some(erased)
        held = _held()
        said_shelves.put(held, cards, gone | erased.keys() - {each.seq for each in cards})
        held.save()


def clear() -> None:
    with transaction.atomic():
        _held()
        said_shelves.empty()
        SaidUpto.objects.update(seq=-1, reader="", words=0)


def _begin_anew() -> None:
    with transaction.atomic():
        held = _held()
        if held.reader != reader():
            said_shelves.empty()
            held.seq, held.reader, held.words = -1, reader(), 0
            held.save()


def _held() -> SaidUpto:
    """The one row, so that only one process writes the index."""
    SaidUpto.objects.get_or_create(only=True)
    return SaidUpto.objects.select_for_update().get(only=True)


def _read(entries: Sequence[Entry]) -> tuple[list[Card], set[int]]:
    """Cards of what these entries say, and of others whose hearing they change; and which have none now."""
    read = {each.seq: each for each in entries}
    others = who.following(each.body["seq"] for each in entries if each.kind in _OF_OTHERS)
    read |= log.some(others - read.keys())
    return _read_some(read)


def _read_some(entries: dict[int, Entry]) -> tuple[list[Card], set[int]]:
    found = log.searchable(entries.values())
    told = entries | log.some(each.seq for each in found if each.seq not in entries)
    seqs = [each.seq for each in found]
    heard, back = who.heard_in(seqs), who.taken_back(seqs)
    until = {seq: each.until for seq, each in who.terms(seqs).items()}
    cards = [
        _card(each, told[each.seq], heard.get(each.seq, []), until.get(each.seq) or "", each.seq in back)
        for each in found
        if each.seq in told
    ]
    return cards, entries.keys() - {each.seq for each in cards}


def _card(said: Searchable, entry: Entry, heard: Sequence[str], until: str, taken_back: bool) -> Card:
    lang, words = read(said.names, said.words, said.language)
    alone = f"{said.sort}:{said.ref}" if said.alone else ""
    marks = Marks(heard, said.among, said.within, entry.at[:10], until, taken_back, alone)
    return Card(said.seq, words | marked(marks, lang), alone)
