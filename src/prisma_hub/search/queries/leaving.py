"""The index as it leaves the house with a published site, for a search in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prisma_hub.circles.queries import Visible
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.sql import marks
from prisma_hub.search import indexing
from prisma_hub.search.kept import Card, Drawer
from prisma_hub.search.rows import rows
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


Words = dict[tuple[str, str, str], bytearray]
"""By language, word and what its forms share: where it stands, as four bytes for each page, the smallest
first: what the word weighs there, then the number of the page (`stands`)."""
_NUMBERED = 3
"""Bytes of the number of a page."""
_NOT_HERE = 256**_NUMBERED - 1


def stands(number: int, weight: int) -> bytes:
    """That a word stands on the page of this number (below 16,777,215), and weighs so much there."""
    return bytes((weight,)) + number.to_bytes(_NUMBERED, "little")


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
            key = drawers[drawer], bytes(word).decode(), stem
            if key in found:
                found[key] += some
            else:
                found[key] = some
    return found


def _by_block(numbers: Mapping[int, int]) -> dict[int, list[int]]:
    blocks: dict[int, list[int]] = {}
    for card, number in numbers.items():
        block, place = divmod(card, BLOCK)
        blocks.setdefault(block, [_NOT_HERE] * BLOCK)[place] = number
    return blocks


def _held(those: str, drawers: Sequence[int], blocks: Mapping[int, list[int]]) -> dict[int, bytearray]:
    """By the id of a word where it stands. A word stands in few blocks, and a block holds many words: blocks
    are read whole."""
    held: dict[int, bytearray] = {}
    question = "SELECT term_id, block, pages FROM search_posting"
    if Drawer.objects.exclude(id__in=drawers).exists():
        # The `+` keeps a database from looking each word up by itself.
        question += f" WHERE +term_id IN (SELECT id {those})"
    else:
        drawers = ()
    postings: dict[int, list[tuple[int, int, bytes]]] = {block: [] for block in blocks}
    for row in rows(question, drawers):
        if (here := postings.get(row[1])) is not None:
            here.append(row)
    for block, numbers in blocks.items():
        here = postings.pop(block)
        unpacked = _unpacked([packed for _, _, packed in here], numbers)
        for (term, _, _), some in zip(here, unpacked, strict=True):
            if term in held:
                held[term] += some
            else:
                held[term] = some
    return held


def _unpacked(packs: Sequence[bytes], numbers: Sequence[int]) -> Iterator[bytearray]:
    """Of each of these postings of one block where its word stands, on pages that have a number. All of them
    at once, byte by byte of a number: there are millions in a large vault."""
    whole = b"".join(packs)
    places, found = whole[::2], bytearray(len(whole) * 2)
    found[::4] = whole[1::2]
    for at in range(_NUMBERED):
        found[at + 1 :: 4] = places.translate(bytes(number >> 8 * at & 255 for number in numbers))
    lacking = _NOT_HERE in numbers
    end = 0
    for packed in packs:
        begin, end = end, end + len(packed) * 2
        some = found[begin:end]
        yield _only_here(some) if lacking else some


def _only_here(some: bytearray) -> bytearray:
    not_here = _NOT_HERE.to_bytes(_NUMBERED, "little")
    each = (some[at : at + 4] for at in range(0, len(some), 4))
    return bytearray().join(one for one in each if one[1:] != not_here)
