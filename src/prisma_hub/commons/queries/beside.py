"""What stands beside a page: the pages before and after it, its tags, a look at it from afar; and what was
found for a page once, held until any page changes."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading, Tagged
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import info, info_of, reads
from prisma_hub.commons.render.links import whither
from prisma_hub.commons.render.names import match_anchor
from prisma_hub.commons.render.resolve import Found
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.mending import AFTER, BEFORE
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import fold, truncate

Made = TypeVar("Made")

_MOST_HELD = 16_000_000
"""Characters held in memory at most; what was not asked for longest goes first."""
_SMALL = 2_000
_held: dict[tuple[Hashable, ...], tuple[int, Any]] = {}
_weight = 0
_lock = threading.Lock()


def held(viewer: Viewer, what: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, made once for all who may read the same spaces, until a page changes or is erased.

    Only for what follows from pages and from who may read them.
    """
    readings.catch_up()
    state = circles.once("pages as they are", None, state_of_pages)
    key = (str(settings.HUB_DIR), state, readable(viewer), what)
    with _lock:
        if key in _held:
            _held[key] = kept = _held.pop(key)
            return kept[1]  # type: ignore[no-any-return]
    made = make()
    if made is not None:  # what is not there is not worth a place
        _keep(key, made)
    return made


def _keep(key: tuple[Hashable, ...], made: object) -> None:
    global _weight
    size = _SMALL + sum(len(each) for each in _texts(made))
    if size > _MOST_HELD // 8:
        return
    with _lock:
        _weight += size - _held.pop(key, (0, None))[0]
        _held[key] = (size, made)
        while _weight > _MOST_HELD:
            _weight -= _held.pop(next(iter(_held)))[0]


def _texts(made: object) -> Iterator[str]:
    """The long texts of what is held: itself, the text of a page, its HTML."""
    for each in (made, getattr(made, "text", ""), getattr(made, "html", "")):
        if isinstance(each, str):
            yield each


def state_of_pages() -> str:
    """The last change, and how many pages were read: erasing a note takes one away without a change."""
    return f"{catalogue.newest()}-{Reading.objects.count()}"


# == Before and after ==

_ORDER = ("order", "nav_order", "sidebar_position", "weight", "position")
_FOLDER_PAGES = ("index", "readme", "_index")
_SIBLINGS = 500


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: PageInfo | None = None
    after: PageInfo | None = None


def neighbours(viewer: Viewer, page: PageInfo) -> Neighbours:
    """The pages one reads before and after this one: those its front matter names, else those beside it in
    its folder, in the order their front matter says, or by name. At the root of a space there is no order
    but the one that is said."""
    before, after = _said(viewer, page, BEFORE), _said(viewer, page, AFTER)
    if before or after:
        return Neighbours(before, after)
    folder = posixpath.dirname(page.path)
    if not folder and not any(key in page.data for key in _ORDER):
        return Neighbours()
    beside = _in_order(reads(viewer, page.space), folder)
    at = next((number for number, each in enumerate(beside) if each[1] == page.path), None)
    if at is None:
        return Neighbours()
    wanted = [beside[each][1] for each in (at - 1, at + 1) if 0 <= each < len(beside)]
    found = {each.path: info_of(each) for each in reads(viewer, page.space).filter(path__in=wanted)}
    return Neighbours(
        found.get(beside[at - 1][1]) if at else None,
        found.get(beside[at + 1][1]) if at + 1 < len(beside) else None,
    )


def begins(page: PageInfo) -> bool:
    """Whether one reads on from a page, and to it from none: the first page of a book."""
    return any(_names(page, AFTER)) and not any(_names(page, BEFORE))


def _names(page: PageInfo, keys: Sequence[str]) -> Iterator[str]:
    return (page.data[key] for key in keys if isinstance(page.data.get(key), str) and page.data[key].strip())


def _said(viewer: Viewer, page: PageInfo, keys: Sequence[str]) -> PageInfo | None:
    """The page a property names, as a path, an address or a wikilink."""
    said = next(_names(page, keys), "")
    target = said.strip().removeprefix("[[").removesuffix("]]").partition("|")[0].partition("#")[0]
    if not target or whither(target) != "inside":
        return None
    indexes = [catalogue.index_of(each) for each in catalogue.wider(page.space)]
    answer = catalogue.find_in(indexes, Link(page.path, target, "", "link", 0))
    return info(viewer, answer.space, answer.path) if isinstance(answer, Found) else None


def _in_order(rows: QuerySet[Reading], folder: str) -> list[tuple[tuple[int, float, str], str]]:
    """The pages of one folder, its own page first; not those of folders in it."""
    inside = rows.filter(path__startswith=f"{folder}/") if folder else rows
    found = []
    for path, data in inside.order_by("path").values_list("path", "data")[:_SIBLINGS]:
        if posixpath.dirname(path) == folder:
            name = posixpath.splitext(posixpath.basename(path))[0]
            said = next((data[key] for key in _ORDER if isinstance(data.get(key), int | float)), None)
            first = 0 if name.lower() in _FOLDER_PAGES else 1 if said is not None else 2
            found.append(((first, float(said or 0), fold(name)), path))
    return sorted(found)


def is_folder_page(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0].lower() in _FOLDER_PAGES


# == Tags ==


def tags_of(viewer: Viewer, ref: Ref) -> list[str]:
    """The tags a page carries, as they are written."""
    if ref.space not in readable(viewer):
        return []
    return list(
        Tagged.objects.filter(space=ref.space, path=ref.path).order_by("tag").values_list("tag", flat=True)
    )


# == From afar ==

_LOOK = 320


@dataclass(frozen=True, slots=True)
class Look:
    """A page seen from afar: its title, the part asked for, and how it begins there."""

    page: PageInfo
    part: str
    words: str


def look(viewer: Viewer, space: str, path: str, part: str = "") -> Look | None:
    """How a page, or a part of it, begins; None where there is none the viewer may read."""
    found = info(viewer, space, path)
    if found is None:
        return None
    row = (
        Reading.objects.filter(space=found.space, path=found.path).values_list("passages", "anchors").first()
    )
    passages, anchors = row or ([], [])
    anchor = match_anchor(anchors, part) if part else None
    if anchor:
        for at, heading, text in passages:
            if at == anchor:
                return Look(found, heading, truncate(text.strip(), _LOOK))
    first = next((text for _, _, text in passages if text.strip()), "")
    return Look(found, "", truncate((found.description or first).strip(), _LOOK))
