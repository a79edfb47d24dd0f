"""Which page comes first. Whole numbers only: a browser and two databases must come to the same.

A page scores, for every word looked for, what the word weighs in it (`weighing`) times how rare the word is
(Robertson and Spärck Jones 1976, as a whole number) times how near what it holds is to what was typed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

EXACT, FORM, BEGINS, ONE_ERROR, TWO_ERRORS = 10, 8, 6, 5, 3
"""How near: as typed, another form of it, a word that begins with it, one with an error, one with two."""
MOST_BEGINNING = 40
"""Words that begin with what was typed: the commonest are looked for."""
_RARE = 16


@dataclass(slots=True)
class Heard:
    """What was found of one word: on which pages, and how well at most; `whole` where it stands as typed or
    in another form."""

    required: bool = True
    pages: dict[int, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)

    def add(self, scored: dict[int, int], nearness: int) -> None:
        """Pages with what they score for one form of the word. A page scores as its best form does."""
        if nearness >= FORM:
            self.whole.update(scored)
        for page in self.pages.keys() & scored.keys():
            if scored[page] < self.pages[page]:
                scored[page] = self.pages[page]
        self.pages.update(scored)


def rarity(pages: int, of: int) -> int:
    return max(1, round(_RARE * math.log(1 + of / (pages + 1))))


def score(heard: Sequence[Heard], of: int) -> tuple[dict[int, int], bool]:
    """What every page scores that holds as many of the required words as any page does; and whether none
    holds them all. `of`: how many pages there are."""
    pages, partly = _holding([each.pages for each in heard if each.required])
    scores = dict.fromkeys(pages, 0)
    for each in heard:
        rare = rarity(len(each.whole) or len(each.pages), of)
        for page in each.pages.keys() & pages:
            scores[page] += each.pages[page] * rare
    return scores, partly


def _holding(required: Sequence[Mapping[int, int]]) -> tuple[set[int], bool]:
    pages = set.intersection(*map(set, required)) if required else set()
    if pages:
        return pages, False
    held = Counter(page for each in required for page in each)
    most = max(held.values(), default=0)
    return {page for page, n in held.items() if n == most}, most < len(required)


def best(scores: Mapping[int, int], first: int) -> list[int]:
    """The best pages, at least `first` of them: those that score alike with the last one too."""
    if len(scores) <= first:
        return list(scores)
    least = sorted(scores.values(), reverse=True)[first - 1]
    return [page for page, scored in scores.items() if scored >= least]


def favour(score: int, *, title: str, typed: str, preferred: bool) -> int:
    """A page that is called what was typed comes sooner; one that begins with it, or is in the reader's
    language, a little. `title` and `typed` folded."""
    if title == typed:
        score += score // 2
    elif typed and title.startswith(typed):
        score += score // 8
    return score + score // 8 if preferred else score
