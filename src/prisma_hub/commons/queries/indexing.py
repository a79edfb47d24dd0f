"""What an index is made of. Nobody looks here: whoever keeps an index filters what they show by the spaces a
viewer may read (`readable`), and asks `saying` for what they print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection

from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import info_of
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.sql import marks


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
        for each in _said(list(Reading.objects.filter(space=space, path__in=some).defer(*_NOT_SAID)))
    ]


def saying(viewer: Viewer, seqs: Sequence[int]) -> list[Said]:
    """What pages say that this viewer may read, by the number of their last change; they were read before."""
    if not seqs:
        return []
    # By hand: it is asked for every sign somebody types, and Django takes longer to put the question.
    columns, mine = ", ".join(map(connection.ops.quote_name, _columns())), readable(viewer)
    question = f"SELECT {columns} FROM commons_reading WHERE seq IN {marks(seqs)}"  # noqa: S608 - our own
    return _said([each for each in Reading.objects.raw(question, seqs) if each.space in mine])


_NOT_SAID = ("anchors", "components")
"""Columns of a page that say nothing to whoever reads it."""


@cache
def _columns() -> list[str]:
    return [each.column for each in Reading._meta.concrete_fields if each.name not in _NOT_SAID]


def _said(pages: Sequence[Reading]) -> list[Said]:
    tags: dict[int, list[str]] = {}
    for space in {each.space for each in pages}:  # by space and path there is an index
        for seq, tag in _tagged(space, [each.path for each in pages if each.space == space]):
            tags.setdefault(seq, []).append(tag)
    return [
        Said(info_of(each), tuple(tags.get(each.seq, ())), tuple((a, h, t) for a, h, t in each.passages))
        for each in pages
    ]


def _tagged(space: str, paths: Sequence[str]) -> list[tuple[int, str]]:
    """The tags of pages of one space in their order, each with the number of the page's last change."""
    question = f"SELECT seq, tag FROM commons_tagged WHERE space = %s AND path IN {marks(paths)} ORDER BY id"  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(question, [space, *paths])
        found: list[tuple[int, str]] = cursor.fetchall()
    return found
