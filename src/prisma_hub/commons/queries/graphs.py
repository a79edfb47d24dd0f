"""The graph of the pages a viewer may read. Pages, links and numbers are of those alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from django.conf import settings
from django.db.models import Q

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import readings
from prisma_hub.commons.kept import Reading, Reference
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.beside import state_of_pages
from prisma_hub.commons.queries.publishing import spaces_leaving
from prisma_hub.commons.types import Graph, Node, Ref
from prisma_hub.identity.types import Viewer


def graph(viewer: Viewer, space: str | None = None) -> Graph:
    """Every page the viewer may read, of one space or of all, and which leads to which."""
    mine = readable(viewer)
    return _among(mine if space is None else mine & {space})


def graph_leaving(within: Visible) -> Graph:
    """The same of what leaves the house towards a space, for the site: `rules.graphs.tell` makes it JSON."""
    return _among(spaces_leaving(within))


def graph_version(viewer: Viewer) -> str:
    """Changes when any page does, or what the viewer may read: as long as it is the same, so is the graph."""
    readings.catch_up()
    return f"{state_of_pages()}-{crc32(' '.join(sorted(readable(viewer))).encode()):x}"


def _among(spaces: Iterable[str]) -> Graph:
    readings.catch_up()
    return _made(str(settings.HUB_DIR), tuple(sorted(spaces)), state_of_pages())


@lru_cache(maxsize=6)
def _made(hub: str, spaces: tuple[str, ...], state: str) -> Graph:
    rows = Reading.objects.filter(space__in=spaces).order_by("space", "path")
    pages = tuple(
        Node(Ref(space, path), title, lang, kind)
        for space, path, title, lang, kind in rows.values_list("space", "path", "title", "lang", "kind")
    )
    numbers = {(each.ref.space, each.ref.path): number for number, each in enumerate(pages)}
    found = Reference.objects.filter(space__in=spaces, to_space__in=spaces)
    ends = found.values_list("space", "path", "to_space", "to_path").iterator(5000)
    links = {(numbers.get(each[:2], -1), numbers.get(each[2:], -1)) for each in ends}
    return Graph(pages, tuple(sorted((a, b) for a, b in links if a >= 0 <= b != a)))


def near(viewer: Viewer, ref: Ref, limit: int = 6) -> list[Node]:
    """The pages nearest to one, by links in either direction: those linked both ways and most often first."""
    readings.catch_up()
    mine = readable(viewer)
    if ref.space not in mine:
        return []
    here = Q(space=ref.space, path=ref.path)
    there = Q(to_space=ref.space, to_path=ref.path)
    counted: dict[Ref, int] = {}
    ends = Reference.objects.filter(here | there, space__in=mine, to_space__in=mine)
    for space, path, to_space, to_path in ends.values_list("space", "path", "to_space", "to_path"):
        for other in (Ref(space, path), Ref(to_space, to_path)):
            if other != ref:
                counted[other] = counted.get(other, 0) + 1
    rows = Reading.objects.filter(space__in=mine, path__in={each.path for each in counted})
    pages = [
        Node(Ref(space, path), title, lang)
        for space, path, title, lang in rows.values_list("space", "path", "title", "lang")
    ]
    best = sorted(
        (each for each in pages if each.ref in counted), key=lambda each: (-counted[each.ref], each.ref.path)
    )
    return best[:limit]
