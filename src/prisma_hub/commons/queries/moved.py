"""Where a page is now that has left its address: an old link still leads there, for whoever may read it. And,
where it was removed, by whom and when.

Nothing is kept for this: the log says what was renamed, and what was taken out of one space right after the
same bytes were put into another.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, repeat

from django.db.models import QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.commons.models import PageRow, PageVersion, Purge
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import paths_meant
from prisma_hub.commons.queries.past import history
from prisma_hub.commons.types import Ref, Version
from prisma_hub.identity.types import Viewer

_BY_ONE = 20
"""Names that are followed one by one; for a page that had more, all renames of its space are read at once."""
_AT_ONCE = 500
_MOST_CARRIED = 200
"""Ways from one space to another that are followed: each is looked for by itself."""
_TOGETHER = 60
"""Entries of one move: the page and the pictures that went with it."""


def moved_to(viewer: Viewer, space: str, path: str) -> Ref | None:
    """Where the page or file that stood at this address is today; None where there was none, where it is gone
    for good, or where the viewer may not read what it became: all three are answered alike."""
    steps = _steps(viewer, Ref(space, ""), paths_meant(path))
    at_once = chain(repeat(1, _BY_ONE), repeat(_AT_ONCE))
    while some := list(islice(steps, next(at_once))):
        if found := _first_standing(some):
            return found
    return None


def _first_standing(steps: list[Ref]) -> Ref | None:
    rows = PageRow.objects.filter(
        space__in={each.space for each in steps}, path__in=[each.path for each in steps]
    )
    standing = {Ref(*row) for row in rows.values_list("space", "path")}
    return next((each for each in steps if each in standing), None)


def removed(viewer: Viewer, space: str, path: str) -> Version | None:
    """The end of the page or file that stood at this address, whatever it was called last. None where none
    stood, where one stands, and where nothing of it is kept any more: all three are answered alike."""
    if space not in readable(viewer):
        return None
    places = [(space, paths_meant(path))]
    places += [(step.space, [step.path]) for step in _steps(viewer, Ref(space, ""), paths_meant(path))]
    where, wanted = places[-1]
    last = _heard(viewer).filter(space=where, path__in=wanted).order_by("-seq").first()
    if last is None or last.action != "removed" or _is_purged(last):
        return None
    versions = history(viewer, where, last.path)
    return versions[0] if any(each.kept for each in versions) else None


def _is_purged(version: PageVersion) -> bool:
    later = Purge.objects.filter(space=version.space, seq__gt=version.seq)
    return later.filter(path__in=("", version.path)).exists()


def _steps(viewer: Viewer, here: Ref, wanted: list[str]) -> Iterator[Ref]:
    """Each place a page went to, one after another, as far as the viewer may read them."""
    mine, seen, carried = readable(viewer), set[Ref](), 0
    known: dict[str, dict[str, str]] = {}
    while here.space in mine and carried <= _MOST_CARRIED:
        step = _renamed(viewer, here.space, wanted, known if len(seen) >= _BY_ONE else None)
        if step is None:
            step, carried = _carried_over(viewer, here.space, wanted), carried + 1
        if step is None or step in seen or step.space not in mine:
            return
        yield step
        seen.add(step)
        here, wanted = step, [step.path]


def _renamed(
    viewer: Viewer, space: str, wanted: list[str], known: dict[str, dict[str, str]] | None
) -> Ref | None:
    """The next name of a page: asked for alone, or of all renames of its space, which are then `known`."""
    rows = _heard(viewer).filter(space=space, action="moved")
    if known is None:
        found = rows.filter(was__in=wanted).order_by("-seq").values_list("path", flat=True).first()
    else:
        if space not in known:
            known[space] = dict(rows.order_by("seq").values_list("was", "path"))
        found = known[space].get(wanted[0])
    return Ref(space, found) if found else None


def _carried_over(viewer: Viewer, space: str, wanted: list[str]) -> Ref | None:
    """`actions.move_page` says first what arrived there, then what was removed here, as one person."""
    versions = _heard(viewer).filter(space=space, path__in=wanted)
    gone = versions.order_by("-seq").values_list("seq", "path", "action", "by").first()
    if gone is None or gone[2] != "removed":
        return None
    seq, path, _, by = gone
    before = versions.filter(path=path, seq__lt=seq).order_by("-seq").values_list("blob", flat=True).first()
    arrived = _heard(viewer).filter(
        space__in=readable(viewer) - {space},
        seq__lt=seq,
        seq__gte=seq - _TOGETHER,
        blob=before or "-",
        by=by,
        action="created",
    )
    found = arrived.order_by("-seq").values_list("space", "path").first()
    return Ref(*found) if found else None


def _heard(viewer: Viewer) -> QuerySet[PageVersion]:
    return circles.visible(viewer).only(PageVersion.objects.all())
