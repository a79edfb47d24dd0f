"""The pages one reads before and after a page, as in a book."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.queries.pages import info, info_of, reads
from prisma_hub.commons.queries.publishing import spaces_leaving
from prisma_hub.commons.render.links import whither
from prisma_hub.commons.render.resolve import Found
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.mending import AFTER, BEFORE
from prisma_hub.commons.rules.paths import folder_of
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import fold

_ORDER = ("order", "nav_order", "sidebar_position", "weight", "position")
_FOLDER_PAGES = ("index", "readme", "_index")
_SIBLINGS = 500

Place = tuple[tuple[int, float, str], str]
"""Where a page stands among those of its folder, and its path."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: PageInfo | None = None
    after: PageInfo | None = None


def neighbours(viewer: Viewer, page: PageInfo) -> Neighbours:
    """The pages one reads before and after this one: those its front matter names, else those beside it in
    its folder, in the order their front matter says, or by name. At the root of a space there is no order
    but the one that is said."""
    before, after = (_known(viewer, _said(page.ref, page.data, keys)) for keys in (BEFORE, AFTER))
    if before or after:
        return Neighbours(before, after)
    folder = folder_of(page.path)
    if not folder and not _has_order(page.data):
        return Neighbours()
    ends = _ends(_in_order(reads(viewer, page.space), folder), page.path)
    found = {
        each.path: info_of(each) for each in reads(viewer, page.space).filter(path__in=filter(None, ends))
    }
    return Neighbours(*(found.get(each or "") for each in ends))


def onward_leaving(within: Visible) -> dict[Ref, tuple[Ref | None, Ref | None]]:
    """For every page of those spaces the pages before and after it, as `neighbours` finds them."""
    readings.catch_up()
    rows = Reading.objects.filter(space__in=spaces_leaving(within))
    pages: dict[Ref, Mapping[str, Any]] = {Ref(*row): {} for row in rows.values_list("space", "path")}
    ordered = rows.filter(data__has_any_keys=[*_ORDER, *BEFORE, *AFTER])
    pages |= {Ref(space, path): data for space, path, data in ordered.values_list("space", "path", "data")}
    beside: dict[Ref, list[Place]] = defaultdict(list)
    for ref, data in pages.items():
        beside[Ref(ref.space, folder_of(ref.path))].append(_place(ref.path, data))
    for places in beside.values():
        places.sort()
    numbers = {Ref(of.space, each[1]): at for of, places in beside.items() for at, each in enumerate(places)}
    found = {}
    for ref, data in pages.items():
        said: tuple[Ref | None, ...] = ()
        if data:  # most pages say nothing of it
            named = (_said(ref, data, keys) for keys in (BEFORE, AFTER))
            said = tuple(to if to in pages else None for to in named)
        folder = folder_of(ref.path)
        if not any(said) and (folder or (data and _has_order(data))):
            ends = _around(beside[Ref(ref.space, folder)], numbers[ref])
            said = tuple(Ref(ref.space, each) if each else None for each in ends)
        found[ref] = (said[0], said[1]) if said else (None, None)
    return found


def begins(page: PageInfo) -> bool:
    """Whether one reads on from a page, and to it from none: the first page of a book."""
    return any(_names(page.data, AFTER)) and not any(_names(page.data, BEFORE))


def is_folder_page(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0].lower() in _FOLDER_PAGES


def _has_order(data: Mapping[str, Any]) -> bool:
    return any(key in data for key in _ORDER)


def _names(data: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    return (data[key] for key in keys if isinstance(data.get(key), str) and data[key].strip())


def _known(viewer: Viewer, ref: Ref | None) -> PageInfo | None:
    return info(viewer, ref.space, ref.path) if ref else None


def _said(page: Ref, data: Mapping[str, Any], keys: Sequence[str]) -> Ref | None:
    """The page a property names, as a path, an address or a wikilink."""
    said = next(_names(data, keys), "")
    target = said.strip().removeprefix("[[").removesuffix("]]").partition("|")[0].partition("#")[0]
    if not target or whither(target) != "inside":
        return None
    indexes = [catalogue.index_of(each) for each in catalogue.wider(page.space)]
    answer = catalogue.find_in(indexes, Link(page.path, target, "", "link", 0))
    return Ref(answer.space, answer.path) if isinstance(answer, Found) else None


def _in_order(rows: QuerySet[Reading], folder: str) -> list[Place]:
    """The pages of one folder, its own page first; not those of folders in it."""
    inside = rows.filter(path__startswith=f"{folder}/") if folder else rows
    found = inside.order_by("path").values_list("path", "data")[:_SIBLINGS]
    return sorted(_place(path, data) for path, data in found if folder_of(path) == folder)


def _place(path: str, data: Mapping[str, Any]) -> Place:
    name = path.rpartition("/")[2].rpartition(".")[0]
    said = None
    if data:  # most pages say nothing
        said = next((data[key] for key in _ORDER if isinstance(data.get(key), int | float)), None)
    first = 0 if name.lower() in _FOLDER_PAGES else 1 if said is not None else 2
    return (first, float(said or 0), fold(name)), path


def _ends(places: Sequence[Place], path: str) -> tuple[str | None, str | None]:
    """The paths before and after a path among these."""
    at = next((number for number, each in enumerate(places) if each[1] == path), None)
    return (None, None) if at is None else _around(places, at)


def _around(places: Sequence[Place], at: int) -> tuple[str | None, str | None]:
    return places[at - 1][1] if at else None, places[at + 1][1] if at + 1 < len(places) else None
