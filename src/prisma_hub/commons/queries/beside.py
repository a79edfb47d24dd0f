"""What stands beside a page: its tags, a look at it from afar; and what was found for a page once, held until
any page changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading, Tagged
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import info
from prisma_hub.commons.render.names import match_anchor
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import truncate

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
    read = Reading.objects.filter(space=found.space, path=found.path).only("words", "anchors").first()
    passages, anchors = (read.passages, read.anchors) if read else ([], [])
    anchor = match_anchor(anchors, part) if part else None
    if anchor:
        for at, heading, text in passages:
            if at == anchor:
                return Look(found, heading, truncate(text.strip(), _LOOK))
    first = next((text for _, _, text in passages if text.strip()), "")
    return Look(found, "", truncate((found.description or first).strip(), _LOOK))
