"""What somebody looks for, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prisma_hub.commons.types import PageInfo


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for, and where. Empty means anywhere, any, ever.

    `tag` finds nested tags too, `folder` what lies in folders inside it; `since` and `until` are days on
    which a page was last changed, both included. Pages in `prefer` come a little sooner.
    """

    text: str
    space: str = ""
    folder: str = ""
    tag: str = ""
    kind: str = ""
    lang: str = ""
    since: date | None = None
    until: date | None = None
    prefer: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it asks for anything but words, a space and a language."""
        return bool(self.folder or self.tag or self.kind or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `marked` where it was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page that was found, and where in it: under which heading (empty before the first one)."""

    info: PageInfo
    lang: str
    title: tuple[Piece, ...]
    heading: tuple[Piece, ...]
    anchor: str
    excerpt: tuple[Piece, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A word that stands nowhere, and those that were looked for instead."""

    typed: str
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The best pages, and how many there are in all.

    `partly` when no page holds every word, and these hold some; `mended` says which words were read as
    others; `behind` that pages this viewer may read are not all read for finding yet.
    """

    found: tuple[Found, ...] = ()
    total: int = 0
    partly: bool = False
    mended: tuple[Mended, ...] = ()
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may narrow a search by, among the pages a viewer may read."""

    languages: tuple[str, ...]
    kinds: tuple[str, ...]
