"""A page as HTML, with its links leading where they mean, and the words of the glossary marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape

from prisma_hub.commons import catalogue, readings, repositories
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.finding import glossary
from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.links import media_kind
from prisma_hub.commons.render.names import match_anchor
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.resolve import Ambiguous, Found, PageIndex
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.render.types import Broken, Link, Media, Page, Resolved
from prisma_hub.commons.render.wording import say
from prisma_hub.commons.rules.beginning import asked_for
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.types import Ref, Shown, Term
from prisma_hub.identity.types import Viewer

_MOST_BEGUN = 1_000
"""Pages that one page asks for and that can be begun from it; what else it asks for is said to be missing."""

Address = Callable[[Ref], str]
"""Where a page or file of the commons is: an address without fragment."""


def show(
    viewer: Viewer,
    ref: Ref,
    text: str,
    address: Address,
    *,
    tag_address: Callable[[str], str] | None = None,
    words: bool = True,
    begin: bool = False,
) -> Shown:
    """Text as it stands, or would stand, at `ref`. With `begin`, a link to a page that is not there leads to
    the address it would have, where it can be begun. With `words`, terms of the glossary are marked where
    they first appear: `<button class="term" popovertarget="term-N">` for the term number N of the answer."""
    readings.catch_up()
    page = read_page(ref.path, text)
    work = _Showing(viewer, ref.space, page, address, begin)
    done = render(page, work.resolve, work.embed, tag_href=tag_address)
    terms = _terms(viewer, ref, page.lang) if words else ()
    html, met = mark_terms(done.html, terms)
    return Shown(html, done.outline, len(done.broken), met)


class _Showing:
    def __init__(self, viewer: Viewer, space: str, page: Page, address: Address, begin: bool) -> None:
        self.address, self.page, self.lang = address, page, page.lang
        self._begin, self._begun = begin, dict[tuple[str, str, str], Broken | None]()
        self.mine = readable(viewer)
        self._space = space
        self._indexes: list[PageIndex] | None = None

    def _find(self, link: Link) -> Found | Ambiguous | None:
        if self._indexes is None:
            self._indexes = [catalogue.index_of(each) for each in catalogue.wider(self._space)]
        answer = catalogue.find_in(self._indexes, link)
        if isinstance(answer, Found | Ambiguous):
            # What one may not read is not there, whatever the page around it may link to.
            space = answer.space or self._space
            return replace(answer, space=space) if space in self.mine else None
        return None

    def resolve(self, link: Link) -> Resolved | Broken | None:
        if not link.page:  # the page may not be saved yet: it knows its own parts best
            anchor = match_anchor(self.page.anchors, link.fragment)
            return Resolved(f"#{anchor}") if anchor else Broken(say("missing section", self.lang))
        found = self._find(link)
        if isinstance(found, Ambiguous):
            return Broken(say("ambiguous", self.lang) + ": " + ", ".join(found.candidates[:3]))
        if found is None:
            return self._to_begin(link) if self._begin else None
        anchor = f"#{found.anchor}" if found.anchor else ""
        title = say("missing section", self.lang) if found.part_missing else ""
        return Resolved(self.address(Ref(found.space, found.path)) + anchor, title)

    def _to_begin(self, link: Link) -> Broken | None:
        key = (link.kind, link.source, link.page)
        if key not in self._begun and len(self._begun) >= _MOST_BEGUN:
            return None
        if key not in self._begun:
            path = asked_for(link)
            there = self.address(Ref(self._space, path)) if path else ""
            self._begun[key] = Broken(say("begin", self.lang), there) if there else None
        return self._begun[key]

    def embed(self, link: Link) -> Page | Media | Broken | None:
        found = self._find(link)
        if not isinstance(found, Found):
            return None
        if not is_page(found.path):
            return Media(self.address(Ref(found.space, found.path)), media_kind(found.path) or "file")
        blob = _blob(found.space, found.path)
        return _page(found.space, found.path, blob) if blob else None


def _blob(space: str, path: str) -> str:
    return PageRow.objects.filter(space=space, path=path).values_list("blob", flat=True).first() or ""


@lru_cache(maxsize=256)
def _page(space: str, path: str, blob: str) -> Page | None:
    """A page read before: a blob never changes."""
    data = repositories.read(space, blob)
    return read_page(path, decode(data)) if data is not None else None


# == Words of the glossary ==

_TAG = re.compile(r"(<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_QUIET = frozenset(
    ("a", "h1", "h2", "h3", "h4", "h5", "h6", "code", "pre", "button", "summary", "svg", "math", "label")
)
"""Elements in which nothing is marked: links, headings, code, what one presses."""
_SHORTEST = 3
_BEFORE_WORD = re.compile(r"(?<=[^\s.!?:…])[ \n]([^\W\d_]+) $")


def _terms(viewer: Viewer, ref: Ref, lang: str | None) -> tuple[Term, ...]:
    near = set(catalogue.wider(ref.space))
    found = glossary(viewer, lang=lang)
    return tuple(each for each in found if each.info.space in near and each.info.ref != ref)


def mark_terms(html: str, terms: Sequence[Term]) -> tuple[str, tuple[Term, ...]]:
    """The HTML with each term marked where it first appears in running text, and the terms met, in order."""
    named: dict[str, Term] = {}
    for term in terms:
        for name in term.names:
            if len(name) >= _SHORTEST:
                named.setdefault(name.casefold(), term)
    if not named:
        return html, ()
    pattern = _pattern(tuple(sorted(named, key=lambda name: (-len(name), name))))
    met: dict[Ref, tuple[int, Term]] = {}
    quiet = 0

    def one(match: re.Match[str]) -> str:
        term = named.get(match[0].casefold())
        if term is None or term.info.ref in met or _in_a_name(match):
            return match[0]
        number = len(met)
        met[term.info.ref] = (number, term)
        return f'<button type="button" class="term" popovertarget="term-{number}">{match[0]}</button>'

    pieces = _TAG.split(html)
    for at, piece in enumerate(pieces):
        if at % 2:
            quiet += _opens(piece)
        elif not quiet and piece.strip():
            pieces[at] = pattern.sub(one, piece)
    return "".join(pieces), tuple(term for _, term in met.values())


def _in_a_name(match: re.Match[str]) -> bool:
    """Whether a word is part of a name, as in `under a Creative Commons Licence`: what it means there is
    another thing. The first word of a sentence is no name for its capital."""
    if not match[0][0].isupper():
        return False
    after = match.string[match.end() : match.end() + 2]
    if after[:1] == " " and after[1:].isupper():
        return True
    before = _BEFORE_WORD.search(match.string, max(0, match.start() - 80), match.start())
    return before is not None and before[1][0].isupper()


def _opens(tag: str) -> int:
    """1 where a tag opens an element in which nothing is marked, -1 where it closes one, else 0."""
    name = _NAME.match(tag)
    if name is None or name[1].lower() not in _QUIET or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    # Not in `&amp;`: nothing else stands right after an ampersand in HTML.
    return re.compile(
        rf"(?<![\w&])(?<!&#)(?:{'|'.join(re.escape(escape(name)) for name in names)})(?!\w)", re.IGNORECASE
    )
