"""Bringing in files that somebody wrote elsewhere, so that doing it again changes nothing.

What was edited here since stays: a newer version from outside is joined with it, or left where they clash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from prisma_hub.commons import repositories
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.large import Unreadable
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.render.source import decode, tidy
from prisma_hub.commons.rules import merging
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.types import LeftOut
from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log

_BATCH = 200
_MOST_STEPS = 20
Progress = Callable[[int], None]
Data = bytes | repositories.Large
AtHand = bytes | repositories.Kept


@dataclass
class Brought:
    """What became of each file, by path."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    kept_as_here: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def bring(
    files: Mapping[str, Data],
    *,
    by: Viewer | None,
    space: str,
    origin: str,
    summary: str,
    progress: Progress | None = None,
) -> Brought:
    """Put these files into a space, a few hundred to a commit. Rights were asked before."""
    found = Brought()
    for batch in _batches(files.items()):
        at_hand = dict(_laid(space, batch, found))
        with transaction.atomic():
            log.hold_pen()
            changes = list(_changes(space, origin, at_hand, files.keys(), found))
            if changes:
                record(by=by, space=space, changes=changes, summary=summary, origin=origin)
        if progress:
            progress(len(batch))
    return found


def _batches(items: Iterable[tuple[str, Data]]) -> Iterator[list[tuple[str, Data]]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _laid(space: str, files: Iterable[tuple[str, Data]], found: Brought) -> Iterator[tuple[str, AtHand]]:
    """Large files are kept as they are read, before anybody waits for the pen; one that cannot be read as it
    was found is left out, and the others go on."""
    for path, data in files:
        if isinstance(data, bytes):
            yield path, data
            continue
        try:
            yield path, _standing(space, path, data) or repositories.lay(space, data)
        except Unreadable as why:
            found.left_out.append(LeftOut(path, str(why)))


def _standing(space: str, path: str, data: repositories.Large) -> repositories.Kept | None:
    """The file as it stands, where it is the same: it need not be written again."""
    row = PageRow.objects.filter(space=space, path=path, size=data.size).first()
    same = row is not None and repositories.blob_name(data) == row.blob
    return repositories.Kept(row.blob, data.size) if row and same else None


def _changes(
    space: str, origin: str, files: dict[str, AtHand], all_brought: Collection[str], found: Brought
) -> Iterator[Change]:
    rows = dict(PageRow.objects.filter(space=space, path__in=files).values_list("path", "blob"))
    before: dict[str, str] = {}
    known: set[str] = set()
    versions = PageVersion.objects.filter(space=space, path__in=files).order_by("seq")
    for path, blob, came_from in versions.values_list("path", "blob", "origin"):
        known.add(path)
        if came_from == origin:
            before[path] = blob
    laid = {data.blob for data in files.values() if isinstance(data, repositories.Kept)}
    there = repositories.held(space, laid)
    for path, data in files.items():
        if isinstance(data, repositories.Kept) and data.blob not in there:
            # A garden without history forgets what nothing names, at any moment the pen is free.
            found.left_out.append(LeftOut(path, "it was forgotten before it was brought; bring it again"))
        elif path not in known:
            found.created.append(path)
            yield Change(path, data, "created")
        elif path not in rows:
            moved = _renamed(space, path, origin)
            if moved is None:
                found.kept_as_here.append(LeftOut(path, "removed here"))
            elif moved.path in all_brought:
                found.kept_as_here.append(
                    LeftOut(path, f"renamed here to {moved.path}, which is brought too")
                )
            else:
                yield from _again(space, moved.path, data, moved.blob, moved.base, found)
        else:
            yield from _again(space, path, data, rows[path], before.get(path, ""), found)


@dataclass(frozen=True, slots=True)
class _Renamed:
    """Where a file that was brought lies now, what it is there, and what of it was brought last."""

    path: str
    blob: str
    base: str


def _renamed(space: str, path: str, origin: str) -> _Renamed | None:
    """The file that once had this path, under the name it was given here; None where it is gone, or where
    it lies in another space by now: what reads it there is not what the vault was brought to."""
    versions = PageVersion.objects.filter(space=space)
    names = [path]
    brought = versions.filter(path=path, origin=origin).order_by("-seq")
    since = brought.values_list("seq", flat=True).first() or 0
    for _ in range(_MOST_STEPS):
        end = versions.filter(path=names[-1], action="removed", seq__gt=since).order_by("seq").first()
        if end is None:
            break
        step = versions.filter(was=names[-1], action="moved", commit=end.commit).first()
        if step is None:
            return None  # removed: what has its name now is another page
        names.append(step.path)
        since = step.seq
    row = PageRow.objects.filter(space=space, path=names[-1]).first()
    if row is None:
        return None
    came = versions.filter(path__in=names, origin=origin).order_by("-seq")
    return _Renamed(row.path, row.blob, came.values_list("blob", flat=True).first() or "")


def _again(space: str, path: str, data: AtHand, here: str, base: str, found: Brought) -> Iterator[Change]:
    """A file that is there already: as it was brought, edited here, changed outside, or both."""
    blob = repositories.blob_name(data)
    if blob in (here, base):
        found.unchanged.append(path)
    elif here == base:
        found.changed.append(path)
        yield Change(path, data, "changed")
    elif not isinstance(data, bytes) or not is_page(path):
        found.kept_as_here.append(LeftOut(path, "there is another file of this name"))
    else:
        joined = merging.join(_text(space, base), _text(space, here), merging.tidy(tidy(decode(data))))
        if joined.clashes:
            found.kept_as_here.append(LeftOut(path, "changed both here and there, in the same lines"))
        else:
            found.merged.append(path)
            yield Change(path, joined.text.encode(), "changed")


def _text(space: str, blob: str) -> str:
    data = repositories.read(space, blob) if blob else None
    return merging.tidy(tidy(decode(data))) if data is not None else ""
