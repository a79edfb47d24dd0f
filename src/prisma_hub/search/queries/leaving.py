"""The index as it leaves the house with a published site, for a search in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.search import indexing
from prisma_hub.search.kept import Card, Drawer
from prisma_hub.search.rows import marks, rows


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
    """A word in one language, what its forms share, and on which cards it stands: by blocks of 256 numbers,
    two bytes for each card, its place in the block and what the word weighs there."""

    lang: str
    word: str
    stem: str
    postings: list[tuple[int, bytes]]


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
    drawers = dict(Drawer.objects.filter(space__in=spaces).values_list("id", "lang"))
    if not drawers:
        return
    those = f"FROM search_term WHERE drawer_id IN {marks(list(drawers))}"
    entries = {
        id_: Entry(drawers[drawer], bytes(word).decode(), stem, [])
        for id_, drawer, word, stem in rows(f"SELECT id, drawer_id, word, stem {those}", list(drawers))
    }
    question = f"SELECT term_id, block, pages FROM search_posting WHERE term_id IN (SELECT id {those})"  # noqa: S608
    for term, block, packed in rows(question, list(drawers)):
        entries[term].postings.append((block, bytes(packed)))
    yield from entries.values()
