"""Ways into the commons: what is there, what changed, by tag, by word, and what wants mending."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from prisma_hub.circles.types import HUB
from prisma_hub.commons import queries
from prisma_hub.commons.types import PageInfo
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.text import fold

from .. import outside
from ..who import Asked
from . import addresses, deeds_shown

RECENT = 12
MOST = 50


def commons(request: Asked) -> HttpResponse:
    """The door: spaces, what changed lately, words, tags."""
    rooms = queries.spaces(request.viewer)
    recent, _ = queries.lately(request.viewer, limit=RECENT)
    welcome = _welcome(request.viewer)
    writable = [each for each in reversed(rooms) if each.may_write]
    return render(
        request,
        "commons/commons.html",
        {
            "rooms": [(each, addresses.name_of(each), reverse("space", args=(each.slug,))) for each in rooms],
            "recent": deeds_shown.rows(request.viewer, recent),
            "welcome": (welcome, addresses.of(welcome.ref)) if welcome else None,
            "writable": writable[0] if writable else None,
            "begin": next(
                (each for each in writable if each.space == HUB), writable[0] if writable else None
            ),
            "tags": queries.tags(request.viewer)[:40],
            "tending": request.viewer.person is not None,
        },
    )


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """The way into the pages everybody may read, on the hub's front page."""
    welcome = _welcome(ANYBODY)  # which also reads what was written since
    rooms = [each for each in queries.spaces(ANYBODY) if each.pages]
    if not rooms:
        return None
    shown = {
        "pages": sum(each.pages for each in rooms),
        "welcome": (welcome.title, addresses.of(welcome.ref)) if welcome else None,
    }
    return outside.Section("commons/front.html", shown, "commons")


def _welcome(viewer: Viewer) -> PageInfo | None:
    """The first page of the public commons, in the reader's language where there is one."""
    for name in (f"{get_language()}/index.md", "en/index.md", "index.md"):
        found = queries.info(viewer, "public", name)
        if found is not None:
            return found
    return None


def _rows(request: Asked, pages: list[PageInfo]) -> list[dict[str, object]]:
    by = addresses.names(request.viewer, [each.by for each in pages])
    return [
        {
            "info": each,
            "title": each.called(get_language() or "en"),
            "address": addresses.of(each.ref),
            "by": by.get(each.by, ""),
            "at": each.at,
        }
        for each in pages
    ]


def changes(request: Asked) -> HttpResponse:
    """What was done to pages, day by day; `?before=` goes on below an entry, `?of=` shows page by page what
    somebody did at once."""
    before, of = _number(request, "before"), _number(request, "of")
    if of is None:
        deeds, onward = queries.lately(request.viewer, limit=MOST, before=before)
        title, more = "", ""
    else:
        found = queries.together(request.viewer, of, limit=MOST, before=before)
        if found is None:
            raise addresses.not_here()
        whole, deeds, onward = found
        title, more = deeds_shown.said_of_many(whole), f"&of={of}"
    given = {
        "title": title,
        "days": deeds_shown.by_day(request.viewer, deeds),
        "earlier": f"?before={onward}{more}" if onward is not None else "",
        "later": f"?{more.lstrip('&')}" if before is not None else "",
    }
    return render(request, "commons/changes.html", given)


def _number(request: Asked, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 16 else None


@dataclass(frozen=True)
class TagRow:
    """A tag as it stands in the tree: how deep, its own word, its whole name, and how many pages carry it or
    one nested in it."""

    depth: int
    word: str
    tag: str
    pages: int


def tags(request: Asked) -> HttpResponse:
    return render(request, "commons/tags.html", {"tags": tree_of_tags(queries.tags(request.viewer))})


def tree_of_tags(counted: list[tuple[str, int]]) -> list[TagRow]:
    """Nested tags under those they are nested in, which may be carried by no page themselves."""
    whole: dict[str, tuple[str, int]] = {}
    for tag, pages in counted:
        parts = tag.split("/")
        for depth in range(1, len(parts) + 1):
            name = "/".join(parts[:depth])
            kept, before = whole.get(name.casefold(), (name, 0))
            whole[name.casefold()] = (kept, before + pages)
    order = sorted(whole.items(), key=lambda one: fold(one[0]).split("/"))
    return [TagRow(min(tag.count("/"), 6), tag.rpartition("/")[2], tag, pages) for _, (tag, pages) in order]


def tagged(request: Asked, tag: str) -> HttpResponse:
    found = queries.tagged(request.viewer, tag)
    if not found:
        raise addresses.not_here()
    return render(request, "commons/tagged.html", {"tag": tag, "pages": _rows(request, found)})


def glossary(request: Asked) -> HttpResponse:
    """The words of the place, in the reader's language; in English where there are none in it."""
    language = get_language() or "en"
    terms = queries.glossary(request.viewer, lang=language) or queries.glossary(request.viewer, lang="en")
    given = {"terms": [(each, addresses.of(each.info.ref)) for each in terms]}
    return render(request, "commons/glossary.html", given)
