"""A search without a server: words by their first letter, each file a classic script."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prisma_hub.kernel.text import fold

_WORD = re.compile(r"[^\W_]{2,40}")
_TAGS = re.compile(r"<[^<>]*>")
_IN_TITLE = 20
_MOST = 2**31
"""More than a word can weigh on one page."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A page of the site, and its words."""

    path: str
    title: str
    language: str
    about: str
    words: str


def words_of(html: str) -> str:
    """The words of HTML, for an index only."""
    return _TAGS.sub(" ", html)


def shelf(letter: str) -> str:
    """The file in which words that begin with this letter stand."""
    return letter if letter.isascii() else f"{ord(letter):x}"


def index(pages: Iterable[Findable]) -> Iterator[tuple[str, bytes]]:
    """The scripts of the index, by path. A word's pages stand where it says most first."""
    found = sorted(pages, key=lambda page: page.path)
    rows = [[page.path, page.title, page.language, page.about] for page in found]
    shelves: dict[str, dict[str, list[int]]] = {}
    for word, ranked in sorted(_ranks(found).items()):
        ranked.sort()
        shelves.setdefault(shelf(word[0]), {})[word] = [rank % len(found) for rank in ranked]
    yield "search/pages.js", _script("pages", {"pages": rows, "shelves": sorted(shelves)})
    for letter, words in sorted(shelves.items()):
        yield f"search/words-{letter}.js", _script(f"words-{letter}", words)


def _ranks(found: Sequence[Findable]) -> dict[str, list[int]]:
    """Of every word the pages that say it: each as one number, the smaller the more it says it, which modulo
    their count is the number of the page."""
    ranks: defaultdict[str, list[int]] = defaultdict(list)
    folded = _Folded()
    most = _MOST * len(found)
    for number, page in enumerate(found):
        counted = Counter(map(folded.__getitem__, page.words.split()))
        for several in [each for each in counted if " " in each or not each]:
            often = counted.pop(several)
            for word in several.split():
                counted[word] += often
        for word in set(_WORD.findall(fold(page.title))):
            counted[word] += _IN_TITLE
        first = most + number
        for word, weight in counted.items():
            ranks[word].append(first - weight * len(found))
    return ranks


class _Folded(dict[str, str]):
    """What stood between spaces, as the words it is found by."""

    def __missing__(self, written: str) -> str:
        self[written] = words = " ".join(_WORD.findall(fold(written)))
        return words


def _script(name: str, value: object) -> bytes:
    return f'(self.prismaSearch ||= {{}})["{name}"] = {_json(value)};\n'.encode()


_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
