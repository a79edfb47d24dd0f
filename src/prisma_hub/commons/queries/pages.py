"""Pages, as a viewer may see them. One that may not be seen is answered like one that is not there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet

from prisma_hub.commons import readings, repositories
from prisma_hub.commons.kept import Reading, Tagged
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules.paths import is_page, name_of, stem
from prisma_hub.commons.types import FullPage, PageInfo, Ref, Translation
from prisma_hub.identity.types import Viewer

_FOLDER_PAGES = ("index.md", "README.md", "readme.md", "_index.md")


def page(viewer: Viewer, space: str, path: str) -> FullPage | None:
    """A page by its path (with its ending or without; of a folder its index), or None."""
    readings.catch_up()
    if space not in readable(viewer):
        return None
    row = _row(space, path)
    if row is None or not is_page(row.path):
        return None
    data = repositories.read(space, row.blob)
    if data is None:
        return None
    info = described([row])[0]
    return FullPage(info, decode(data), *_translations(info))


def _row(space: str, path: str) -> PageRow | None:
    wanted = path.strip("/")
    tries = [wanted, *(wanted + ending for ending in (".md", ".mdx", ".markdown"))]
    tries += [f"{wanted}/{name}".lstrip("/") for name in _FOLDER_PAGES]
    found = {row.path: row for row in PageRow.objects.filter(space=space, path__in=tries)}
    return next((found[each] for each in tries if each in found), None)


def file(viewer: Viewer, space: str, path: str) -> tuple[PageRow, bytes] | None:
    """Any file by its exact path, with its bytes, or None."""
    if space not in readable(viewer):
        return None
    row = PageRow.objects.filter(space=space, path=path).first()
    data = repositories.read(space, row.blob) if row else None
    return (row, data) if row and data is not None else None


def described(rows: Iterable[PageRow]) -> list[PageInfo]:
    """Rows with what was read of them, in their order; one query for each space among them."""
    found = list(rows)
    said: dict[tuple[str, str], Reading] = {}
    for space in {row.space for row in found}:
        paths = [row.path for row in found if row.space == space]
        for start in range(0, len(paths), 500):
            batch = Reading.objects.filter(space=space, path__in=paths[start : start + 500])
            said |= {(each.space, each.path): each for each in batch.defer("passages", "anchors")}
    return [_info(row, said.get((row.space, row.path))) for row in found]


def _info(row: PageRow, read: Reading | None) -> PageInfo:
    title = (read.title if read else "") or row.title or name_of(row.path)
    base = PageInfo(Ref(row.space, row.path), title, row.blob, row.seq, row.by, row.at, row.size)
    if read is None:
        return base
    return PageInfo(
        base.ref,
        title,
        row.blob,
        row.seq,
        row.by,
        row.at,
        row.size,
        lang=read.lang,
        kind=read.kind,
        description=read.description,
        translation_of=read.translation_of,
        protocol=read.protocol,
        problem=read.problem,
        aliases=tuple(read.aliases),
        data=read.data,
    )


def pages(
    viewer: Viewer,
    *,
    space: str | None = None,
    under: str = "",
    kind: str | None = None,
    lang: str | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> list[PageInfo]:
    """Pages by path, or the latest changed first: of one space or all, of one folder, kind or language."""
    readings.catch_up()
    found = _rows(viewer, space).filter(_pages_only())
    if under:
        found = found.filter(path__startswith=under.strip("/") + "/")
    if kind is not None or lang is not None:
        found = _read_as(viewer, found, kind=kind, lang=lang)
    found = found.order_by("-seq") if newest_first else found.order_by("space", "path")
    return described(found[:limit] if limit else found)


def _rows(viewer: Viewer, space: str | None) -> QuerySet[PageRow]:
    mine = readable(viewer)
    return PageRow.objects.filter(space__in=mine if space is None else mine & {space})


def _pages_only() -> Q:
    return Q(path__endswith=".md") | Q(path__endswith=".mdx") | Q(path__endswith=".markdown")


def _read_as(
    viewer: Viewer, found: QuerySet[PageRow], *, kind: str | None, lang: str | None
) -> QuerySet[PageRow]:
    reads = Reading.objects.filter(space__in=readable(viewer))
    if kind is not None:
        reads = reads.filter(kind=kind)
    if lang is not None:
        reads = reads.filter(lang=lang)
    return found.filter(seq__in=reads.values("seq"))


def folders(viewer: Viewer, space: str, under: str = "") -> tuple[list[str], list[PageInfo]]:
    """What lies in one folder: the folders in it by name, and its pages."""
    readings.catch_up()
    prefix = under.strip("/") + "/" if under.strip("/") else ""
    found = _rows(viewer, space).filter(_pages_only())
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
    return list(inside), described(found.filter(path__in=here).order_by("path"))


def _translations(info: PageInfo) -> tuple[tuple[Translation, ...], bool]:
    """The other languages of a page, and whether it is itself behind its source."""
    group = stem((info.translation_of or info.path).lstrip("/"))
    found = Reading.objects.filter(space=info.space, group=group).exclude(lang="").order_by("lang", "path")
    rows = PageRow.objects.filter(space=info.space, path__in=[each.path for each in found])
    infos = {each.path: each for each in described(rows)}
    source = next((each for each in infos.values() if stem(each.path) == group), None)
    behind = {path for path, each in infos.items() if source and each.seq < source.seq}
    others = tuple(
        Translation(infos[each.path], each.lang, each.path in behind)
        for each in found
        if each.path != info.path and each.path in infos
    )
    return others, info.path in behind


def drifted(viewer: Viewer) -> list[PageInfo]:
    """Translations whose source was changed after them: for whoever tends the commons."""
    readings.catch_up()
    reads = list(
        Reading.objects.filter(space__in=readable(viewer))
        .exclude(group="")
        .values_list("space", "group", "path", "seq")
    )
    source = {(space, group): seq for space, group, path, seq in reads if stem(path) == group}
    late = [seq for space, group, path, seq in reads if seq < source.get((space, group), -1)]
    return described(PageRow.objects.filter(seq__in=late).order_by("space", "path"))


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
    return described(PageRow.objects.filter(seq__in=carrying).order_by("space", "path"))


def newest_change(viewer: Viewer) -> int:
    """The number of the last entry that changed a page this viewer may read; -1 where there is none."""
    found: int | None = _rows(viewer, None).aggregate(newest=Max("seq"))["newest"]
    return -1 if found is None else found
