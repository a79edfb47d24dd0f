"""A search without a server: the hub's own index of what leaves, in small scripts (for web/static/search.js).

Numbers of pages follow their paths and words are sorted, so that the same pages make the same bytes whatever
the hub's index went through.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from prisma_hub.circles.queries import Visible
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.canonical import in_short
from prisma_hub.search import queries as search
from prisma_hub.stories.site.findable import Findable

_TOGETHER = 16
"""Pages whose words lie in one file, for excerpts."""
_SAID = 6_000
"""Letters of one page that are kept for excerpts."""
_DENSE = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]"
)
"""Letters of scripts that part no words. To make a pattern of them takes as long as to load a module."""
_SHORTEST = 3
"""Letters of a word that may be meant by a misspelt one."""

Passage = Sequence[str]
"""Anchor, heading, words."""


def index(
    within: Visible, pages: Mapping[Ref, Findable], others: Iterable[Findable]
) -> Iterator[tuple[str, bytes]]:
    """The scripts of the index, by path. `pages` of the commons, whose words the hub knows, and `others`."""
    leaves = search.cards_leaving(within)
    told = {pages[leaf.ref].path: leaf for leaf in leaves.values() if leaf.ref in pages}
    found = sorted([*pages.values(), *others], key=lambda page: page.path)
    number = {page.path: at for at, page in enumerate(found)}
    cards = {id_: number[pages[leaf.ref].path] for id_, leaf in leaves.items() if leaf.ref in pages}
    words = search.words_leaving(within, cards)
    languages = {path: leaf.lang for path, leaf in told.items()}
    for page in found:
        if page.path not in told:
            languages[page.path] = _weigh(page, number[page.path], words)
    shelves, signs = _shelves(words), _signs(words)
    yield (
        "search/pages.js",
        _script(
            "pages",
            {
                "pages": [_row(page, languages[page.path], told.get(page.path)) for page in found],
                "langs": sorted({language for language, *_ in words if language}),
                "shelves": sorted(shelves),
                "signs": sorted(signs),
                "small": sorted(search.SMALL_WORDS),
                "together": _TOGETHER,
            },
        ),
    )
    for name, held in sorted(shelves.items()):
        yield f"search/words-{name}.js", _script(f"words-{name}", held)
    for sign, lists in sorted(signs.items()):
        yield f"search/signs-{ord(sign):x}.js", _script(f"signs-{ord(sign):x}", lists)
    for at in range(0, len(found), _TOGETHER):
        said = b",".join([_said(page) for page in found[at : at + _TOGETHER]])
        yield f"search/said-{at // _TOGETHER}.js", _script_of(f"said-{at // _TOGETHER}", b"[%b]" % said)


def _row(page: Findable, language: str, leaf: search.Leaf | None) -> list[str]:
    narrowed = [leaf.folder, leaf.kind, leaf.tags] if leaf else ["", "", ""]
    return [page.path, page.title, language, page.about, *narrowed]


def _weigh(page: Findable, number: int, words: search.Words) -> str:
    """Put a page beside those of the commons; its language."""
    text = search.Text((page.title,), (), page.about, [("", "", page.words)], page.language)
    language, weights = search.weigh(text)
    for (word, stem), weight in weights.items():
        words.setdefault((language, word, stem), bytearray()).extend(search.stands(number, weight))
    return language


def shelf(word: str) -> str:
    """The file in which a word stands: by its first two letters, in other scripts by where its first sign
    stands among all signs."""
    return _shelf(word[:2])


@lru_cache(maxsize=16_384)
def _shelf(begins: str) -> str:
    first, second = begins[0], begins[1:] or "_"
    if _plain(first):
        return first + (second if _plain(second) else "_")
    return f"{ord(first) >> 4:x}0" if ord(first) < 0x2E80 else f"{ord(first) >> 6:x}00"


def _plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _shelves(words: search.Words) -> dict[str, dict[str, list[list[object]]]]:
    shelves: dict[str, dict[str, list[list[object]]]] = {}
    for key in sorted(words):
        language, word, stem = key
        held = words[key]
        entry = [word, "" if stem == word else stem, len(held) // 4, _packed(held)]
        shelves.setdefault(shelf(word), {}).setdefault(language, []).append(entry)
    return shelves


def _packed(held: bytearray) -> str:
    """The same in the order of their numbers: of pages, and where a page stands twice, of what it weighs."""
    if len(held) == 4:
        return b2a_base64(held, newline=False).decode()
    pages = array("I", held)
    if sys.byteorder == "big":
        pages.byteswap()
    pages = array("I", sorted(pages))
    if sys.byteorder == "big":
        pages.byteswap()
    return b2a_base64(pages, newline=False).decode()


def _signs(words: search.Words) -> dict[str, dict[str, dict[int, str]]]:
    """Which words there are, by the sign they begin and end with and their length: for small errors."""
    found: dict[str, dict[str, dict[int, list[str]]]] = {}
    dense = re.compile(_DENSE)
    for word in sorted({word for _, word, _ in words}):
        if len(word) >= _SHORTEST and (word.isascii() or not dense.search(word)):
            for side, sign in (("begin", word[0]), ("end", word[-1])):
                found.setdefault(sign, {}).setdefault(side, {}).setdefault(len(word), []).append(word)
    return {
        sign: {
            side: {n: " ".join(some) for n, some in sorted(lists.items())} for side, lists in sides.items()
        }
        for sign, sides in found.items()
    }


def _said(page: Findable) -> bytes:
    """What a page says, up to some length, as JSON."""
    if 0 < len(page.said) <= _SAID or 0 < len(page.said.decode()) <= _SAID:
        return page.said
    kept: list[Passage] = []
    left = _SAID
    for anchor, heading, words in json.loads(page.said) if page.said else [("", "", page.words)]:
        if left <= 0:
            break
        kept.append([anchor, heading, words[:left]])
        left -= len(heading) + len(words)
    return in_short(kept).encode()


def _script(name: str, value: object) -> bytes:
    return _script_of(name, in_short(value).encode())


def _script_of(name: str, plain: bytes) -> bytes:
    return b'(self.prismaSearch ||= {})["%b"] = %b;\n' % (name.encode(), plain)
