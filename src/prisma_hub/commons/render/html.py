"""The last step: a page's pieces and what its links mean today, joined into HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from prisma_hub.commons.render.clean import clean
from prisma_hub.commons.render.links import media_kind, whither
from prisma_hub.commons.render.maths import as_written, mathml
from prisma_hub.commons.render.names import match_anchor
from prisma_hub.commons.render.types import (
    Broken,
    ContentsSlot,
    Embed,
    EmbedSlot,
    FootnoteSlot,
    Heading,
    Link,
    LinkSlot,
    MathSlot,
    Media,
    Page,
    Piece,
    Rendered,
    Resolve,
    Resolved,
    TagHref,
    TagSlot,
)
from prisma_hub.commons.render.wording import say

MAX_EMBED_DEPTH = 4
MAX_EMBEDS = 200
MAX_OUTPUT = 20_000_000  # characters of a page with everything embedded in it
MAX_FORMULAS = 2_000
EXPLAINS = 40
"""Letters from which on what an author wrote as the title of a link explains its words; a touch shows it."""

_ID = re.compile(r'(<[a-z][a-z0-9]*(?: [^<>]*?)? id=")')


def render(page: Page, resolve: Resolve, embed: Embed, *, tag_href: TagHref | None = None) -> Rendered:
    """The page as HTML, safe to put into a document as it is.

    `resolve` says where a link of this commons leads; addresses outside are not asked about. `embed` gives
    the page or file an embed shows. `tag_href` gives the address of a tag's list; without it tags are words.
    """
    work = Work(resolve, embed, tag_href, page.lang)
    html = _Renderer(page, work, frozenset({(page.path, "")})).whole()
    return Rendered(html, page.headings, tuple(sorted(work.embedded)), tuple(work.broken))


@dataclass(slots=True)
class Work:
    """What one rendering shares with the pages embedded in it."""

    resolve: Resolve
    embed: Embed
    tag_href: TagHref | None
    lang: str | None
    embedded: set[str] = field(default_factory=set)
    broken: list[Link] = field(default_factory=list)
    embeds: int = 0
    formulas: int = 0
    size: int = 0


class Slots:
    """What stands in the slots of one page. `above` are the pages, and the parts of pages, in which it is
    embedded."""

    def __init__(self, work: Work, above: frozenset[tuple[str, str]], depth: int = 0) -> None:
        self.work = work
        self.above = above
        self.depth = depth
        work.embeds += depth > 0
        # Ids of an embedded page would clash with those of the page around it.
        self.prefix = f"e{work.embeds}-" if depth else ""
        self.notes: dict[str, int] = {}

    # Links

    def link(self, slot: LinkSlot, link: Link) -> str:
        direction = whither(link.target, wikilink=link.kind == "wikilink")
        if direction == "outside":
            return leads_outside(link.target, slot.title)
        if link.target.startswith("entry:"):  # a claim of a story: its words, without the margin it has there
            return '<a class="claim">'
        if direction == "unsafe":
            return self._broken(link, say("unsafe", self.work.lang))
        answer = self.work.resolve(link)
        if isinstance(answer, Resolved) and whither(answer.href) != "unsafe":
            return leads_to(escape(answer.href), slot.title, answer.title)
        if isinstance(answer, Broken):
            return self._broken(link, answer.reason, answer.begin)
        return self._broken(link, say("missing", self.work.lang))

    def _broken(self, link: Link, reason: str, begin: str = "") -> str:
        self.work.broken.append(link)
        if begin and whither(begin) != "unsafe":
            return f'<a class="broken" href="{escape(begin)}" title="{escape(reason)}">'
        return leads_nowhere(reason)

    def tag(self, name: str) -> str:
        href = self.work.tag_href(name) if self.work.tag_href else None
        if href is None or whither(href) == "unsafe":
            return a_tag(name)
        label = escape(f"#{name}", quote=False)
        return f'<a class="tag" data-tag="{escape(name)}" href="{escape(href)}">{label}</a>'

    # Embeds

    def embed(self, slot: EmbedSlot, link: Link) -> str:
        direction = whither(link.target)
        if direction == "unsafe":
            return self._no_embed(link, say("unsafe", self.work.lang), slot.alone)
        what = self._outside_media(link) if direction == "outside" else self.work.embed(link)
        if isinstance(what, Media) and whither(what.href) != "unsafe":
            html = _media(what, link, slot, outside=direction == "outside")
            return f"<p>{html}</p>\n" if slot.alone else html
        if isinstance(what, Page):
            return self._page(what, link, slot)
        reason = what.reason if isinstance(what, Broken) else say("missing media", self.work.lang)
        return self._no_embed(link, reason, slot.alone)

    def _outside_media(self, link: Link) -> Media:
        return Media(link.target, media_kind(link.target) or "image")

    def _no_embed(self, link: Link, reason: str, alone: bool) -> str:
        self.work.broken.append(link)
        label = escape(link.label or link.target, quote=False)
        html = f'<span class="embed-missing" title="{escape(reason)}">{label}</span>'
        return f"<p>{html}</p>\n" if alone else html

    def _page(self, other: Page, link: Link, slot: EmbedSlot) -> str:
        key = (other.path, link.fragment)
        title = escape(link.label or other.title, quote=False)
        heading = f"{self.link(LinkSlot(slot.position, slot.title), link)}{title}</a>"
        if not slot.alone:
            return heading
        if key in self.above:
            reason = escape(say("loop", self.work.lang))
            return f'<p class="embed-missing" title="{reason}">{heading}</p>\n'
        room = self.work.embeds < MAX_EMBEDS and self.work.size < MAX_OUTPUT
        if self.depth >= MAX_EMBED_DEPTH or not room:
            return f'<p class="embed-title">{heading}</p>\n'
        return self._inside(other, link, key, heading)

    def _inside(self, other: Page, link: Link, key: tuple[str, str], heading: str) -> str:
        self.work.embedded.add(other.path)
        inner = _Renderer(other, self.work, self.above | {key}, self.depth + 1)
        html = inner.section(link.fragment) if link.fragment else inner.whole()
        if html is None:
            return self._no_embed(link, say("missing section", self.work.lang), alone=True)
        self.work.size += len(html)
        return f'<section class="embed"><p class="embed-title">{heading}</p>\n{html}</section>\n'

    # Footnotes, formulas

    def footnote(self, label: str) -> str:
        """Where a note is mentioned that the page has."""
        first = label not in self.notes
        number = self.notes.setdefault(label, len(self.notes) + 1)
        anchor = f' id="{self.prefix}fnref-{number}"' if first else ""
        return f'<sup{anchor}><a href="#{self.prefix}fn-{number}">{number}</a></sup>'

    def footnotes(self, note: Callable[[str], str]) -> str:
        """The notes that were mentioned; `note` gives one as HTML."""
        if not self.notes:
            return ""
        title, back = (escape(say(words, self.work.lang)) for words in ("footnotes", "back"))
        items: list[str] = []
        while len(items) < len(self.notes):  # a note may mention another for the first time
            label = list(self.notes)[len(items)]
            number = len(items) + 1
            html = note(label)
            up = f'<a class="footnote-back" href="#{self.prefix}fnref-{number}" aria-label="{back}">↩</a>'
            items.append(f'<li id="{self.prefix}fn-{number}">{html}{up}</li>\n')
        return f'<section class="footnotes" aria-label="{title}"><ol>\n{"".join(items)}</ol></section>\n'

    def formula(self, slot: MathSlot) -> str:
        self.work.formulas += 1
        if self.work.formulas > MAX_FORMULAS:
            return as_written(slot.tex, block=slot.block)
        return mathml(slot.tex, block=slot.block)


class _Renderer(Slots):
    def __init__(self, page: Page, work: Work, above: frozenset[tuple[str, str]], depth: int = 0) -> None:
        super().__init__(work, above, depth)
        self.page = page

    def whole(self) -> str:
        return self._finish(self.page.body.pieces)

    def section(self, fragment: str) -> str | None:
        """The part a fragment names; None when the page has no such part."""
        sections = self.page.body.sections
        anchor = match_anchor(tuple(sections), fragment)
        if anchor is None:
            return None
        span = sections[anchor]
        html = self._finish(self.page.body.pieces[span[0] : span[1]])
        return f"<ul>\n{html}</ul>\n" if html.startswith("<li") else html

    def _finish(self, pieces: tuple[Piece, ...]) -> str:
        html = "".join(map(self._piece, pieces)) + self.footnotes(self._note)
        body = self.page.body
        return clean(html, body.languages) if body.has_raw_html else html

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return _ID.sub(rf"\1{self.prefix}", piece) if self.prefix else piece
        if isinstance(piece, LinkSlot):
            return self.link(piece, self.page.links[piece.position])
        if isinstance(piece, EmbedSlot):
            return self.embed(piece, self.page.links[piece.position])
        if isinstance(piece, TagSlot):
            return self.tag(piece.name)
        if isinstance(piece, FootnoteSlot):
            return self._footnote(piece.label)
        if isinstance(piece, MathSlot):
            return self.formula(piece)
        return _contents(self.page.headings) if isinstance(piece, ContentsSlot) else ""

    def _footnote(self, label: str) -> str:
        if label not in self.page.body.footnotes:
            return escape(f"[^{label}]", quote=False)
        return self.footnote(label)

    def _note(self, label: str) -> str:
        return "".join(map(self._piece, self.page.body.footnotes[label]))


def leads_to(href: str, explained: str = "", title: str = "") -> str:
    """The beginning of a link. `href` is HTML already; `explained` is what its author wrote as its title."""
    title = explained or title
    kind = ' class="explained"' if len(explained) >= EXPLAINS else ""
    return f'<a{kind} href="{href}" title="{escape(title)}">' if title else f'<a{kind} href="{href}">'


def leads_outside(target: str, explained: str = "") -> str:
    title = f' title="{escape(explained)}"' if explained else ""
    return f'<a class="external" rel="external noopener nofollow" href="{escape(target)}"{title}>'


def leads_nowhere(reason: str) -> str:
    return f'<a class="broken" role="link" aria-disabled="true" title="{escape(reason)}">'


def a_tag(name: str) -> str:
    """A tag as words."""
    return f'<span class="tag" data-tag="{escape(name)}">{escape(f"#{name}", quote=False)}</span>'


def _media(media: Media, link: Link, slot: EmbedSlot, *, outside: bool) -> str:
    src = escape(media.href)
    words = escape(link.label or _name(link.target))
    title = f' title="{escape(slot.title)}"' if slot.title else ""
    if media.kind in ("audio", "video"):
        sound = f'<{media.kind} controls preload="none" src="{src}"{title}>'
        return f'{sound}<a href="{src}">{words}</a></{media.kind}>'
    if media.kind == "file":
        return f'<a href="{src}"{title}>{words}</a>'
    size = "".join(f' {name}="{value}"' for name in ("width", "height") if (value := getattr(slot, name)))
    referrer = ' referrerpolicy="no-referrer"' if outside else ""
    about = f'alt="{escape(link.label)}"{size}{title}'
    return f'<img class="embed-picture" src="{src}" {about} loading="lazy" decoding="async"{referrer}>'


def _name(target: str) -> str:
    return target.partition("#")[0].rpartition("/")[2] or target


def _contents(headings: tuple[Heading, ...]) -> str:
    """The page's headings as lists within lists."""
    html: list[str] = []
    levels: list[int] = []
    for heading in headings:
        while levels and levels[-1] > heading.level:
            levels.pop()
            html.append("</li></ul>")
        if levels and levels[-1] == heading.level:
            html.append("</li>")
        else:
            levels.append(heading.level)
            html.append("<ul>")
        text = escape(heading.text, quote=False)
        html.append(f'<li><a href="#{escape(heading.anchor)}">{text}</a>')
    html.append("</li></ul>" * len(levels))
    return f'<nav class="contents">{"".join(html)}</nav>\n' if headings else ""
