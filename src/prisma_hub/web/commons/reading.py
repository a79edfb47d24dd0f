"""Reading a page, a folder, a file."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_safe

from prisma_hub.commons import queries
from prisma_hub.commons.types import FullPage, Ref, SpaceOfPages
from prisma_hub.identity.types import Viewer
from prisma_hub.protocols import queries as protocols

from ..who import Asked
from . import addresses, graphs, serving

_FIRST_HEADING = re.compile(r"\s*<h1[^>]*>(.*?)</h1>\s*", re.DOTALL)
BACKLINKS = 5
"""Shown at once; the others are one touch away."""


@require_safe
def read(request: Asked, slug: str, path: str = "") -> HttpResponseBase:
    """A page by its name; else the file of that name; else what lies in the folder of that name."""
    space = addresses.space_named(slug)
    found = queries.page(request.viewer, space, path)
    if found is not None:
        return _page(request, slug, found)
    file = queries.file(request.viewer, space, path)
    if file is not None:
        return serving.file(request, path, *file)
    moved = queries.moved_to(request.viewer, space, path) if path.strip("/") else None
    if moved is not None:
        return redirect(addresses.of(moved), permanent=False)  # a page may stand here again one day
    return _folder(request, slug, space, path.strip("/"))


def _page(request: Asked, slug: str, page: FullPage) -> HttpResponse:
    info = page.info
    there = _in_the_readers_language(request, page)
    if there is not None:
        return there
    shown = queries.show(request.viewer, info.ref, page.text, addresses.of, tag_address=addresses.of_tag)
    backlinks = queries.backlinks(request.viewer, info.space, info.path)
    room = room_of(request.viewer, info.space)
    by = addresses.names(request.viewer, [info.by])
    return render(
        request,
        "commons/page.html",
        {
            "page": page,
            "info": info,
            "slug": slug,
            "crumbs": addresses.crumbs(slug, addresses.name_of(room), info.path),
            "by": by.get(info.by, ""),
            "html": _without_its_title(shown.html, info.title),
            "outline": [each for each in shown.outline if each.level in (2, 3)],
            "terms": [(each, addresses.of(each.info.ref)) for each in shown.terms],
            "backlinks": [(each, addresses.of(each.info.ref)) for each in backlinks[:BACKLINKS]],
            "more_backlinks": [(each, addresses.of(each.info.ref)) for each in backlinks[BACKLINKS:]],
            "backlink_count": len(backlinks),
            "near": graphs.drawn_near(queries.near(request.viewer, info.ref)),
            "tongues": [(each, addresses.of(each.info.ref)) for each in page.translations],
            "tongues_left": _tongues_left(slug, page) if room.may_write else [],
            "room": room,
            "draft": protocols.draft(request.viewer, info.space, info.path) if info.protocol else None,
        },
    )


def _tongues_left(slug: str, page: FullPage) -> list[tuple[str, str, str]]:
    """Languages one could write the page in: their own name, code, and where to begin."""
    begin = reverse("new-page", args=(slug,))
    return [
        (
            str(get_language_info(each)["name_local"]),
            each,
            f"{begin}?{urlencode({'of': page.info.path, 'to': each})}",
        )
        for each in queries.tongues_left(page)
    ]


def room_of(viewer: Viewer, space: str) -> SpaceOfPages:
    """The space of a page the viewer may read."""
    found = queries.space_of_pages(viewer, space)
    if found is None:
        raise addresses.not_here()
    return found


def _in_the_readers_language(request: Asked, page: FullPage) -> HttpResponseRedirect | None:
    """On to the translation a reader would choose, unless this very one was asked for (`?lang=`)."""
    wanted = get_language() or "en"
    if "lang" in request.GET or not page.info.lang or page.info.lang == wanted:
        return None
    found = next((each for each in page.translations if each.lang == wanted), None)
    return redirect(addresses.of(found.info.ref)) if found else None


def _without_its_title(html: str, title: str) -> str:
    """The page carries its title above; a first heading that says the same is not said twice."""
    first = _FIRST_HEADING.match(html)
    if first is None or re.sub(r"<[^>]+>", "", first[1]).split() != _escaped(title).split():
        return html
    return html[first.end() :]


def _escaped(title: str) -> str:
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _folder(request: Asked, slug: str, space: str, path: str) -> HttpResponse:
    folders, pages = queries.folders(request.viewer, space, path)
    room = queries.space_of_pages(request.viewer, space)
    if room is None or (path and not folders and not pages):
        return _missing(request, slug, room, path)
    name = addresses.name_of(room)
    inside = f"{path}/" if path else ""
    return render(
        request,
        "commons/folder.html",
        {
            "slug": slug,
            "room": room,
            "name": path.rpartition("/")[2] or name,
            "path": path,
            "crumbs": addresses.crumbs(slug, name, path) if path else [],
            "folders": [(each, addresses.of(Ref(space, inside + each))) for each in folders],
            "pages": [(each, addresses.of(each.ref)) for each in pages],
        },
    )


def _missing(request: Asked, slug: str, room: SpaceOfPages | None, path: str) -> HttpResponse:
    """No page: whoever may write here can begin it. Of a space one may not read nothing is said."""
    if room is None or not room.may_write:
        raise addresses.not_here()
    return render(request, "commons/missing.html", {"slug": slug, "path": path, "room": room}, status=404)


@require_safe
def raw(request: Asked, slug: str, path: str) -> HttpResponseBase:
    """A file as it is, to keep."""
    file = queries.file(request.viewer, addresses.space_named(slug), path)
    if file is None:
        raise addresses.not_here()
    return serving.file(request, path, *file, keep=True)
