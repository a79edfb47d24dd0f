"""Finding pages: a form and what it finds, whole or, as one types, only what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.core import UnknownLocaleError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from prisma_hub.commons import queries as commons
from prisma_hub.search import queries
from prisma_hub.search.types import Answer, Found, Piece, Wish
from prisma_hub.web.commons import addresses
from prisma_hub.web.forms import LIVE
from prisma_hub.web.who import Asked

_LONGEST = 200
_MARK, _END = mark_safe("<mark>"), mark_safe("</mark>")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the form, as it was typed; and the days that are none."""

    wish: Wish
    values: dict[str, str]
    not_days: tuple[str, ...]
    first: int


@require_safe
def search(request: Asked) -> HttpResponse:
    """The form, and what answers it."""
    typed = _typed(request.GET)
    rooms = [(each.slug, addresses.name_of(each)) for each in commons.spaces(request.viewer)]
    offered = queries.choices(request.viewer)
    return render(
        request,
        "search/search.html",
        {
            **_answered(request, typed),
            "rooms": rooms,
            "tongues": [(code, _language(code)) for code in offered.languages],
            "kinds": offered.kinds,
            "narrowed": any(value for name, value in typed.values.items() if name != "q"),
        },
    )


@require_safe
def found(request: Asked) -> HttpResponse:
    """Only what answers the form, for a page that is already there; whoever came by hand gets a whole one."""
    if LIVE not in request.headers:
        return redirect(f"{reverse('search')}?{request.GET.urlencode()}".rstrip("?"))
    return render(request, "search/found.html", _answered(request, _typed(request.GET)))


def _answered(request: Asked, typed: _Typed) -> dict[str, Any]:
    answer = queries.search(request.viewer, typed.wish, first=typed.first)
    names = _names(request, answer)
    narrower = {name: _narrower(request.GET, name) for name in ("folder", "tag")}
    return {
        "typed": typed.values,
        "not_days": typed.not_days,
        "answer": answer,
        "rows": [_row(each, names, narrower) for each in answer.found],
        "earlier": _turned(request.GET, typed, answer, 1),
        "later": _turned(request.GET, typed, answer, -1),
    }


def _row(found: Found, names: dict[str, str], narrower: dict[str, str]) -> dict[str, Any]:
    """What the template prints. Marked words and links are joined here: it does so ten times for every sign
    somebody types."""
    address = addresses.of(found.info.ref)
    folder = found.info.path.rpartition("/")[0]
    return {
        "lang": found.lang,
        "address": address,
        "there": f"{address}#{found.anchor}",
        "title": _marked(found.title),
        "heading": _marked(found.heading),
        "excerpt": _marked(found.excerpt),
        "space": names.get(found.info.space, ""),
        "folder": (narrower["folder"] + quote(folder), folder) if folder else None,
        "tags": [(narrower["tag"] + quote(tag), tag) for tag in found.tags],
    }


def _marked(pieces: Iterable[Piece]) -> SafeString:
    return format_html_join(
        "", "{}{}{}", ((_MARK, each.text, _END) if each.marked else ("", each.text, "") for each in pieces)
    )


def _narrower(asked: QueryDict, name: str) -> str:
    """The address that asks the same with another `name`, up to its value."""
    same = asked.copy()
    for each in (name, "page"):
        same.pop(each, None)
    return f"?{same.urlencode()}&{name}="


def _names(request: Asked, answer: Answer) -> dict[str, str]:
    """What the spaces of the pages found are called."""
    wanted = {each.info.space for each in answer.found}
    found = (commons.space_of_pages(request.viewer, space) for space in sorted(wanted))
    return {each.space: addresses.name_of(each) for each in found if each}


def _turned(asked: QueryDict, typed: _Typed, answer: Answer, by: int) -> str:
    """The address of the next or the last few, empty where there are none."""
    first = typed.first + by * queries.PER_PAGE
    if first < 0 or first >= min(answer.total, queries.MOST):
        return ""
    turned = asked.copy()
    turned["page"] = str(first // queries.PER_PAGE + 1)
    return "?" + turned.urlencode()


def _typed(asked: QueryDict) -> _Typed:
    names = ("q", "in", "folder", "tag", "kind", "lang", "since", "until")
    values = {name: asked.get(name, "")[:_LONGEST].replace("\0", " ").strip() for name in names}
    days = {name: _day(values[name]) for name in ("since", "until")}
    wish = Wish(
        asked.get("q", "")[:_LONGEST],
        space=_space(values["in"]),
        folder=values["folder"],
        tag=values["tag"],
        kind=values["kind"],
        lang=values["lang"],
        since=days["since"],
        until=days["until"],
        prefer=(get_language() or "")[:2],
    )
    not_days = tuple(values[name] for name, day in days.items() if values[name] and day is None)
    page = asked.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1
    return _Typed(wish, values, not_days, (max(1, number) - 1) * queries.PER_PAGE)


def _space(slug: str) -> str:
    """The space of its slug. One that means none is a space in which nothing is found."""
    return (commons.space_of(slug) or "nowhere") if slug else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _language(code: str) -> str:
    """What a language calls itself."""
    try:
        return (Locale.parse(code).get_display_name() or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


urlpatterns = [
    path("search", search, name="search"),
    path("search/found", found, name="search-found"),
]
