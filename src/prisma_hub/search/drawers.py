"""Putting cards into a drawer and taking them out. Only what a page changes is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from prisma_hub.search.kept import Card, Drawer, Followed
from prisma_hub.search.rows import rows_of
from prisma_hub.search.rules.postings import BLOCK, pack, pack_ids, unpack, unpack_ids
from prisma_hub.search.rules.spelling import head, tail
from prisma_hub.search.rules.weighing import Word

_ANY = 2**63
Weights = Mapping[Word, int]
_Spot = tuple[int, int]
"""A term and a block."""


def put_in(drawer: Drawer, pages: Sequence[tuple[Card, Weights]], at: Followed) -> None:
    """Cards of one drawer, each with what its words weigh; those that had other words lose them. `at` counts
    new terms."""
    newest = at.terms
    ids = _terms(drawer, {word for _, weights in pages for word in weights}, at)
    change: dict[_Spot, dict[int, int]] = {}
    counts: Counter[int] = Counter()
    for card, weights in pages:
        block, place = divmod(card.id, BLOCK)
        before, after = unpack_ids(bytes(card.words)), {ids[word]: n for word, n in weights.items()}
        for term in before:
            if term not in after:
                change.setdefault((term, block), {})[place] = 0
                counts[term] -= 1
        for term in after.keys() - set(before):
            counts[term] += 1
        for term, weight in after.items():
            change.setdefault((term, block), {})[place] = weight
        card.words = pack_ids(after)
    _write(change, newest)
    _count(counts)
    _keep(drawer, [card for card, _ in pages])


def take_out(cards: Sequence[Card]) -> None:
    """Cards go, and every word that only they held."""
    change: dict[_Spot, dict[int, int]] = {}
    counts: Counter[int] = Counter()
    gone: Counter[int] = Counter()
    for card in cards:
        block, place = divmod(card.id, BLOCK)
        for term in unpack_ids(bytes(card.words)):
            change.setdefault((term, block), {})[place] = 0
            counts[term] -= 1
        gone[card.drawer_id] += 1
    _write(change, _ANY)
    _count(counts)
    Card.objects.filter(id__in=[card.id for card in cards]).delete()
    for id_, n in gone.items():
        drawer = Drawer.objects.select_for_update().get(id=id_)
        drawer.pages -= n
        drawer.save()
        if not drawer.pages:
            drawer.delete()


def empty(drawers: Iterable[int]) -> None:
    """Everything in these drawers goes, and they too."""
    ids = [(id_,) for id_ in drawers]
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM search_posting WHERE term_id IN (SELECT id FROM search_term WHERE drawer_id = %s)",
            ids,
        )
        for table in ("search_term", "search_card"):
            cursor.executemany(f"DELETE FROM {table} WHERE drawer_id = %s", ids)  # noqa: S608 - our own names
        cursor.executemany("DELETE FROM search_drawer WHERE id = %s", ids)


def _keep(drawer: Drawer, cards: Sequence[Card]) -> None:
    new = [card for card in cards if card._state.adding]
    Card.objects.bulk_create(new, batch_size=80)
    columns = ("seq", "title", "folder", "kind", "tags", "day", "words")
    for card in cards:
        if card not in new:
            card.save(update_fields=columns)
    drawer.pages += len(new)
    drawer.save()


def _terms(drawer: Drawer, words: set[Word], at: Followed) -> dict[Word, int]:
    """The ids of these words, made where they are new."""
    question = "SELECT id, word, stem FROM search_term WHERE drawer_id = %s AND word IN"
    found = rows_of(question, [drawer.id], sorted({word.encode() for word, _ in words}))
    known = {(bytes(word).decode(), stem): id_ for id_, word, stem in found}
    new = sorted(words - known.keys())
    ids = range(at.terms + 1, at.terms + 1 + len(new))
    known |= zip(new, ids, strict=True)
    at.terms += len(new)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_term (id, drawer_id, word, stem, head, tail, pages)"
            " VALUES (%s, %s, %s, %s, %s, %s, 0)",
            [
                (known[word, stem], drawer.id, word.encode(), stem, head(word), tail(word))
                for word, stem in new
            ],
        )
    return known


def _write(change: Mapping[_Spot, Mapping[int, int]], newest: int) -> None:
    """Give pages in these postings these weights; 0 takes a page out. Untouched rows are not written. Terms
    after the `newest` have none yet."""
    before = _postings(spot for spot in change if spot[0] <= newest)
    rows, empty = [], []
    for (term, block), weights in sorted(change.items()):
        packed = before.get((term, block))
        now = {place: n for place, n in {**unpack(packed or b""), **weights}.items() if n}
        after = pack(now)
        if not now:
            empty.append((term, block))
        elif after != packed:
            rows.append((term, block, after))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_posting (term_id, block, pages) VALUES (%s, %s, %s)"
            " ON CONFLICT (term_id, block) DO UPDATE SET pages = excluded.pages",
            rows,
        )
        cursor.executemany("DELETE FROM search_posting WHERE term_id = %s AND block = %s", empty)


def _postings(spots: Iterable[_Spot]) -> dict[_Spot, bytes]:
    blocks: dict[int, list[int]] = {}
    for term, block in spots:
        blocks.setdefault(block, []).append(term)
    question = "SELECT term_id, pages FROM search_posting WHERE block = %s AND term_id IN"
    return {
        (term, block): bytes(pages)
        for block, terms in blocks.items()
        for term, pages in rows_of(question, [block], terms)
    }


def _count(counts: Mapping[int, int]) -> None:
    """Terms stand on more pages, or fewer; one that stands on none is gone."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_term SET pages = pages + %s WHERE id = %s",
            [(n, term) for term, n in sorted(counts.items()) if n],
        )
        cursor.executemany(
            "DELETE FROM search_term WHERE id = %s AND pages = 0",
            [(term,) for term, n in counts.items() if n < 0],
        )
