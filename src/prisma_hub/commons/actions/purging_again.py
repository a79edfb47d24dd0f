"""A purge done again in a hub that was restored from a backup made before it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.commons import events, repositories
from prisma_hub.commons.actions.purging import BEGINS, begun_anew
from prisma_hub.commons.actions.recording import Stood, tell
from prisma_hub.commons.branches import author_of, catch_up_once_kept, head_of
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.repositories import Edit, Kept
from prisma_hub.commons.rules.paths import is_garden
from prisma_hub.commons.types import Purged
from prisma_hub.kernel import source
from prisma_hub.kernel.ids import derived_id
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book


def purge_again(purged: Purged) -> None:
    """Begin the history of a space anew, without what a purge let go after the backup was made.

    A file that had another text, or none, when it was purged goes as it stands here: what it says is what was
    purged. Nothing happens where the record book has the purge, or has seen it done again.
    """
    again = derived_id(UUID(bytes=purged.statement[:16]), "again", 0)
    with transaction.atomic():
        log.hold_pen()
        if book.statement(purged.seq) == purged.statement or book.said(log.HUB, again):
            return
        head, gone = head_of(purged.space), _gone(purged)
        if head is None or (purged.what == "file" and not gone):
            return
        removed = _removed(purged, gone)
        commit = _begun(purged, head, removed)
        if not _is_nameless(purged):
            stood = [Stood(path, "removed", None, None) for path in removed]
            tell(by=None, space=purged.space, commit=commit, stood=stood)
        _say(purged, commit, "".join(sorted(set(gone.values()))[:1]), again)
        catch_up_once_kept(purged.space)


def _gone(purged: Purged) -> dict[int, str]:
    """The versions of the list that are here: number and path."""
    listed = dict(purged.gone)
    rows = PageVersion.objects.filter(space=purged.space).values_list("seq", "path")
    here = {seq: path for seq, path in rows if seq in listed}
    known = book.statements(here)
    return {seq: path for seq, path in here.items() if known[seq] == listed[seq]}


def _removed(purged: Purged, gone: dict[int, str]) -> list[str]:
    """Pages that stand here in a version that went, and those whose bytes the purge took while the backup was
    written: files are copied after the tables."""
    rows = list(PageRow.objects.filter(space=purged.space).order_by("path"))
    held = repositories.held(purged.space, {row.blob for row in rows})
    return [row.path for row in rows if row.seq in gone or row.blob not in held]


def _begun(purged: Purged, head: str, removed: list[str]) -> str:
    """A beginning without these files. What is hidden in the space stays where the past of one file went;
    where all of it went, nobody can say which of it is past, and it goes."""
    if purged.what == "file" and repositories.held(purged.space, [head]):
        return begun_anew(None, purged.space, head, removed)
    rows = PageRow.objects.filter(space=purged.space).exclude(path__in=removed)
    return repositories.commit(
        purged.space,
        [Edit(row.path, Kept(row.blob, row.size)) for row in rows],
        head=None,
        author=author_of(None),
        message=BEGINS,
        at_ms=source.current().now_ms(),
    ).commit


def _is_nameless(purged: Purged) -> bool:
    """In a garden a name is somebody's own words: the list of erasures takes notes and names away, and here
    none is said again."""
    return purged.what == "file" and is_garden(purged.space)


def _say(purged: Purged, commit: str, path: str, again: UUID) -> None:
    body: dict[str, object] = {"space": purged.space, "commit": commit}
    if purged.what == "garden":
        log.say(events.KEPT, by=log.HUB, to=[purged.space], body=body | {"keeps": False}, statement_id=again)
        return
    named = purged.what == "file" and not _is_nameless(purged)
    body["path"] = path if named else ""
    log.say(events.PURGED, by=log.HUB, to=[purged.space], body=body, statement_id=again)
