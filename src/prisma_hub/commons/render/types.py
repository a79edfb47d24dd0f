"""What reading a page yields, and what rendering needs from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

LinkKind = Literal["wikilink", "link", "embed"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block a page begins with.

    `raw` is the text between the fences as its author left it, `body` the page without it. When the block
    cannot be read, `data` is empty and `error` is a sentence that says why.
    """

    data: dict[str, Any]
    body: str
    raw: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written. `target` is page and fragment together, undecoded; `source` the path of its page."""

    source: str
    target: str
    label: str
    kind: LinkKind
    position: int
    context: str = ""

    @property
    def page(self) -> str:
        return self.target.partition("#")[0]

    @property
    def fragment(self) -> str:
        return self.target.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Passage:
    """The plain words under one heading; the words before the first heading have an empty anchor."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkSlot:
    """Where link number `position` opens; its end is plain `</a>`."""

    position: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class EmbedSlot:
    """Where embed number `position` stands. `alone` when it is all its paragraph says."""

    position: int
    title: str = ""
    width: int | None = None
    height: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class TagSlot:
    name: str


@dataclass(frozen=True, slots=True)
class FootnoteSlot:
    label: str


@dataclass(frozen=True, slots=True)
class MathSlot:
    tex: str
    block: bool


@dataclass(frozen=True, slots=True)
class ContentsSlot:
    """Where the page asked for a table of its contents."""


Piece = str | LinkSlot | EmbedSlot | TagSlot | FootnoteSlot | MathSlot | ContentsSlot


@dataclass(frozen=True, slots=True)
class Body:
    """A page almost rendered: HTML with slots for what depends on other pages.

    `sections` says which pieces (from, to) belong to an anchor, for embedding a part of a page; `languages`
    are those of its code blocks.
    """

    pieces: tuple[Piece, ...] = ()
    footnotes: dict[str, tuple[Piece, ...]] = field(default_factory=dict)
    sections: dict[str, tuple[int, int]] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    has_raw_html: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    title: str
    title_from: Literal["front matter", "heading", "file name"]
    description: str
    lang: str | None
    translation_of: str | None
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    block_ids: tuple[str, ...]
    raw_anchors: tuple[str, ...]
    passages: tuple[Passage, ...]
    protocol_blocks: tuple[str, ...]
    components: tuple[str, ...]
    front: FrontMatter
    body: Body
    too_large: bool = False
    unread: bool = False  # the reader failed: the body is the text as it stands

    @property
    def anchors(self) -> tuple[str, ...]:
        """Every place on the page a link can point at: headings, `^` and block id, ids in raw HTML."""
        return (*(h.anchor for h in self.headings), *(f"^{b}" for b in self.block_ids), *self.raw_anchors)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a link leads. `title` is what a reader may see on hovering."""

    href: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a link leads nowhere, in words for the reader (missing with a suggestion, or ambiguous). `begin` is
    where this reader can begin what it asks for; empty where they cannot."""

    reason: str
    begin: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    href: str
    kind: Literal["image", "audio", "video", "file"]


Resolve = Callable[[Link], Resolved | Broken | None]
Embed = Callable[[Link], Page | Media | Broken | None]
TagHref = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`embedded` are the paths of pages whose text is in this HTML, `broken` the links that led nowhere."""

    html: str
    outline: tuple[Heading, ...]
    embedded: tuple[str, ...] = ()
    broken: tuple[Link, ...] = ()
