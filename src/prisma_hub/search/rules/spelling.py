"""Small errors of typing: how far two words are apart, and how far is near enough."""

from __future__ import annotations

from collections.abc import Mapping

MOST_MEANT = 3


def allowed(word: str) -> int:
    """How many signs may be wrong, missing, too many or swapped: one from four letters on, two from eight."""
    if len(word) < 4 or any(letter.isdecimal() for letter in word):
        return 0
    return 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """Signs to change, add, take away or swap with a neighbour (optimal string alignment); `most` + 1 where
    there are more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _unlike(one, other)
    if not one or not other or most == 1:
        swapped = len(one) == 2 and one == other[::-1]
        return min(1 if swapped else max(len(one), len(other)), most + 1)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Two words without what both begin with, and without what both end with: no error lies there."""
    shortest = min(len(one), len(other))
    begin = 0
    while begin < shortest and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shortest - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[begin : len(one) - end], other[begin : len(other) - end]


def meant(word: str, known: Mapping[str, int]) -> tuple[tuple[str, ...], int]:
    """The known words nearest to a misspelt one, the commonest first, and how far they are. `known`: words
    with the number of pages that hold them; only those of `near` need to be in it."""
    most = allowed(word)
    signs = set(word)
    found: dict[int, list[str]] = {}
    for other in known:
        if len(signs.symmetric_difference(other)) <= 2 * most:
            apart = distance(word, other, most)
            if 0 < apart <= most:
                found.setdefault(apart, []).append(other)
    if not found:
        return (), 0
    nearest = min(found)
    best = sorted(found[nearest], key=lambda other: (-known[other], other))
    return tuple(best[:MOST_MEANT]), nearest


def head(word: str) -> str:
    """With which sign a word begins, and how long it is."""
    return f"{word[:1]}{len(word)}"


def tail(word: str) -> str:
    """With which sign a word ends, and how long it is."""
    return f"{word[-1:]}{len(word)}"


def near(word: str) -> tuple[list[str], list[str]]:
    """Heads and tails of the words one may have meant: of two errors at most one is at either end."""
    lengths = range(len(word) - allowed(word), len(word) + allowed(word) + 1)
    return [f"{word[0]}{n}" for n in lengths], [f"{word[-1]}{n}" for n in lengths]
