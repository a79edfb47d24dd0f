"""Which histories were purged, in a form that can lie beside backups: it names nothing that went."""

from __future__ import annotations

from collections.abc import Iterator

from prisma_hub.commons import events
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.types import Purged, What
from prisma_hub.log import events as book
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry


def purges(after: int = -1) -> list[Purged]:
    """Every purge said above `after`, in order, for the hub itself."""
    said = [*log.entries_of(events.PURGED, after), *log.entries_of(events.KEPT, after)]
    told = [(entry, _what(entry)) for entry in sorted(said, key=lambda entry: entry.seq)]
    return [_purged(entry, what) for entry, what in told if what is not None]


def _what(entry: Entry) -> What | None:
    if entry.kind == events.KEPT.name:
        return "garden" if entry.body.get("commit") else None
    return "file" if entry.body.get("path") or entry.missing else "space"


def _purged(entry: Entry, what: What) -> Purged:
    space = entry.body["space"]
    rows = PageVersion.objects.filter(space=space, seq__lt=entry.seq)
    if what == "file":  # whose name may be erased itself: then the tombstones tell
        rows = rows.filter(path=entry.body.get("path", ""))
    versions = list(rows.order_by("seq").values_list("seq", "path"))
    newest = {path: seq for seq, path in versions}
    gone = {seq for seq, path in versions if newest[path] != seq}
    if what == "file":
        gone.update(_forgotten_with(entry, space))
    known = log.statements([*gone, entry.seq])
    return Purged(entry.seq, known[entry.seq], what, space, tuple((seq, known[seq]) for seq in sorted(gone)))


def _forgotten_with(purge: Entry, space: str) -> Iterator[int]:
    """What was erased in the transaction of the purge: a note of a garden has no version left to tell."""
    for due, entry in enumerate(log.entries_of(book.ERASED, purge.seq), start=purge.seq + 1):
        if entry.seq != due or entry.body["right"] != "stewards":
            return
        about = log.entry(entry.body["seq"])
        if about is None or about.kind != events.CHANGED.name or about.body["space"] != space:
            return
        yield about.seq
