"""Names of pages that stand in the text of another without a link.

One pass over the words of a page, against names held by their first word: the cost grows with the page, not
with how many names there are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyromark

from prisma_hub.commons.render.frontmatter import split
from prisma_hub.commons.render.names import fold
from prisma_hub.commons.render.parser import WITHOUT_FORMULAS
from prisma_hub.commons.render.source import MAX_PAGE

_QUIET = ("Link", "Image", "Heading", "CodeBlock", "HtmlBlock")
"""Inside these nothing is taken for a mention."""
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"%%.*?(?:%%|$)", re.DOTALL)
_PART_ENDS = re.compile(r"[.!?;:|]\s|\n")
_SHORTEST = 4
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text that are a name, and where they stand in it (bytes of the text in UTF-8)."""

    name: str
    words: str
    start: int
    end: int
    context: str


def spoken(name: str) -> tuple[str, ...]:
    """A name as it is said: its words, without case, accents and what stands between them."""
    return tuple(_WORD.findall(fold(name)))


@dataclass
class Names:
    """Names by their first word, and the pages each may mean."""

    pages: dict[tuple[str, ...], dict[str, None]] = field(default_factory=dict)
    lengths: dict[str, dict[int, int]] = field(default_factory=dict)
    """Of each first word, how many names there are of how many words."""

    def add(self, name: str, path: str) -> None:
        key = spoken(name)
        if not 0 < len(key) <= _MOST_WORDS or len(" ".join(key)) < _SHORTEST:
            return
        if key not in self.pages:
            counted = self.lengths.setdefault(key[0], {})
            counted[len(key)] = counted.get(len(key), 0) + 1
        self.pages.setdefault(key, {})[path] = None

    def remove(self, name: str, path: str) -> None:
        key = spoken(name)
        paths = self.pages.get(key, {})
        paths.pop(path, None)
        if not paths and self.pages.pop(key, None) is not None:
            counted = self.lengths[key[0]]
            counted[len(key)] -= 1
            self.lengths[key[0]] = {words: n for words, n in counted.items() if n}

    def meant_by(self, name: str) -> list[str]:
        return sorted(self.pages.get(spoken(name), ()))


def find_mentions(text: str, names: list[Names]) -> list[Place]:
    """Where names stand as plain words, each name once, the longest name at each place."""
    source = text.encode(errors="replace")
    found: dict[tuple[str, ...], Place] = {}
    for start, end in _plain(text):
        run = source[start:end].decode(errors="replace")
        for key, begin, finish in _in_run(run, names):
            if key not in found:
                before = start + len(run[:begin].encode())
                words = run[begin:finish]
                length = len(words.encode())
                found[key] = Place(" ".join(key), words, before, before + length, _around(run, begin, finish))
    return list(found.values())


def _in_run(run: str, names: list[Names]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    words = [(fold(each[0]), each.start(), each.end()) for each in _WORD.finditer(run)]
    at = 0
    while at < len(words):
        taken = 1
        first = words[at][0]
        lengths = {n for each in names for n in each.lengths.get(first, ())}
        for length in sorted(lengths, reverse=True):
            some = words[at : at + length]
            key = tuple(each[0] for each in some)
            if len(some) == length and any(key in each.pages for each in names):
                begin, finish = some[0][1], some[-1][2]
                if not _PART_ENDS.search(run[begin:finish]):
                    yield key, begin, finish
                    taken = length
                    break
        at += taken


def _around(run: str, begin: int, finish: int) -> str:
    """The words around, as much as tells what is meant."""
    left = run[max(0, begin - 60) : begin]
    right = run[finish : finish + 60]
    left = left if begin <= 60 else "…" + left.partition(" ")[2]
    right = right if len(run) - finish <= 60 else right.rpartition(" ")[0] + "…"
    return f"{left}{run[begin:finish]}{right}".strip()


def _plain(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of plain words: not in the front matter, links, headings, code, comments or raw HTML."""
    if len(text) > MAX_PAGE:
        return
    body = split(text).body
    head = len(text[: len(text) - len(body)].encode(errors="replace")) if text.endswith(body) else 0
    hidden = list(_comments(body))
    run: tuple[int, int] | None = None
    for start, end in (each for text in _texts(body) for each in _outside(text, hidden)):
        if run is not None and run[1] == start:
            run = (run[0], end)
            continue
        if run is not None:
            yield run[0] + head, run[1] + head
        run = (start, end)
    if run is not None:
        yield run[0] + head, run[1] + head


def _comments(body: str) -> Iterator[tuple[int, int]]:
    """Where comments begin and end, in bytes."""
    at = place = 0
    for each in _COMMENT.finditer(body):
        begin = place + len(body[at : each.start()].encode(errors="replace"))
        at, place = each.end(), begin + len(each[0].encode(errors="replace"))
        yield begin, place


def _outside(text: tuple[int, int], hidden: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of a stretch stands in no comment."""
    at, end = text
    number = max(0, bisect_right(hidden, (at, at)) - 1)
    while at < end and number < len(hidden) and hidden[number][0] < end:
        begin, over = hidden[number]
        if at < begin:
            yield at, begin
        at, number = max(at, over), number + 1
    if at < end:
        yield at, end


def _texts(body: str) -> Iterator[tuple[int, int]]:
    quiet = anchors = 0
    for event, span in pyromark.events_with_range(body, options=WITHOUT_FORMULAS):
        if not isinstance(event, dict):
            continue
        name, value = next(iter(event.items()))
        kind = value if isinstance(value, str) else next(iter(value), "") if isinstance(value, dict) else ""
        if name in ("Start", "End"):
            quiet += (1 if name == "Start" else -1) if kind in _QUIET else 0
        elif name == "InlineHtml":
            tag = str(value).lower()
            anchors = max(0, anchors + tag.startswith(("<a ", "<a>")) - tag.startswith("</a"))
        elif name == "Text" and not quiet and not anchors:
            yield span["start"], span["end"]


def link_words(text: str, place: Place, target: str, *, wiki: bool, same: bool) -> str:
    """The text with the words at a place made a link; `same` where the words alone lead to `target`."""
    source = text.encode(errors="replace")
    if source[place.start : place.end].decode(errors="replace") != place.words:
        return text
    if wiki:
        link = f"[[{place.words}]]" if same else f"[[{target}|{place.words}]]"
    else:
        link = f"[{place.words}]({target})"
    return (source[: place.start] + link.encode() + source[place.end :]).decode()
