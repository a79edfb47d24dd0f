"""The index as it leaves the house with a published site, for a search in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.search import indexing
from prisma_hub.search.kept import Card, Drawer
from prisma_hub.search.rows import marks, rows
from prisma_hub.search.rules.postings import BLOCK


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the index, and what it may be narrowed by."""

    ref: Ref
    lang: str
    folder: str
    kind: str
    tags: str
    day: str


Words = dict[tuple[str, str, str], list[int]]
"""By language, word and what its forms share: where it stands, as the number of a page times `HEAVIEST`, and
what it weighs there."""
HEAVIEST = 256
_NOT_HERE = -HEAVIEST


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


def words_leaving(within: Visible, numbers: Mapping[int, int]) -> Words:
    """The words of those cards to which `numbers` gives the number of a page. Nothing is in order."""
    spaces = commons.spaces_leaving(within)
    drawers = dict(Drawer.objects.filter(space__in=spaces).values_list("id", "lang"))
    if not drawers:
        return {}
    those = f"FROM search_term WHERE drawer_id IN {marks(list(drawers))}"
    held = _held(those, list(drawers), _by_block(numbers))
    found: Words = {}
    for id_, drawer, word, stem in rows(f"SELECT id, drawer_id, word, stem {those}", list(drawers)):
        if some := held.get(id_):
            found.setdefault((drawers[drawer], bytes(word).decode(), stem), []).extend(some)
    return found


def _by_block(numbers: Mapping[int, int]) -> dict[int, list[int]]:
    blocks: dict[int, list[int]] = {}
    for card, number in numbers.items():
        block, place = divmod(card, BLOCK)
        blocks.setdefault(block, [_NOT_HERE] * BLOCK)[place] = number * HEAVIEST
    return blocks


def _held(those: str, drawers: Sequence[int], blocks: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """By the id of a word where it stands. The `+` keeps a database from looking each word up by itself."""
    held: dict[int, list[int]] = {}
    question = f"SELECT term_id, block, pages FROM search_posting WHERE +term_id IN (SELECT id {those})"  # noqa: S608
    for term, block, packed in rows(question, drawers):
        if block in blocks:
            some = list(map(add, map(blocks[block].__getitem__, packed[::2]), packed[1::2]))
            if min(some) < 0:
                some = [each for each in some if each >= 0]
            held[term] = held[term] + some if term in held else some
    return held
