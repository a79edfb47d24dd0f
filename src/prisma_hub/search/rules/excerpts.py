"""The words around what was found, with what was found marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from prisma_hub.search.rules.folding import fold, forms, places
from prisma_hub.search.types import Piece

LENGTH = 200
_LEAD = 50
_LOOKED_AT = 60_000
"""Letters of a page that are looked at for an excerpt."""
_NEAR = 4_000
"""Letters of a passage in which words are looked for first."""

Passage = tuple[str, str, str]
Words = Sequence[Collection[str]]
"""For every word looked for, the words that were found for it."""
_Span = tuple[int, int, int]
"""From, to, and which of the words looked for it is."""


def mark(text: str, words: Words) -> tuple[Piece, ...]:
    """A short text with the found words marked."""
    return _pieces(text, _spans(text, words))


def excerpt(passages: Sequence[Passage], words: Words) -> tuple[Passage, tuple[Piece, ...]]:
    """The passage that says most of what was looked for, the first of them; and the words around it."""
    best, worth = ("", "", ""), -1
    left = _LOOKED_AT
    for passage in passages:
        _, heading, text = passage
        here = 2 * _held(text[:left], words) + 3 * _held(heading, words)
        if here > worth:
            best, worth = (passage[0], heading, text[:left]), here
        left -= len(text)
        if left <= 0 or worth == 5 * len(words):
            break
    text = best[2]
    spans = _spans(text[:_NEAR], words) or (_spans(text, words) if len(text) > _NEAR else [])
    return best, _cut(text, spans)


def _held(text: str, words: Words) -> int:
    """How many of the words looked for a text seems to hold: as letters in a row, which is soon seen."""
    if not text:
        return 0
    folded = fold(text)
    return sum(any(word in folded for word in found) for found in words)


def _spans(text: str, words: Words) -> list[_Span]:
    """Where found words stand. Neighbouring signs of a script without gaps are one stretch."""
    which = {word: number for number, found in enumerate(words) for word in found}
    found: list[_Span] = []
    for begin, end, token in places(text, which.keys()):
        made = forms(token)
        if len(made) == 1:
            found.append((begin, end, which[made[0]]))
        elif len(fold(token)) == len(token):
            for at, word in enumerate(made):
                if word in which:
                    found.append((begin + at, min(begin + at + len(word), end), which[word]))
    return found


def _cut(text: str, spans: Sequence[_Span]) -> tuple[Piece, ...]:
    """The stretch in which most different words stand, from the beginning of a word to the end of one."""
    first = 0
    if spans:
        held = [len({word for a, _, word in spans[:60] if b <= a < b + LENGTH}) for b, *_ in spans[:60]]
        first = max(0, spans[held.index(max(held))][0] - _LEAD)
    if first:
        gap = text.find(" ", first, first + _LEAD)
        first = gap + 1 if gap >= 0 else first
    last = min(len(text), first + LENGTH)
    if last < len(text):
        gap = text.rfind(" ", first + LENGTH - _LEAD, last)
        last = gap if gap > 0 else last
    inside = [(a - first, b - first, word) for a, b, word in spans if first <= a and b <= last]
    pieces = list(_pieces(text[first:last], inside))
    if first and pieces:
        pieces.insert(0, Piece("… "))
    if last < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _pieces(text: str, spans: Sequence[_Span]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    end = 0
    for begin, to, _ in spans:
        if to <= end:
            continue
        if begin > end or not found:
            found += [Piece(text[end:begin]), Piece(text[begin:to], marked=True)]
        else:  # it goes on from the one before
            found[-1] = Piece(found[-1].text + text[max(begin, end) : to], marked=True)
        end = to
    found.append(Piece(text[end:]))
    return tuple(piece for piece in found if piece.text)
