"""The graph of the pages a viewer may read. Pages, links and numbers are of those alone."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import Q, QuerySet

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading, Reference
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.beside import state_of_pages
from prisma_hub.commons.queries.publishing import spaces_leaving
from prisma_hub.commons.rules.paths import is_page
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
    """Changes when a page does that the viewer may read, or which those are: as long as it is the same, so is
    the graph. What happens elsewhere does not show in it, nor how much there is."""
    readings.catch_up()
    mine = sorted(readable(viewer))
    changes = PageVersion.objects.filter(space__in=mine).order_by("-seq")
    newest = changes.values_list("seq", "commit").first()
    count = Reading.objects.filter(space__in=mine).count()
    return sha256(repr((newest, count, mine)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class _Known:
    """The graph of some spaces as it was at one change; `numbers` says where each page stands in it."""

    state: str
    seq: int
    graph: Graph
    numbers: dict[tuple[str, str], int]


_MOST_KNOWN = 6
_MANY = 200
"""From so many changed pages on the graph is made anew."""
_MOST_LOOKED_AT = 20 * _MANY
"""From so many new versions or links on, too."""
_known: dict[tuple[str, tuple[str, ...]], _Known] = {}
_lock = threading.Lock()


def _among(spaces: Iterable[str]) -> Graph:
    readings.catch_up()
    key = (str(settings.HUB_DIR), tuple(sorted(spaces)))
    state, newest = state_of_pages(), catalogue.newest()
    seq = newest[0] if newest else -1
    with _lock:
        before = _known.get(key)
    if before is not None and before.state == state:
        return before.graph
    made = (_followed(before, key[1], state, seq) if before else None) or _whole(key[1], state, seq)
    with _lock:
        _known.pop(key, None)
        _known[key] = made
        while len(_known) > _MOST_KNOWN:
            del _known[next(iter(_known))]
    return made.graph


def _whole(spaces: tuple[str, ...], state: str, seq: int) -> _Known:
    pages = tuple(_nodes(Reading.objects.filter(space__in=spaces)))
    numbers = {(each.ref.space, each.ref.path): number for number, each in enumerate(pages)}
    links = _links(Reference.objects.filter(space__in=spaces, to_space__in=spaces), numbers)
    return _Known(state, seq, Graph(pages, tuple(links)), numbers)


def _followed(before: _Known, spaces: tuple[str, ...], state: str, seq: int) -> _Known | None:
    """The graph after a few changes: their pages and links put in place of the old. None where pages came or
    went, or too much changed: then it is made anew."""
    # Asked for what is new alone: a database that is asked for the spaces too, or for each page once, reads
    # all that stands there.
    written = PageVersion.objects.filter(seq__gt=before.seq).order_by("seq")
    led = Reference.objects.filter(found__gt=before.seq).order_by("found")
    found = [each for some in (written, led) for each in some.values_list("space", "path")[:_MOST_LOOKED_AT]]
    touched = {each for each in found if each[0] in spaces and is_page(each[1])}
    count = Reading.objects.filter(space__in=spaces).count()
    if seq < before.seq or len(found) >= _MOST_LOOKED_AT or count != len(before.numbers):
        return None
    if len(touched) > _MANY or not touched <= before.numbers.keys():
        return None
    pages, links = list(before.graph.pages), list(before.graph.links)
    these = Q(*(Q(space=space, path=path) for space, path in touched), _connector=Q.OR)
    fresh = _nodes(Reading.objects.filter(these)) if touched else []
    if len(fresh) != len(touched):
        return None
    for node in fresh:
        pages[before.numbers[node.ref.space, node.ref.path]] = node
    new = _links(Reference.objects.filter(these, to_space__in=spaces), before.numbers) if touched else []
    for number in sorted(before.numbers[each] for each in touched):
        begin, end = bisect_left(links, (number, -1)), bisect_left(links, (number + 1, -1))
        links[begin:end] = [each for each in new if each[0] == number]
    return _Known(state, seq, Graph(tuple(pages), tuple(links)), before.numbers)


def _nodes(rows: QuerySet[Reading]) -> list[Node]:
    said = rows.order_by("space", "path").values_list("space", "path", "title", "lang", "kind")
    return [Node(Ref(space, path), title, lang, kind) for space, path, title, lang, kind in said]


def _links(rows: QuerySet[Reference], numbers: dict[tuple[str, str], int]) -> list[tuple[int, int]]:
    """Which page leads to which other, once each, in order."""
    ends = rows.values_list("space", "path", "to_space", "to_path").iterator(5000)
    found = {(numbers.get(each[:2], -1), numbers.get(each[2:], -1)) for each in ends}
    return sorted((a, b) for a, b in found if a >= 0 <= b != a)


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
