"""The index as it leaves the house with a published site, for a search in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.search import indexing
from prisma_hub.search.kept import Card, Drawer
from prisma_hub.search.rows import marks
from prisma_hub.search.rules.postings import pages

_AT_ONCE = 5_000
_QUESTION = (
    "SELECT t.id, d.lang, t.word, t.stem, p.block, p.pages FROM search_posting p"
    " JOIN search_term t ON t.id = p.term_id JOIN search_drawer d ON d.id = t.drawer_id"
    " WHERE d.id IN {} ORDER BY t.id, p.block"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the index, and what it may be narrowed by."""

    ref: Ref
    lang: str
    folder: str
    kind: str
    tags: str
    day: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in one language, what its forms share, and what it weighs on which card."""

    lang: str
    word: str
    stem: str
    weights: dict[int, int]


def cards_leaving(within: Visible) -> dict[int, Leaf]:
    """The cards of the spaces that leave, by their number, after the index caught up."""
    while indexing.follow():
        pass
    columns = ("id", "space", "path", "drawer__lang", "folder", "kind", "tags", "day")
    found = Card.objects.filter(space__in=commons.spaces_leaving(within)).values_list(*columns)
    return {
        id_: Leaf(Ref(space, path), lang, folder, kind, tags, day.isoformat() if day else "")
        for id_, space, path, lang, folder, kind, tags, day in found
    }


def words_leaving(within: Visible) -> Iterator[Entry]:
    """The words of those cards, in no order."""
    spaces = commons.spaces_leaving(within)
    drawers = list(Drawer.objects.filter(space__in=spaces).values_list("id", flat=True))
    if drawers:
        for (_, lang, word, stem), rows in groupby(_rows(drawers), key=lambda row: row[:4]):
            weights: dict[int, int] = {}
            for *_, block, packed in rows:
                weights |= pages(bytes(packed), block)
            yield Entry(lang, bytes(word).decode(), stem, weights)


def _rows(drawers: list[int]) -> Iterator[tuple[int, str, bytes, str, int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION.format(marks(drawers)), drawers)
        while some := cursor.fetchmany(_AT_ONCE):
            yield from some
