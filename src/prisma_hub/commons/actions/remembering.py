"""Bringing along what git remembers of an imported page: its versions, with their dates and names.

A commit of the source is said once, under an id derived from it. So an import that was stopped goes on where
it stood, and one that is repeated brings only what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.db import transaction

from prisma_hub.commons.actions.recording import Change, Told, record
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.past import Past, PastCommit
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules.paths import is_garden
from prisma_hub.commons.rules.vaults import place, secret_page
from prisma_hub.commons.types import MAX_FILE
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import derived_id
from prisma_hub.log import actions as log
from prisma_hub.log import queries as said

_AT_ONCE = 20
"""Commits of the source in one transaction: others wait for the pen no longer than that takes."""
Progress = Callable[[], None]


@dataclass
class Remembered:
    """`versions` were brought, `withheld` were not: they were marked as reaching less far, or
    are keys."""

    versions: int = 0
    withheld: int = 0
    fresh: set[tuple[str, str]] = field(default_factory=set)
    """Pages (space, path) that stood nowhere before."""


def remember(
    past: Past,
    spaces: Mapping[str, str],
    *,
    by: Viewer | None,
    origin: str,
    names: bool = True,
    progress: Progress | None = None,
) -> Remembered:
    """Say the past of pages, the oldest version first. `spaces` tells in which space each path lies.

    Gardens keep no past. A page that was changed here keeps what it has: the newest text is joined with it
    later. Without `names`, nobody is named.
    """
    found = Remembered()
    open_to = {path: space for path, space in spaces.items() if not is_garden(space)}
    for space in sorted(set(open_to.values())):
        paths = {path for path, where in open_to.items() if where == space}
        paths -= _closed(space, paths, found)
        for some in _batches(past.commits):
            with transaction.atomic():
                log.hold_pen()
                for commit in some:
                    _say(past, commit, space, paths, by, origin, names, found)
                    if progress:
                        progress()
    return found


def _batches(commits: list[PastCommit]) -> Iterator[list[PastCommit]]:
    rest = iter(commits)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _closed(space: str, paths: set[str], found: Remembered) -> set[str]:
    """Pages whose newest version here is not one of a past that was brought along."""
    newest: dict[str, str] = {}
    versions = PageVersion.objects.filter(space=space).order_by("seq")
    for path, written in versions.values_list("path", "written"):
        newest[path] = written
    found.fresh |= {(space, path) for path in paths if path not in newest}
    return {path for path, written in newest.items() if not written}


def _say(
    past: Past,
    commit: PastCommit,
    space: str,
    paths: set[str],
    by: Viewer | None,
    origin: str,
    names: bool,
    found: Remembered,
) -> None:
    # The space is part of the id, since one commit may be said in several.
    statement = derived_id(UUID(hex=commit.id[:32]), f"{space} {commit.id}", commit.at_ms)
    if said.said(by.ref if by else log.HUB, statement) is not None:
        return
    changes = list(_changes(past, commit, space, paths, found))
    if changes:
        told = Told(commit.author if names else "", commit.at_ms)
        record(
            by=by,
            space=space,
            changes=changes,
            summary=commit.summary,
            origin=origin,
            statement_id=statement,
            told=told,
        )
        found.versions += len(changes)


def _changes(
    past: Past, commit: PastCommit, space: str, paths: set[str], found: Remembered
) -> Iterator[Change]:
    blobs = {path: blob for path, blob in sorted(commit.blobs.items()) if path in paths}
    standing = set(PageRow.objects.filter(space=space, path__in=blobs).values_list("path", flat=True))
    for path, blob in blobs.items():
        data = past.data(blob)
        if data is None or len(data) > MAX_FILE:
            continue
        text = decode(data)
        if secret_page(text) or place(text, into=space, garden=None).space != space:
            found.withheld += 1
            continue
        yield Change(path, data, "changed" if path in standing else "created")
