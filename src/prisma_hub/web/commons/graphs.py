"""How pages lead to each other: drawn, and as a list that says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import quote_etag

from prisma_hub.commons import queries
from prisma_hub.commons.types import Node, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import in_short
from prisma_hub.kernel.text import truncate

from ..who import Asked
from . import addresses

LISTED = 50
STEPS = 2


def graph(request: Asked) -> HttpResponse:
    """The whole graph, or what is near one page (`?near=space/path`); without a script, its list."""
    around = _asked_for(request)
    viewer = request.viewer
    listed = queries.held(viewer, ("graph list", around), lambda: _list(viewer, around))
    if around is not None and not listed.rows:
        raise addresses.not_here()
    at = _number(request.GET.get("from", ""))
    given = {
        "around": next((each.page for each in listed.rows if each.page.ref == around), None),
        "around_address": addresses.of(around) if around else "",
        "data": f"{request.path}.json" + (f"?near={quote(request.GET['near'])}" if around else ""),
        "pages": len(listed.rows),
        "links": listed.links,
        "rows": [(each, addresses.of(each.page.ref)) for each in listed.rows[at : at + LISTED]],
        "from": at + 1,
        "next": at + LISTED if at + LISTED < len(listed.rows) else None,
        "previous": max(0, at - LISTED) if at else None,
    }
    return render(request, "commons/graph.html", given)


def as_data(request: Asked) -> HttpResponseBase:
    """The same as data, for drawing. It stays as it is until a page changes."""
    around = _asked_for(request)
    tag = quote_etag(f"{queries.graph_version(request.viewer)}{request.GET.get('near', '')}"[:300])
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return _tagged(HttpResponse(status=304), tag)
    viewer = request.viewer
    told = queries.held(viewer, ("graph data", around), lambda: _told(viewer, around))
    return _tagged(HttpResponse(told, content_type="application/json"), tag)


def _told(viewer: Viewer, around: Ref | None) -> str:
    found = queries.graph(viewer)
    if around is not None:
        found = queries.around(found, around, STEPS)
    told = queries.tell_graph(found, lambda ref: unquote(addresses.of(ref)), near=around)
    return in_short(told)


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    return response


def _asked_for(request: Asked) -> Ref | None:
    """The page of `?near=`; one that is not there, or may not be read, is answered alike."""
    asked = request.GET.get("near", "")
    if not asked:
        return None
    slug, _, path = asked.partition("/")
    info = queries.info(request.viewer, addresses.space_named(slug), path)
    if info is None:
        raise addresses.not_here()
    return info.ref


@dataclass(frozen=True, slots=True)
class Row:
    """A page of the graph as a line of its list."""

    page: Node
    leading: int
    onward: int


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[Row]
    links: int


def _list(viewer: Viewer, around: Ref | None) -> Listed:
    """The pages, those to which most pages lead first."""
    found = queries.graph(viewer)
    if around is not None:
        found = queries.around(found, around, STEPS)
    leading, onward = queries.leading_to(found), [0] * len(found.pages)
    for source, _ in found.links:
        onward[source] += 1
    rows = [Row(*each) for each in zip(found.pages, leading, onward, strict=True)]
    rows.sort(key=lambda each: (-each.leading, each.page.title.casefold(), each.page.ref.path))
    return Listed(rows, len(found.links))


def _number(said: str) -> int:
    return min(int(said), 1_000_000) if said.isdecimal() and len(said) < 8 else 0


# == What is near a page, drawn without a script ==

WIDE, HIGH = 300, 190
_LETTERS = 17


@dataclass(frozen=True)
class Dot:
    title: str
    label: str
    address: str
    lang: str
    x: int
    y: int
    words: int
    """Where the label stands: above the upper dots, under the lower ones."""


def drawn_near(pages: list[Node]) -> list[Dot]:
    """Up to six pages around one, on an ellipse, with room for their names."""
    return [
        Dot(each.title, truncate(each.title, _LETTERS), addresses.of(each.ref), each.lang, *place)
        for each, place in zip(pages, _places(len(pages)), strict=False)
    ]


@lru_cache(maxsize=8)
def _places(count: int) -> list[tuple[int, int, int]]:
    found = []
    for at in range(count):
        turn = 2 * math.pi * at / count - math.pi / (2 if count != 6 else 1.2)
        x = round(WIDE / 2 + 92 * math.cos(turn))
        y = round(HIGH / 2 + 62 * math.sin(turn))
        found.append((x, y, y - 12 if y < HIGH / 2 else y + 22))
    return found
