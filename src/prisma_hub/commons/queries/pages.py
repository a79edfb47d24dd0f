"""Pages, as a viewer may see them. One that may not be seen is answered like one that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Max, Q, QuerySet

from prisma_hub.commons import readings, repositories
from prisma_hub.commons.kept import Reading, Tagged
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.render.source import decode, tidy
from prisma_hub.commons.rules import merging
from prisma_hub.commons.rules.paths import PAGE_ENDINGS, stem
from prisma_hub.commons.types import LARGE, FullPage, PageInfo, Ref, Translation
from prisma_hub.identity.types import Viewer

_FOLDER_PAGES = ("index.md", "README.md", "readme.md", "_index.md")


def page(viewer: Viewer, space: str, path: str) -> FullPage | None:
    """A page by its path (with its ending or without; of a folder its index), or None."""
    readings.catch_up()
    read = _read(space, path) if space in readable(viewer) else None
    if read is None:
        return None
    found = info_of(read)
    text = text_of(found)
    return None if text is None else FullPage(found, text, *_translations(read, _group([read])))


def whole_pages(viewer: Viewer, *, space: str, under: str) -> list[FullPage]:
    """Every page of one folder, with its text; as many queries for one as for many."""
    folder = under.strip("/") + "/"
    within = reads(viewer, space).filter(path__startswith=folder)
    group = _together(space, within.values("group"))  # every page is among those that say the same
    found = sorted((each for each in group if each.path.startswith(folder)), key=lambda each: each.path)
    texts = ((read, text_of(info_of(read))) for read in found)
    return [
        FullPage(info_of(read), text, *_translations(read, group)) for read, text in texts if text is not None
    ]


def info(viewer: Viewer, space: str, path: str) -> PageInfo | None:
    """What is known of a page, without its text."""
    readings.catch_up()
    read = _read(space, path) if space in readable(viewer) else None
    return info_of(read) if read else None


def paths_meant(path: str) -> list[str]:
    """The files an address can mean, the likeliest first: as written, with an ending, a folder's own page."""
    wanted = path.strip("/")
    tries = [wanted, *(wanted + ending for ending in PAGE_ENDINGS)]
    return tries + [f"{wanted}/{name}".lstrip("/") for name in _FOLDER_PAGES]


def _read(space: str, path: str) -> Reading | None:
    tries = paths_meant(path)
    some = Reading.objects.filter(space=space, path__in=tries).defer(*_LONG)
    found = {each.path: each for each in some}
    return next((found[each] for each in tries if each in found), None)


def file(viewer: Viewer, space: str, path: str) -> tuple[str, bytes] | None:
    """Any file by its exact path: its blob and its bytes, or None."""
    if space not in readable(viewer):
        return None
    row = PageRow.objects.filter(space=space, path=path).first()
    data = repositories.read(space, row.blob) if row else None
    return (row.blob, data) if row and data is not None else None


def large_file(viewer: Viewer, space: str, path: str) -> tuple[str, int, Iterator[bytes]] | None:
    """A file too large to be held whole: its blob, its size, its bytes piece by piece. None for any other."""
    if space not in readable(viewer):
        return None
    row = PageRow.objects.filter(space=space, path=path, size__gt=LARGE).first()
    pieces = repositories.pieces(space, row.blob) if row else None
    return (row.blob, row.size, pieces) if row and pieces is not None else None


_LONG = ("words", "anchors")
"""Columns that only searching needs."""


def info_of(read: Reading) -> PageInfo:
    return PageInfo(
        Ref(read.space, read.path),
        read.title,
        read.blob,
        read.seq,
        read.by,
        read.at,
        read.size,
        lang=read.lang,
        kind=read.kind,
        description=read.description,
        translation_of=read.translation_of,
        protocol=read.protocol,
        aliases=tuple(read.aliases),
        data=read.data,
    )


def text_of(info: PageInfo) -> str | None:
    """The text of a page already found for whoever may read it."""
    data = repositories.read(info.space, info.blob)
    return decode(data) if data is not None else None


def infos(found: QuerySet[Reading]) -> list[PageInfo]:
    return [info_of(each) for each in found.defer(*_LONG)]


