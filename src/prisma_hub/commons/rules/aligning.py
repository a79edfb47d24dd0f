"""What two texts have in common, in its order, in bounded time whatever they hold.

The standard library compares every pair of equal lines: two pages of many equal lines, which anybody can make
in a minute, would keep a hub busy for hours. Few pairs are compared so; of many, first the lines that stand
once on either side are found again, in their order (the patience diff of Bram Cohen), then what lies between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, TypeVar

Part = TypeVar("Part", bound=Hashable)
Run = tuple[int, int, int]
"""From where in the one, from where in the other, how many."""
Span = tuple[int, int, int, int]
"""A stretch of the one and a stretch of the other, by where they begin and end."""

FEW = 200_000
"""Pairs of equal parts that are compared one with another."""
EFFORT = 2_000_000
"""Such pairs over the life of one `Aligning`."""
_DEEPEST = 12


class Aligning:
    """Compares several sequences; what it may spend, it spends on all of them together."""

    def __init__(self, effort: int = EFFORT) -> None:
        self._left = effort

    def runs(self, one: Sequence[Part], other: Sequence[Part]) -> list[Run]:
        """Stretches that stand in both, in order; the last is empty and stands at both ends."""
        found: list[Run] = []
        waiting = [((0, len(one), 0, len(other)), 0)]
        while waiting:
            span, depth = waiting.pop()
            span = _within(one, other, span, found)
            pairs = _pairs(one, other, span)
            if pairs and pairs <= min(FEW, self._left):
                self._left -= pairs
                found += _by_pairs(one, other, span)
            elif pairs and depth < _DEEPEST:
                waiting += ((gap, depth + 1) for gap in _by_what_stands_once(one, other, span, found))
        return [*_joined(found), (len(one), len(other), 0)]

    def changes(
        self, one: Sequence[Part], other: Sequence[Part]
    ) -> Iterator[tuple[Literal["equal", "replace", "delete", "insert"], int, int, int, int]]:
        """The same as steps from the one to the other, as `difflib` says them."""
        at, there = 0, 0
        for begin, beside, length in self.runs(one, other):
            if at < begin and there < beside:
                yield "replace", at, begin, there, beside
            elif at < begin:
                yield "delete", at, begin, there, beside
            elif there < beside:
                yield "insert", at, begin, there, beside
            at, there = begin + length, beside + length
            if length:
                yield "equal", begin, at, beside, there


class Matcher:
    """As `merge3` asks for it."""

    def __init__(self, _junk: object, one: Sequence[Any], other: Sequence[Any]) -> None:
        self._one, self._other = one, other

    def get_matching_blocks(self) -> list[Run]:
        return Aligning().runs(self._one, self._other)


def _within(one: Sequence[Part], other: Sequence[Part], span: Span, found: list[Run]) -> Span:
    """The span without what is the same at its beginning and at its end, which is found."""
    a, b, c, d = span
    begin, beside = a, c
    while a < b and c < d and one[a] == other[c]:
        a, c = a + 1, c + 1
    found.append((begin, beside, a - begin))
    end = b
    while a < b and c < d and one[b - 1] == other[d - 1]:
        b, d = b - 1, d - 1
    found.append((b, d, end - b))
    return a, b, c, d


def _pairs(one: Sequence[Part], other: Sequence[Part], span: Span) -> int:
    a, b, c, d = span
    here, there = Counter(one[a:b]), Counter(other[c:d])
    return sum(count * there[part] for part, count in here.items() if part in there)


def _by_pairs(one: Sequence[Part], other: Sequence[Part], span: Span) -> Iterator[Run]:
    a, b, c, d = span
    for begin, beside, length in SequenceMatcher(
        None, one[a:b], other[c:d], autojunk=False
    ).get_matching_blocks():
        yield a + begin, c + beside, length


def _by_what_stands_once(
    one: Sequence[Part], other: Sequence[Part], span: Span, found: list[Run]
) -> Iterator[Span]:
    """Find the parts that stand once on either side; what lies between them is still to be looked at."""
    a, b, c, d = span
    here, there = Counter(one[a:b]), Counter(other[c:d])
    place = {other[at]: at for at in range(c, d) if there[other[at]] == 1}
    once = [(at, place[one[at]]) for at in range(a, b) if here[one[at]] == 1 and one[at] in place]
    kept = _rising(once)
    for at, beside in kept:
        found.append((at, beside, 1))
        yield a, at, c, beside
        a, c = at + 1, beside + 1
    if kept:
        yield a, b, c, d


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs that rises on both sides; they rise on the first side already."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, beside) in enumerate(pairs):
        length = bisect_left(ends, beside)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [beside]
        last[length : length + 1] = [number]
    chosen: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _joined(found: list[Run]) -> Iterator[Run]:
    """In order, neighbours in one, none of them empty."""
    begin = beside = length = 0
    for at, there, count in sorted(each for each in found if each[2]):
        if (at, there) == (begin + length, beside + length):
            length += count
            continue
        if length:
            yield begin, beside, length
        begin, beside, length = at, there, count
    if length:
        yield begin, beside, length
