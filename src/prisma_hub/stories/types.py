"""Stories, their pages, claims and editions, as the faces see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

FOLDER: Final = "stories"
LEVELS: Final = (0, 1, 2, 3)
OPEN: Final = "open"

Grade = Literal["measured", "verified", "witnessed", "told", "recorded", "questioned", "open", "unsupported"]
Answering = Literal["yes", "changes", "no"]
ANSWERS: Final[tuple[Answering, ...]] = ("yes", "changes", "no")


@dataclass(frozen=True, slots=True)
class Story:
    """`of` is what it is about (`journey:<uuid>`, `team:…`), None for the hub; `space`: who writes it."""

    id: UUID
    seq: int
    title: str
    of: str | None
    space: str
    slug: str
    language: str
    protocol: str
    by: str
    at: str

    @property
    def ref(self) -> str:
        return f"story:{self.id}"

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a story in one language. `text` is its markdown, front matter and all."""

    name: str
    path: str
    level: int
    to: str
    title: str
    language: str
    text: str
    blob: str
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that asserts a result. No entries: marked as open by its author."""

    number: int
    text: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What bears a claim, counted among what this reader hears.

    `entries` are the ones heard; `relations` how witnesses say they stand to the one who spoke.
    """

    grade: Grade
    tellers: int = 0
    witnesses: int = 0
    questions: int = 0
    entries: tuple[int, ...] = ()
    attestations: tuple[int, ...] = ()
    relations: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directive:
    """A live part as written on a page. `problem` is a message id where it cannot be read."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words a story repeats. `shown` whether they stand on this page for this reader; `state` why not:
    `ask` and `no` (its speaker's choice), `narrow` (not said to these readers), `gone`."""

    seq: int
    shown: bool
    state: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of a story as HTML for one reader.

    `discloses` are the parts of entries it repeats; `broken` the links that lead nowhere, as written.
    """

    html: str
    claims: tuple[tuple[Claim, Support], ...] = ()
    quotes: tuple[Quote, ...] = ()
    broken: tuple[str, ...] = ()
    discloses: Mapping[int, frozenset[str]] = field(default_factory=dict)
    sounds: frozenset[str] = frozenset()
    directives: int = 0


@dataclass(frozen=True, slots=True)
class Concern:
    """Somebody whose words a story leans on. `name` is empty where this reader may not know it."""

    name: str
    answer: Answering | None
    of_this_state: bool
    words: str = ""
    at: str = ""
    via: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the completion list. `ticked`: looked at by people, not found by the hub."""

    name: str
    title: str
    done: bool
    why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A page as an edition holds it; `seq` is the entry that wrote it to the public commons."""

    name: str
    level: int
    title: str
    language: str
    path: str
    seq: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """`changed` when words it quoted were withdrawn since, or may not be quoted any more."""

    seq: int
    id: UUID
    story: UUID
    slug: str
    number: int
    title: str
    content: str
    pages: tuple[EditionPage, ...]
    quotes: tuple[int, ...]
    by: str
    at: str
    changed: bool = False
    of: str | None = None
    """What its story is about."""

    def page(self, name: str, language: str) -> EditionPage | None:
        return next((each for each in self.pages if (each.name, each.language) == (name, language)), None)
