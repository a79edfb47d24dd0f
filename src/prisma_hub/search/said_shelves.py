"""Putting what was said on the shelves and taking it off. Only what changes is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from prisma_hub.search.kept import SaidEntry, SaidShelf, SaidUpto, SaidWord
from prisma_hub.search.rows import rows_of
from prisma_hub.search.rules.saying import MARK, NAME, Card, Said, mark
from prisma_hub.search.rules.shelves import SHELF, each, pack_ids, unpack, unpack_ids
from prisma_hub.search.rules.shelves import put as put_on
from prisma_hub.search.rules.spelling import head, tail

_Spot = tuple[int, int]
"""A word and a shelf."""


class _Change:
    """Numbers to put on shelves and to take off, and how often words then stand."""

    def __init__(self) -> None:
        self.there: dict[_Spot, set[int]] = {}
        self.gone: dict[_Spot, set[int]] = {}
        self.counts: Counter[int] = Counter()

    def note(self, seq: int, before: Collection[int], after: Collection[int]) -> None:
        shelf, place = divmod(seq, SHELF)
        for word in set(after).difference(before):
            self.there.setdefault((word, shelf), set()).add(place)
            self.counts[word] += 1
        for word in set(before).difference(after):
            self.gone.setdefault((word, shelf), set()).add(place)
            self.counts[word] -= 1


def put(at: SaidUpto, cards: Sequence[Card], gone: Collection[int]) -> None:
    """Entries with their words, those of them that had others lose them; and entries that have none any more.
    `at` counts new words."""
    gone = {*gone, *_replaced(cards)}
    before = _before([*(card.seq for card in cards), *gone])
    newest = at.words
    ids = _ids({word for card in cards for word in card.words}, at)
    change = _Change()
    after = {card.seq: {ids[word] for word in card.words} for card in cards if card.seq not in gone}
    for seq in sorted(after.keys() | gone):
        change.note(seq, before.get(seq, ()), after.get(seq, ()))
    _write(change, newest)
    _count(change.counts)
    _keep(after, before.keys() - after.keys())


def empty() -> None:
    for model in (SaidShelf, SaidEntry, SaidWord):
        model.objects.all().delete()


def _replaced(cards: Sequence[Card]) -> set[int]:
    """Entries whose place a newer one takes."""
    newest = {card.alone: card.seq for card in cards if card.alone}
    gone = {card.seq for card in cards if card.alone and card.seq < newest[card.alone]}
    held = {mark("is", alone).encode(): seq for alone, seq in newest.items()}
    marks = {id_: held[bytes(word)] for id_, word in rows_of(_BY_WORD, [], held)}
    for id_, shelf, packed in rows_of(
        "SELECT word_id, shelf, numbers FROM search_said_shelf WHERE word_id IN", [], marks
    ):
        gone |= {n for n in each({shelf: unpack(bytes(packed))}) if n < marks[id_]}
    return gone


_BY_WORD = "SELECT id, word FROM search_said_word WHERE word IN"


def _before(seqs: Iterable[int]) -> dict[int, list[int]]:
    """The words these entries had."""
    question = "SELECT seq, words FROM search_said_entry WHERE seq IN"
    return {seq: unpack_ids(bytes(words)) for seq, words in rows_of(question, [], seqs)}


def _ids(words: set[Said], at: SaidUpto) -> dict[Said, int]:
    """The ids of these words, made where they are new."""
    question = "SELECT id, word, lang, stem FROM search_said_word WHERE word IN"
    found = rows_of(question, [], sorted({each.word.encode() for each in words}))
    known = {Said(bytes(word).decode(), lang, stem): id_ for id_, word, lang, stem in found}
    new = sorted(words - known.keys())
    known |= {word: at.words + n for n, word in enumerate(new, 1)}
    at.words += len(new)
    rows = []
    for word in new:
        plain = "" if word.word.startswith((MARK, NAME)) else word.word
        ends = (head(plain), tail(plain)) if plain else ("", "")
        rows.append((known[word], word.word.encode(), word.lang, word.stem, *ends))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_said_word (id, word, lang, stem, head, tail, entries)"
            " VALUES (%s, %s, %s, %s, %s, %s, 0)",
            rows,
        )
    return known


def _write(change: _Change, newest: int) -> None:
    """Words after the `newest` are on no shelf yet."""
    spots = sorted(change.there.keys() | change.gone.keys())
    before = _shelves(spot for spot in spots if spot[0] <= newest)
    rows, empty = [], []
    for spot in spots:
        packed = put_on(before.get(spot, b""), change.there.get(spot, ()), change.gone.get(spot, ()))
        if packed:
            rows.append((*spot, packed))
        else:
            empty.append(spot)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_said_shelf (word_id, shelf, numbers) VALUES (%s, %s, %s)"
            " ON CONFLICT (word_id, shelf) DO UPDATE SET numbers = excluded.numbers",
            rows,
        )
        cursor.executemany("DELETE FROM search_said_shelf WHERE word_id = %s AND shelf = %s", empty)


def _shelves(spots: Iterable[_Spot]) -> dict[_Spot, bytes]:
    words: dict[int, list[int]] = {}
    for word, shelf in spots:
        words.setdefault(shelf, []).append(word)
    question = "SELECT word_id, numbers FROM search_said_shelf WHERE shelf = %s AND word_id IN"
    return {
        (word, shelf): bytes(packed)
        for shelf, some in words.items()
        for word, packed in rows_of(question, [shelf], some)
    }


def _count(counts: Mapping[int, int]) -> None:
    """Words stand in more entries, or fewer; one that stands in none is gone."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_said_word SET entries = entries + %s WHERE id = %s",
            [(n, word) for word, n in sorted(counts.items()) if n],
        )
        cursor.executemany(
            "DELETE FROM search_said_word WHERE id = %s AND entries = 0",
            [(word,) for word, n in counts.items() if n < 0],
        )


def _keep(after: Mapping[int, Collection[int]], gone: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_said_entry (seq, words) VALUES (%s, %s)"
            " ON CONFLICT (seq) DO UPDATE SET words = excluded.words",
            [(seq, pack_ids(words)) for seq, words in sorted(after.items())],
        )
        cursor.executemany("DELETE FROM search_said_entry WHERE seq = %s", [(seq,) for seq in gone])
