"""How pages lead to each other: drawn, and as a list that says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from prisma_hub.commons import queries
from prisma_hub.commons.types import Graph, Node, Ref
from prisma_hub.kernel.text import truncate

from ..who import Asked
from . import addresses

LISTED = 50
STEPS = 2


@require_safe
def graph(request: Asked) -> HttpResponse:
    """The whole graph, or what is near one page (`?near=space/path`); without a script, its list."""
    around = _asked_for(request)
    found = queries.graph(request.viewer)
    if around is not None:
        found = queries.around(found, around, STEPS)
        if not found.pages:
            raise addresses.not_here()
    leading = queries.leading_to(found)
    at = _number(request.GET.get("from", ""))
    order = sorted(
        range(len(found.pages)), key=lambda one: (-leading[one], found.pages[one].title.casefold())
    )
    onward = _onward(found)
    rows = [
        (found.pages[one], addresses.of(found.pages[one].ref), leading[one], onward[one])
        for one in order[at : at + LISTED]
    ]
    folders = sorted({queries.folder_name(each) for each in found.pages})
    given = {
        "around": next((each for each in found.pages if each.ref == around), None),
        "around_address": addresses.of(around) if around else "",
        "data": f"{request.path}.json" + (f"?near={request.GET['near']}" if around else ""),
        "pages": len(found.pages),
        "links": len(found.links),
        "rows": rows,
        "from": at + 1,
        "next": at + LISTED if at + LISTED < len(order) else None,
        "previous": max(0, at - LISTED) if at else None,
        "folders": folders,
    }
    return render(request, "commons/graph.html", given)


@require_safe
def as_data(request: Asked) -> HttpResponseBase:
    """The same as data, for drawing. It stays as it is until a page changes."""
    around = _asked_for(request)
    tag = quote_etag(f"{queries.graph_version(request.viewer)}{request.GET.get('near', '')}"[:300])
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return _tagged(HttpResponse(status=304), tag)
    found = queries.graph(request.viewer)
    if around is not None:
        found = queries.around(found, around, STEPS)
        if not found.pages:
            raise addresses.not_here()
    told = queries.tell_graph(found, addresses.of, near=around)
    return _tagged(
        JsonResponse(told, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False}), tag
    )


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


def _onward(graph: Graph) -> list[int]:
    counted = [0] * len(graph.pages)
    for source, _ in graph.links:
        counted[source] += 1
    return counted


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
