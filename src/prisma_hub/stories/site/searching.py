"""A search without a server: words by their first letter, each file a classic script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prisma_hub.kernel.canonical import canonical
from prisma_hub.kernel.text import fold

_WORD = re.compile(r"[^\W_]{2,40}")
_TAGS = re.compile(r"<[^<>]*>")
_IN_TITLE = 20


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
    shelves: dict[str, dict[str, list[int]]] = {}
    weights: dict[str, list[tuple[int, int]]] = {}
    for number, page in enumerate(found):
        counted = Counter(_WORD.findall(fold(page.words)))
        for word in set(_WORD.findall(fold(page.title))):
            counted[word] += _IN_TITLE
        for word, weight in counted.items():
            weights.setdefault(word, []).append((-weight, number))
    for word in sorted(weights):
        shelves.setdefault(shelf(word[0]), {})[word] = [number for _, number in sorted(weights[word])]
    rows = [[page.path, page.title, page.language, page.about] for page in found]
    yield "search/pages.js", _script("pages", {"pages": rows, "shelves": sorted(shelves)})
    for letter, words in sorted(shelves.items()):
        yield f"search/words-{letter}.js", _script(f"words-{letter}", words)


def _script(name: str, value: object) -> bytes:
    return f'(self.prismaSearch ||= {{}})["{name}"] = '.encode() + canonical(value) + b";\n"
