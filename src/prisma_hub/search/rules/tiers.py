"""Which of what was said comes first: names before words, words as typed before other forms, and the newest
first.

Nothing is weighed: what was said is short. So an order follows from the entries that are in it and from no
others.
"""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.search.rules.shelves import Numbers, both, count, either, without


def holding(words: Sequence[Numbers]) -> tuple[Numbers, bool]:
    """The entries that hold every word; else those that hold most of them, and that it is so."""
    if not words:
        return {}, False
    held: list[Numbers] = []  # held[n]: entries with more than n of the words so far
    for some in words:
        one_more = [some, *(both(those, some) for those in held)]
        held = [either(before, now) for before, now in zip([*held, {}], one_more, strict=True)]
    most = max((n for n, those in enumerate(held, 1) if those), default=0)
    return (held[most - 1], most < len(words)) if most else ({}, False)


def tiers(among: Numbers, levels: Sequence[Sequence[Numbers]]) -> list[Numbers]:
    """These entries, best first: those that hold every word at the first level, then at the second, and so
    on; the rest comes last. `levels`: for each, where every word stands so well or better."""
    found: list[Numbers] = []
    for words in levels:
        those = among
        for some in words:
            those = both(those, some)
        found.append(those)
        among = without(among, those)
    return [each for each in [*found, among] if count(each)]
