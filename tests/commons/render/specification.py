"""The examples of the CommonMark and GFM specifications, and a form in which two HTML texts compare.

The texts come with the source package named in requirements/specification.lock; `make test` lays it beside
the installed packages, checked by its hash.
"""

from __future__ import annotations

import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

_EXAMPLE = re.compile(r"^`{32} example([^\n]*)\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    number: int
    source: str
    html: str


@cache
def examples(name: str) -> tuple[Example, ...]:
    """Every example of `commonmark` or `gfm`, numbered as in the published specification."""
    packages = list((Path(sys.prefix) / "specification").glob("*.tar.gz"))
    assert len(packages) == 1, "The specifications are not here: `make test` fetches them once."
    with tarfile.open(packages[0]) as files:
        (member,) = (each for each in files if each.name.endswith(f"/tests/spec/{name}.txt"))
        held = files.extractfile(member)
        assert held is not None
        text = held.read().decode().replace("→", "\t")
    return tuple(Example(at, found[2], found[3]) for at, found in enumerate(_EXAMPLE.finditer(text), 1))


_OURS = frozenset({"id", "class", "rel", "loading", "decoding", "referrerpolicy", "scope", "aria-label"})
"""Attributes we add everywhere: anchors, looks, what a screen reader says, what is told to other sites."""
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"}
    | {"table", "thead", "tbody", "tr", "th", "td", "div", "section"}
)
_VOID = frozenset({"br", "hr", "img", "input"})
Token = tuple[str, ...]


def normal(html: str) -> list[Token]:
    """Tags and words one after the other, without what does not change what a page means: the attributes
    above, colours of code, idle space beside blocks, the frame that lets a wide table scroll, how an address
    is encoded."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(_settled(reader.tokens))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self.frames: list[bool] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span" and self.pre:  # a colour
            return
        if tag == "div":
            self.frames.append("table-scroll" in (dict(attrs).get("class") or ""))
            if self.frames[-1]:
                return
        self.pre += tag == "pre"
        kept = sorted((name, _value(name, value)) for name, value in attrs if name not in _OURS)
        self.tokens.append(("<", tag, *(f"{name}={value}" for name, value in kept)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if (
            tag in _VOID
            or (tag == "span" and self.pre)
            or (tag == "div" and self.frames and self.frames.pop())
        ):
            return
        self.pre -= tag == "pre"
        self.tokens.append((">", tag))

    def handle_data(self, data: str) -> None:
        self.tokens.append(("kept" if self.pre else "words", data))

    def handle_comment(self, data: str) -> None:
        self.tokens.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(("declaration", decl))

    unknown_decl = handle_decl
    handle_pi = handle_decl


def _value(name: str, value: str | None) -> str:
    # A browser percent-encodes what an address leaves plain, so both ways of writing it are one.
    return unquote(value or "") if name in ("href", "src") else value or ""


def _settled(tokens: list[Token]) -> Iterator[Token]:
    """Words joined, their idle space gone."""
    for kind, group in groupby(tokens, key=lambda each: each[0]):
        if kind == "kept":
            yield ("kept", "".join(each[1] for each in group))
            continue
        if kind != "words":
            yield from group
            continue
        words = re.sub(r"[ \t\n]+", " ", "".join(each[1] for each in group))
        if words.strip():
            yield ("words", words)
        else:
            yield ("words", " ")


def same(ours: str, theirs: str) -> bool:
    return _beside_blocks(normal(ours)) == _beside_blocks(normal(theirs))


def _beside_blocks(tokens: list[Token]) -> list[Token]:
    """Idle space beside a block's tag is no word."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        if token[0] == "words":
            words = token[1]
            if at == 0 or _is_block(tokens[at - 1]):
                words = words.lstrip()
            if at + 1 == len(tokens) or _is_block(tokens[at + 1]):
                words = words.rstrip()
            if not words:
                continue
            token = ("words", words)
        found.append(token)
    return found


def _is_block(token: Token) -> bool:
    return token[0] in "<>" and token[1] in _BLOCKS
