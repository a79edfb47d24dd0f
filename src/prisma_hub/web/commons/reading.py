"""Reading a page, a folder, a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext

from prisma_hub.commons import queries
from prisma_hub.commons.types import (
    Backlink,
    FullPage,
    Heading,
    PageInfo,
    Ref,
    SpaceOfPages,
    Term,
    Version,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import fold
from prisma_hub.protocols import queries as protocols

from ..who import Asked
from . import addresses, graphs, serving

_FIRST_HEADING = re.compile(
    r'((?:\s*<aside class="notice page-notice">.*?</aside>)?)\s*<h1[^>]*>(.*?)</h1>\s*', re.DOTALL
)
"""What is said of the page itself may stand before it."""
BACKLINKS = 5
"""Shown at once; the others are one touch away."""
MOST_BACKLINKS = 40
"""On the page itself; all of them stand on the page of its links."""
MOST_BEGINNINGS = 3
LONG = 30
"""Pages from which on a folder is listed by letter."""


def read(request: Asked, slug: str, path: str = "") -> HttpResponseBase:
    """A page by its name; else the file of that name; else what lies in the folder of that name."""
    space = addresses.space_named(slug)
    viewer = request.viewer
    found = queries.held(viewer, ("meant", space, path), lambda: queries.page(viewer, space, path))
    if found is not None:
        return _page(request, slug, found)
    response = _file(request, space, path)
    if response is not None:
        return response
    moved = queries.moved_to(request.viewer, space, path) if path.strip("/") else None
    if moved is not None:
        return redirect(addresses.of(moved), permanent=False)  # a page may stand here again one day
    return _folder(request, slug, space, path.strip("/"))


def _page(request: Asked, slug: str, page: FullPage) -> HttpResponse:
    info = page.info
    there = _in_the_readers_language(request, page)
    if there is not None:
        return there
    viewer, room = request.viewer, room_of(request.viewer, info.space)
    # Among those who read the same spaces not all may write in each: their links to what is not there differ.
    drawn = ("page", info.ref, info.blob, room.may_write)
    beside = queries.held(viewer, drawn, lambda: _beside(viewer, page, room.may_write))
    backlinks = beside.backlinks
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
            "html": beside.html,
            "outline": beside.outline,
            "terms": beside.terms,
            "backlinks": backlinks[:BACKLINKS],
            "more_backlinks": backlinks[BACKLINKS:MOST_BACKLINKS],
            "backlink_count": beside.leading,
            "all_backlinks": beside.leading > MOST_BACKLINKS,
            "near": beside.near,
            "before": beside.before,
            "after": beside.after,
            "tags": beside.tags,
            "inside": beside.inside,
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


@dataclass(frozen=True)
class Beside:
    """A page ready to be shown, with all that follows from pages alone."""

    html: str
    outline: list[Heading]
    terms: list[tuple[Term, str]]
    backlinks: list[tuple[Backlink, str]]
    leading: int
    """How many pages lead here; `backlinks` are the first of them."""
    near: list[graphs.Dot]
    before: tuple[PageInfo, str] | None
    after: tuple[PageInfo, str] | None
    tags: list[str]
    inside: Inside | None


@dataclass(frozen=True)
class Inside:
    """What lies in a folder: the folders in it and its pages, with their addresses."""

    folders: list[tuple[str, str]]
    pages: list[tuple[PageInfo, str]]


def _beside(viewer: Viewer, page: FullPage, may_write: bool) -> Beside:
    info = page.info
    shown = queries.show(
        viewer, info.ref, page.text, addresses.of, tag_address=addresses.of_tag, begin=may_write
    )
    beside = queries.neighbours(viewer, info)
    folder = queries.folder_of(info.path)
    leading = queries.backlinks(viewer, info.space, info.path)
    return Beside(
        without_its_title(shown.html, info.title),
        [each for each in shown.outline if each.level in (2, 3)],
        [(each, addresses.of(each.info.ref)) for each in shown.terms],
        [(each, addresses.of(each.info.ref)) for each in leading[:MOST_BACKLINKS]],
        len(leading),
        graphs.drawn_near(queries.near(viewer, info.ref)),
        (beside.before, addresses.of(beside.before.ref)) if beside.before else None,
        (beside.after, addresses.of(beside.after.ref)) if beside.after else None,
        queries.tags_of(viewer, info.ref),
        _inside(viewer, info.space, folder, but=info.path) if queries.is_folder_page(info.path) else None,
    )


def _inside(viewer: Viewer, space: str, folder: str, but: str = "") -> Inside:
    folders, pages = queries.folders(viewer, space, folder)
    prefix = f"{folder}/" if folder else ""
    return Inside(
        [(each, addresses.of(Ref(space, prefix + each))) for each in folders],
        [(each, addresses.of(each.ref)) for each in pages if each.path != but],
    )


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


def without_its_title(html: str, title: str) -> str:
    """The page carries its title above; a first heading that says the same is not said twice."""
    first = _FIRST_HEADING.match(html)
    if first is None or re.sub(r"<[^>]+>", "", first[2]).split() != _escaped(title).split():
        return html
    return first[1] + html[first.end() :]


def _escaped(title: str) -> str:
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _folder(request: Asked, slug: str, space: str, path: str) -> HttpResponse:
    found = _inside(request.viewer, space, path)
    room = queries.space_of_pages(request.viewer, space)
    if room is None or (path and not found.folders and not found.pages):
        return _missing(request, slug, space, room, path)
    name = addresses.name_of(room)
    letters = by_letter(found.pages)
    return render(
        request,
        "commons/folder.html",
        {
            "slug": slug,
            "room": room,
            "name": path.rpartition("/")[2] or name,
            "path": path,
            "crumbs": addresses.crumbs(slug, name, path) if path else [],
            "begins": [each for each in found.pages if queries.begins(each[0])][:MOST_BEGINNINGS],
            "folders": found.folders,
            "count": len(found.pages),
            "letters": letters if len(found.pages) > LONG else [],
            "pages": found.pages,
        },
    )


def by_letter(pages: list[tuple[PageInfo, str]]) -> list[tuple[str, list[tuple[PageInfo, str]]]]:
    """Pages by the letter their title begins with; what begins with no letter stands under `#`."""
    order = sorted(pages, key=lambda one: fold(one[0].title))
    return [(letter, list(some)) for letter, some in groupby(order, key=lambda one: _letter(one[0].title))]


def _letter(title: str) -> str:
    first = fold(title.strip(" \"'“”«»¿¡(["))[:1].upper()
    return first if first.isalpha() else "#"


def _missing(request: Asked, slug: str, space: str, room: SpaceOfPages | None, path: str) -> HttpResponse:
    """No page: who may write here can begin it, and who may read here is told of one that was removed. Of
    a space one may not read nothing is said."""
    gone = queries.removed(request.viewer, space, path) if room and path else None
    if room is None or not (room.may_write or gone):
        raise addresses.not_here()
    given = {"slug": slug, "path": path, "room": room, "gone": _gone(request, gone) if gone else None}
    return render(request, "commons/missing.html", given, status=404)


@dataclass(frozen=True)
class Gone:
    """A page that was removed: what it was called, by whom and when it went, where its versions are."""

    title: str
    by: str
    at: str
    history: str


def _gone(request: Asked, end: Version) -> Gone:
    ref = end.ref
    versions = queries.history(request.viewer, ref.space, ref.path)
    title = next((each.title for each in versions if each.title), queries.stem(ref.path))
    by = addresses.names(request.viewer, [end.by]).get(end.by) or gettext("somebody")
    where = reverse("page-history", args=(queries.slug_of(ref.space), ref.path))
    return Gone(title, by, end.at, where)


def preview(request: Asked, slug: str, path: str) -> HttpResponse:
    """A page from afar, for whoever points at a link to it: a fragment of a few hundred bytes."""
    found = queries.look(request.viewer, addresses.space_named(slug), path, request.GET.get("part", "")[:200])
    if found is None:
        raise addresses.not_here()
    return render(request, "commons/preview.html", {"look": found, "info": found.page})


def raw(request: Asked, slug: str, path: str) -> HttpResponseBase:
    """A file as it is, to keep."""
    response = _file(request, addresses.space_named(slug), path, keep=True)
    if response is None:
        raise addresses.not_here()
    return response


def _file(request: Asked, space: str, path: str, *, keep: bool = False) -> HttpResponseBase | None:
    large = queries.large_file(request.viewer, space, path)
    if large is not None:
        return serving.large(request, path, *large, keep=keep)
    file = queries.file(request.viewer, space, path)
    return None if file is None else serving.file(request, path, *file, keep=keep)
