"""What an index is made of. Nobody looks here: whoever keeps an index filters what they show by the spaces a
viewer may read (`readable`), and asks `saying` for what they print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading, Tagged
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import info_of
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.identity.types import Viewer


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says: its passages (anchor, heading, words) and tags."""

    info: PageInfo
    tags: tuple[str, ...]
    passages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest change of a page, and by which code pages are read."""

    seq: int
    commit: str
    reader: str


def standing() -> Standing:
    """Where the readings stand, after they caught up. `seq` is -1 where there is no page."""
    readings.catch_up()
    return Standing(*(catalogue.newest() or (-1, "")), readings.reader())


def changed(after: int, most: int) -> list[tuple[int, str, Ref]]:
    """The next changes of pages: number, commit and which page, at most so many."""
    rows = PageVersion.objects.filter(seq__gt=after).order_by("seq")
    found = rows.values_list("seq", "commit", "space", "path")[:most]
    return [(seq, commit, Ref(space, path)) for seq, commit, space, path in found]


def changes(after: int) -> int:
    """How many changes there are after this one."""
    return PageVersion.objects.filter(seq__gt=after).count()


def changed_for(viewer: Viewer, after: int) -> bool:
    """Whether any page this viewer may read changed after that."""
    return PageVersion.objects.filter(seq__gt=after, space__in=readable(viewer)).exists()


def every_page() -> dict[Ref, int]:
    """Every page of every space with the number of its last change; those of one language together."""
    rows = Reading.objects.order_by("space", "lang", "path").values_list("space", "path", "seq")
    return {Ref(space, path): seq for space, path, seq in rows}


def said(refs: Collection[Ref]) -> list[Said]:
    """What these pages say; those that are gone are left out."""
    paths: dict[str, list[str]] = {}
    for ref in refs:
        paths.setdefault(ref.space, []).append(ref.path)
    return [
        each
        for space, some in paths.items()
        for each in _said(Reading.objects.filter(space=space, path__in=some))
    ]


def saying(viewer: Viewer, seqs: Sequence[int]) -> list[Said]:
    """What pages say that this viewer may read, by the number of their last change; they were read before."""
    mine = readable(viewer)
    return [each for each in _said(Reading.objects.filter(seq__in=seqs)) if each.info.space in mine]


def _said(found: QuerySet[Reading]) -> list[Said]:
    pages = list(found.defer("anchors"))
    tags: dict[int, list[str]] = {}
    carried = Tagged.objects.filter(path__in=[each.path for each in pages]).order_by("id")
    for space in {each.space for each in pages}:  # by space and path there is an index
        for seq, tag in carried.filter(space=space).values_list("seq", "tag"):
            tags.setdefault(seq, []).append(tag)
    return [
        Said(info_of(each), tuple(tags.get(each.seq, ())), tuple((a, h, t) for a, h, t in each.passages))
        for each in pages
    ]
