"""The names nearest to a mistyped one, among ten thousand, without comparing with each."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from urllib.parse import unquote

from prisma_hub.commons.render.names import fold

SURE = 0.86
"""How alike a name must be (1: the same letters) to be taken without asking, with no other near it."""
_APART = 0.1

_ENOUGH = 0.6  # difflib's own measure of a close match (get_close_matches)
_COMPARED = 30


class Nearest:
    """Names by the groups of three letters they hold; made on the first question, since few pages ask."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}
        self._groups: dict[str, dict[str, None]] | None = None

    def add(self, name: str, path: str) -> None:
        self._names.setdefault(name, {})[path] = None
        if self._groups is not None:
            self._group(self._groups, name)

    def remove(self, name: str, path: str) -> None:
        paths = self._names.get(name, {})
        paths.pop(path, None)
        if not paths:
            self._names.pop(name, None)

    def rated(self, name: str, limit: int) -> list[tuple[float, str]]:
        """Paths of the nearest names, best first, then by name; each with how alike it is (1: the same)."""
        name = name[:100]
        if self._groups is None:
            self._groups = {}
            for known in self._names:
                self._group(self._groups, known)
        shared = Counter(known for letters in _threes(name) for known in self._groups.get(letters, ()))
        likely = sorted(shared, key=lambda known: (abs(len(known) - len(name)) - 2 * shared[known], known))
        matcher = SequenceMatcher(None, "", name, autojunk=False)  # the second text is looked at once
        rated = [(_likeness(matcher, known), known) for known in likely[:_COMPARED] if known in self._names]
        best = sorted((-likeness, known) for likeness, known in rated if likeness >= _ENOUGH)
        return [(-how, path) for how, known in best for path in sorted(self._names[known])][:limit]

    def _group(self, groups: dict[str, dict[str, None]], name: str) -> None:
        for letters in _threes(name):
            groups.setdefault(letters, {})[name] = None


def _threes(name: str) -> Iterator[str]:
    padded = f" {name[:100]} "
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def _likeness(matcher: SequenceMatcher[str], known: str) -> float:
    """How alike; 0 where the quick measures, which are never less, say it is not enough."""
    matcher.set_seq1(known)
    quick = matcher.real_quick_ratio() >= _ENOUGH and matcher.quick_ratio() >= _ENOUGH
    return matcher.ratio() if quick else 0.0


def first_is_sure(written: str, rated: Sequence[tuple[float, str]]) -> bool:
    """Whether the best of some paths, each with how alike it is, is what a link means: a slip of the pen,
    and no other near it. Another number is another thing."""
    if not rated or (len(rated) > 1 and rated[0][0] - rated[1][0] < _APART):
        return False
    one, other = (
        fold(posixpath.splitext(posixpath.basename(unquote(each)))[0]) for each in (written, rated[0][1])
    )
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return same_numbers and SequenceMatcher(None, one, other, autojunk=False).ratio() >= SURE
