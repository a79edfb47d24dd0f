"""How pages are folded from the log. A fold reads no git: what a page says is read elsewhere (readings)."""

from __future__ import annotations

from prisma_hub.commons import events
from prisma_hub.commons.models import Garden, PageRow, PageVersion, Purge, Repository
from prisma_hub.commons.rules.paths import is_hidden
from prisma_hub.log.types import Entry

KINDS = events.KINDS


def changed(entry: Entry) -> None:
    space = entry.body["space"]
    _stand(space, entry)
    path = entry.body.get("path") or entry.body.get("note")
    if path is None or is_hidden(path):  # a note whose words were erased, or a file nobody is shown
        return
    version = PageVersion.objects.create(
        seq=entry.seq,
        space=space,
        path=path,
        commit=entry.body["commit"],
        action=entry.body["action"],
        blob=entry.body.get("blob", ""),
        size=entry.body.get("size", 0),
        title=entry.body.get("title", ""),
        summary=entry.body.get("summary", ""),
        was=entry.body.get("was", ""),
        origin=entry.body.get("origin", ""),
        by=entry.by or "",
        at=entry.at,
        author=entry.body.get("author", ""),
        written=entry.body.get("written", ""),
    )
    _show(version)  # entries are folded in their order: this version is the newest


def purged(entry: Entry) -> None:
    space = entry.body["space"]
    _stand(space, entry)
    Purge.objects.add(
        seq=entry.seq, space=space, path=entry.body.get("path", ""), by=entry.by or "", at=entry.at
    )


def purge_forgotten(entry: Entry) -> None:
    Purge.objects.filter(seq=entry.seq).update(path=entry.body.get("path", ""))


def garden_kept(entry: Entry) -> None:
    space = entry.body["space"]
    Garden.objects.update_or_create(space=space, defaults={"keeps": entry.body["keeps"], "seq": entry.seq})
    if entry.body.get("commit"):
        _stand(space, entry)


def _stand(space: str, entry: Entry) -> None:
    Repository.objects.bulk_create(
        [Repository(space=space, head=entry.body["commit"], seq=entry.seq)],
        update_conflicts=True,
        unique_fields=("space",),
        update_fields=("head", "seq"),
    )


def forgotten(entry: Entry) -> None:
    """Titles and summaries go; a note of a garden goes as if this version had never been."""
    found = PageVersion.objects.filter(seq=entry.seq)
    before = found.first()
    if before is None:
        return
    if entry.body.get("path") or entry.body.get("note"):
        found.update(
            title=entry.body.get("title", ""),
            summary=entry.body.get("summary", ""),
            was=entry.body.get("was", ""),
            author=entry.body.get("author", ""),
        )
    else:
        found.delete()
    _settle(before.space, before.path)


def _settle(space: str, path: str) -> None:
    """The page is what its newest version says."""
    newest = PageVersion.objects.filter(space=space, path=path).order_by("-seq").first()
    if newest is None:
        PageRow.objects.filter(space=space, path=path).delete()
    else:
        _show(newest)


def _show(newest: PageVersion) -> None:
    if not newest.blob:
        PageRow.objects.filter(space=newest.space, path=newest.path).delete()
        return
    row = PageRow(
        space=newest.space,
        path=newest.path,
        seq=newest.seq,
        commit=newest.commit,
        blob=newest.blob,
        size=newest.size,
        title=newest.title,
        # Whoever brought what was written elsewhere did not write it.
        by="" if newest.written else newest.by,
        at=newest.written or newest.at,
    )
    # One statement, where asking first and then writing takes five: an import folds thousands of these.
    PageRow.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=("space", "path"),
        update_fields=("seq", "commit", "blob", "size", "title", "by", "at"),
    )


FOLDS = {events.CHANGED: (changed,), events.PURGED: (purged,), events.KEPT: (garden_kept,)}
FORGETS = {events.CHANGED: (forgotten,), events.PURGED: (purge_forgotten,)}
