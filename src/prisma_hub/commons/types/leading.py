"""Where links lead: what leads to a page, the graph, what is broken and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from prisma_hub.commons.render.links import is_file
from prisma_hub.commons.types.pages import PageInfo, Ref


@dataclass(frozen=True, slots=True)
class Backlink:
    """A page that leads here, with the sentence in which it does."""

    info: PageInfo
    context: str
    label: str


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A link of a page and where it leads. `to` is None where it leads nowhere; `rule` says why or how."""

    source: Ref
    target: str
    label: str
    rule: str
    to: Ref | None
    part_missing: bool = False
    proposals: tuple[str, ...] = ()
    sure: bool = False
    """The first of the proposals is what it means: a slip of the pen, and nothing else is near."""

    @property
    def to_file(self) -> bool:
        """Whether it means a picture or another file, and no page."""
        return is_file(self.target)


@dataclass(frozen=True, slots=True)
class Node:
    """A page in the graph."""

    ref: Ref
    title: str
    lang: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Pages by space and path, and which lead to which: pairs of their numbers, each once, in order."""

    pages: tuple[Node, ...]
    links: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a broken link may have meant. `sure` where nothing else comes near, or a page was renamed so;
    `anchor` a part of the page that is there, where the one named is not."""

    to: Ref
    sure: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads nowhere, to several pages, or to a part that is not there; best proposal first."""

    link: LinkOut
    proposals: tuple[Proposal, ...] = ()

    @property
    def sure(self) -> Proposal | None:
        return next((each for each in self.proposals if each.sure), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words on a page that are another page's name and no link."""

    source: PageInfo
    to: PageInfo
    words: str
    context: str


@dataclass(frozen=True, slots=True)
class Mend:
    """What somebody decided: on page `path`, links written as `target` (or the plain words `words`) lead to
    this page, or to this part of it."""

    path: str
    to: Ref
    target: str = ""
    words: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """A page has a new path. `pages` had links that pointed there, and now point to the new one."""

    ref: Ref
    pages: int
    links: int


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How the links of some pages stand, by number; what a viewer may not read is not counted."""

    links: int
    broken: int
    ambiguous: int
    parts: int
    """Links to a page that is there, and to a part of it that is not."""
    orphans: int
    unread: int = 0
    """Pages that the program could not read, kept as plain text."""

    @property
    def wanting(self) -> int:
        return self.broken + self.ambiguous + self.parts + self.unread