def pages(
    viewer: Viewer,
    *,
    space: str | None = None,
    under: str = "",
    kind: str | None = None,
    lang: str | None = None,
    newest_first: bool = False,
    after: str = "",
    before: int | None = None,
    limit: int | None = None,
) -> list[PageInfo]:
    """Pages by path, or the latest changed first: of one space or all, of one folder, kind or language.

    `after` goes on behind a path, `before` behind the entry with which a page was last changed."""
    found = reads(viewer, space)
    if after:
        found = found.filter(path__gt=after)
    if before is not None:
        found = found.filter(seq__lt=before)
    if under:
        found = found.filter(path__startswith=under.strip("/") + "/")
    if kind is not None:
        found = found.filter(kind=kind)
    if lang is not None:
        found = found.filter(lang=lang)
    found = found.order_by("-seq") if newest_first else found.order_by("space", "path")
    return infos(found[:limit] if limit else found)


def reads(viewer: Viewer, space: str | None = None) -> QuerySet[Reading]:
    """What was read of the pages this viewer may read, of one space or of all."""
    readings.catch_up()
    mine = readable(viewer)
    return Reading.objects.filter(space__in=mine if space is None else mine & {space})


def folders(viewer: Viewer, space: str, under: str = "") -> tuple[list[str], list[PageInfo]]:
    """What lies in one folder: the folders in it by name, and its pages."""
    prefix = under.strip("/") + "/" if under.strip("/") else ""
    found = reads(viewer, space)
    if prefix:
        found = found.filter(path__startswith=prefix)
    inside: dict[str, None] = {}
    here: list[str] = []
    for path in found.order_by("path").values_list("path", flat=True):
        first, slash, _ = path.removeprefix(prefix).partition("/")
        if slash:
            inside[first] = None
        else:
            here.append(path)
    return list(inside), infos(found.filter(path__in=here).order_by("path")) if here else []


def _group(reads: Sequence[Reading]) -> list[Reading]:
    """Some pages of one space, and those that say the same in other languages."""
    if not reads:
        return []
    return _together(reads[0].space, {each.group for each in reads})


def _together(space: str, groups: QuerySet[Reading, Any] | Collection[str]) -> list[Reading]:
    together = Reading.objects.filter(space=space, group__in=groups)
    return list(together.order_by("lang", "path").defer(*_LONG))


def _translations(read: Reading, group: Sequence[Reading]) -> tuple[tuple[Translation, ...], bool]:
    """The other languages of a page, and whether it is itself behind its source."""
    found = [each for each in group if each.group == read.group]
    source = next((each for each in found if stem(each.path) == read.group), None)
    behind = {each.path for each in found if source and _is_behind(each, source)}
    others = tuple(
        Translation(info_of(each), each.lang, each.path in behind)
        for each in found
        if each.path != read.path and each.lang
    )
    return others, read.path in behind


def _is_behind(read: Reading, source: Reading) -> bool:
    """Changed before its source was. What came in one commit (an import, a push) came together."""
    return read.seq < source.seq and read.commit != source.commit


def drifted(viewer: Viewer) -> list[PageInfo]:
    """Translations whose source was changed after them: for whoever tends the commons."""
    known = list(reads(viewer).only("space", "group", "path", "seq", "commit"))
    source = {(each.space, each.group): each for each in known if stem(each.path) == each.group}
    late = [each.seq for each in known if _is_behind(each, source.get((each.space, each.group), each))]
    return infos(reads(viewer).filter(seq__in=late).order_by("space", "path")) if late else []


def tags(viewer: Viewer) -> list[tuple[str, int]]:
    """Every tag and how many pages carry it."""
    readings.catch_up()
    counted: dict[str, int] = {}
    names: dict[str, str] = {}
    for tag in (
        Tagged.objects.filter(space__in=readable(viewer)).order_by("tag").values_list("tag", flat=True)
    ):
        key = tag.casefold()
        names.setdefault(key, tag)
        counted[key] = counted.get(key, 0) + 1
    return [(names[key], counted[key]) for key in sorted(counted)]


def tagged(viewer: Viewer, tag: str) -> list[PageInfo]:
    """Pages that carry a tag or one nested in it."""
    readings.catch_up()
    found = Tagged.objects.filter(Q(tag__iexact=tag) | Q(tag__istartswith=tag + "/"))
    carrying = found.filter(space__in=readable(viewer)).values("seq")
    return infos(reads(viewer).filter(seq__in=carrying).order_by("space", "path"))


def stands(ref: Ref, text: str) -> bool:
    """Whether a page says this, word by word."""
    row = PageRow.objects.filter(space=ref.space, path=ref.path).first()
    return row is not None and repositories.blob_name(merging.tidy(tidy(text)).encode()) == row.blob


def newest_change(viewer: Viewer) -> int:
    """The number of the last entry that changed a page this viewer may read; -1 where there is none."""
    found: int | None = reads(viewer).aggregate(newest=Max("seq"))["newest"]
    return -1 if found is None else found
