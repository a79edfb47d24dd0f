"""What somebody looks for, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from prisma_hub.commons.types import PageInfo
from prisma_hub.identity.types import Person
from prisma_hub.log.types import Among, Searchable


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for, and where. Empty means anywhere, any, ever.

    `among` is what people look through: pages, people, or one of `log.types.Among`. `within` are scopes
    (`journey:<uuid>`); `space`, `folder`, `tag` and `kind` are of pages. `tag` finds nested tags too,
    `folder` what lies in folders inside it; `since` and `until` are days on which a page was last changed,
    both included. Pages in `prefer` come a little sooner.
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
    among: str = ""
    within: tuple[str, ...] = ()

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
    others, `held` which stand there as typed or in another form; `behind` that pages this viewer may read are
    not all read for finding yet.
    """

    found: tuple[Found, ...] = ()
    total: int = 0
    partly: bool = False
    mended: tuple[Mended, ...] = ()
    behind: bool = False
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said that was found: what it is, where it leads, and the words around what was looked for."""

    what: Searchable
    at: str
    by: str
    """Who said it, as far as the viewer may know; else empty."""
    lang: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What answers a wish of all that was said: the best, and how many there are, of each kind.

    `held`: the words that stand somewhere as they were typed, or in another form. Else as in `Answer`.
    """

    found: Mapping[Among, tuple[Heard, ...]] = field(default_factory=dict)
    totals: Mapping[Among, int] = field(default_factory=dict)
    partly: bool = False
    mended: tuple[Mended, ...] = ()
    held: frozenset[str] = frozenset()
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was found by name."""

    person: Person
    name: tuple[Piece, ...]
    held: frozenset[str] = frozenset()
    """The words that the name holds as they were typed."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may narrow a search by, among the pages a viewer may read."""

    languages: tuple[str, ...]
    kinds: tuple[str, ...]
