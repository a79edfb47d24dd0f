"""Ways into the commons: what is there, what changed, by tag, by word, and what wants mending."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from prisma_hub.commons import queries
from prisma_hub.commons.types import PageInfo
from prisma_hub.identity.types import ANYBODY, Viewer

from .. import outside
from ..who import Asked
from . import addresses

RECENT = 12
MOST = 100


@require_safe
def commons(request: Asked) -> HttpResponse:
    """The door: spaces, what changed lately, words, tags."""
    rooms = queries.spaces(request.viewer)
    recent = queries.pages(request.viewer, newest_first=True, limit=RECENT)
    welcome = _welcome(request.viewer)
    return render(
        request,
        "commons/commons.html",
        {
            "rooms": [(each, addresses.name_of(each), reverse("space", args=(each.slug,))) for each in rooms],
            "recent": _rows(request, recent),
            "welcome": (welcome, addresses.of(welcome.ref)) if welcome else None,
            "writable": next((each for each in reversed(rooms) if each.may_write), None),
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
        {"info": each, "address": addresses.of(each.ref), "by": by.get(each.by, ""), "at": each.at}
        for each in pages
    ]


@require_safe
def changes(request: Asked) -> HttpResponse:
    recent = queries.pages(request.viewer, newest_first=True, limit=MOST)
    return render(request, "commons/changes.html", {"pages": _rows(request, recent)})


@require_safe
def tags(request: Asked) -> HttpResponse:
    return render(request, "commons/tags.html", {"tags": queries.tags(request.viewer)})


@require_safe
def tagged(request: Asked, tag: str) -> HttpResponse:
    found = queries.tagged(request.viewer, tag)
    if not found:
        raise addresses.not_here()
    return render(request, "commons/tagged.html", {"tag": tag, "pages": _rows(request, found)})


@require_safe
def glossary(request: Asked) -> HttpResponse:
    """The words of the place, in the reader's language; in English where there are none in it."""
    language = get_language() or "en"
    terms = queries.glossary(request.viewer, lang=language) or queries.glossary(request.viewer, lang="en")
    given = {"terms": [(each, addresses.of(each.info.ref)) for each in terms]}
    return render(request, "commons/glossary.html", given)
