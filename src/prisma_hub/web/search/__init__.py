"""Finding: a form and what answers it, whole or, as one types, only what answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse

from prisma_hub.commons import queries as commons
from prisma_hub.log.types import Among
from prisma_hub.search import queries
from prisma_hub.search.types import Answer, Known, Mended, Told
from prisma_hub.web import frame
from prisma_hub.web.commons import addresses
from prisma_hub.web.forms import LIVE
from prisma_hub.web.who import Asked

from . import drawn
from .asked import KINDS, PAGES, PEOPLE, Typed, choices, typed

FIRST = 4
"""So many of each kind are shown where there are several kinds."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What answers: pages, what was said, people."""

    pages: Answer
    told: Told
    people: Sequence[Known]
    shown: Sequence[Known]
    """Those of the people that are on this page."""

    @property
    def totals(self) -> dict[str, int]:
        """How many of each kind, in the order in which they are shown; none of which there are none."""
        told = {str(each): n for each, n in self.told.totals.items()}
        counted = {PAGES: self.pages.total, PEOPLE: len(self.people)} | told
        return {str(each): counted[each] for each in KINDS if counted.get(each)}

    def mended(self) -> list[Mended]:
        """Words that stand nowhere, in pages or elsewhere, and what was looked for instead."""
        held = self.pages.held | self.told.held | {token for each in self.people for token in each.held}
        meant: dict[str, list[str]] = {}
        for each in (*self.pages.mended, *self.told.mended):
            if each.typed not in held:
                meant.setdefault(each.typed, []).extend(each.meant)
        return [Mended(word, tuple(dict.fromkeys(words))) for word, words in meant.items()]


def search(request: Asked) -> HttpResponse:
    """The form, and what answers it."""
    wanted = typed(request.viewer, request.GET)
    narrowed = any(value for name, value in wanted.values.items() if name not in ("q", "of"))
    values = {**_answered(request, wanted), **choices(request.viewer), "narrowed": narrowed}
    return render(request, "search/search.html", values)


def found(request: Asked) -> HttpResponse:
    """Only what answers the form, for a page that is already there; whoever came by hand gets a whole one."""
    if LIVE not in request.headers:
        return redirect(f"{reverse('search')}?{request.GET.urlencode()}".rstrip("?"))
    # Without what only a whole page shows: this is asked for every sign somebody types.
    values = {**frame.bare(), **_answered(request, typed(request.viewer, request.GET))}
    return HttpResponse(render_to_string("search/found.html", values))


def _answered(request: Asked, wanted: Typed) -> dict[str, Any]:
    answer = _find(request, wanted)
    totals = answer.totals
    whole = wanted.wish.among or (next(iter(totals)) if len(totals) == 1 else "")
    narrower = {name: _narrower(request.GET, name) for name in ("folder", "tag", "of")}
    rows = _rows(request, answer, narrower)
    return {
        "typed": wanted.values,
        "not_days": wanted.not_days,
        "total": sum(totals.values()),
        "partly": answer.pages.partly or answer.told.partly,
        "mended": answer.mended(),
        "behind": answer.pages.behind or answer.told.behind,
        "parts": [
            {
                "among": among,
                "label": KINDS[among],
                "total": total,
                "rows": rows[among],
                "all": "" if whole or total <= FIRST else narrower["of"] + among,
            }
            for among, total in totals.items()
        ],
        "earlier": _turned(request.GET, wanted, totals.get(whole, 0), 1),
        "later": _turned(request.GET, wanted, totals.get(whole, 0), -1),
    }


def _find(request: Asked, wanted: Typed) -> _Found:
    """What answers: a few of each kind; where there is only one kind, as many as fit on a page."""
    viewer, wish = request.viewer, wanted.wish
    one = bool(wish.among)
    first, many = (wanted.first, queries.PER_PAGE) if one else (0, FIRST)
    said = any(wanted.asks(each) for each in Among)
    told = queries.listen(viewer, wish, first=first, many=many) if said else Told()
    people = queries.people(viewer, wish.text) if wanted.asks(PEOPLE) else []
    if not (told.totals or people):
        first, many = wanted.first, queries.PER_PAGE
    pages = queries.search(viewer, wish, first=first, many=many) if wanted.asks(PAGES) else Answer()
    if not one and not pages.total and len(told.totals) + bool(people) == 1:
        first, many = wanted.first, queries.PER_PAGE
        told = queries.listen(viewer, wish, first=first, many=many) if told.totals else told
    return _Found(pages, told, people, people[first : first + many])


def _rows(request: Asked, answer: _Found, narrower: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    around = drawn.Around(request.viewer, (each for some in answer.told.found.values() for each in some))
    names = _names(request, answer.pages)
    rows = {
        str(among): [drawn.said(each, around) for each in some] for among, some in answer.told.found.items()
    }
    rows[PAGES] = [drawn.page(each, names, narrower) for each in answer.pages.found]
    rows[PEOPLE] = [drawn.known(each) for each in answer.shown]
    return rows


def _narrower(asked: QueryDict, name: str) -> str:
    """The address that asks the same with another `name`, up to its value."""
    same = asked.copy()
    for each in (name, "page"):
        same.pop(each, None)
    return f"?{same.urlencode()}&{name}="


def _names(request: Asked, answer: Answer) -> dict[str, str]:
    """What the spaces of the pages found are called."""
    wanted = {each.info.space for each in answer.found}
    spaces = (commons.space_of_pages(request.viewer, space) for space in sorted(wanted))
    return {each.space: addresses.name_of(each) for each in spaces if each}


def _turned(asked: QueryDict, wanted: Typed, total: int, by: int) -> str:
    """The address of the next or the last few, empty where there are none."""
    first = wanted.first + by * queries.PER_PAGE
    if first < 0 or first >= min(total, queries.MOST):
        return ""
    turned = asked.copy()
    turned["page"] = str(first // queries.PER_PAGE + 1)
    return "?" + turned.urlencode()


urlpatterns = [
    path("search", search, name="search"),
    path("search/found", found, name="search-found"),
]
