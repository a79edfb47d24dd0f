"""Protocols, questions and answers, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Words = Mapping[str, str]
"""What people see: language code → words."""
Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of an instrument. `scope` is where it is in force (None: on the whole hub)."""

    version: str
    name: str
    kind: str
    title: Words
    block: Block
    page: str
    """Where its page lies: space and path, as `public/protocols/consent.md`; empty where unknown."""
    seq: int
    by: str
    at: str
    scope: str | None = None
    in_force: bool = True

    @property
    def hex(self) -> str:
        return self.version.removeprefix("sha256:")


@dataclass(frozen=True, slots=True)
class Option:
    value: str | int
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form, in one language. `of` names kinds of things a reference may point to."""

    name: str
    type: str
    label: str
    help: str = ""
    spoken: str = ""
    """Path of a recorded prompt in the commons."""
    required: bool = False
    guarded: bool = False
    options: tuple[Option, ...] = ()
    of: tuple[str, ...] = ()
    unit: str = ""
    minimum: str = ""
    maximum: str = ""

    @property
    def can_be_spoken(self) -> bool:
        """Whether it can be answered by voice: every text can."""
        return self.type in ("text", "longtext")


@dataclass(frozen=True, slots=True)
class Questions:
    """A form, in one language: what it is called, what it is for, what it asks."""

    version: str
    name: str
    kind: str
    title: str
    summary: str
    questions: tuple[Question, ...]
    to: str = ""
    scope: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that hold. `open` stands under `answers` in a record; `guarded` never enters the log."""

    open: Mapping[str, Any]
    guarded: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, to be read. `media` are SHA-256 (hex) of sounds, pictures and files; `refers` are
    references such as `person:…`. `known` is False for an answer this version has no question for."""

    name: str
    type: str
    label: str
    text: str = ""
    media: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A field that stays, asked differently."""

    name: str
    what: Literal["type", "required", "options", "unit", "range", "guarded", "words"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version adds, drops, renames and changes. Old records read under their own version."""

    adds: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    besides: tuple[str, ...] = ()
    """Names of parts of the block other than its fields that differ."""

    @property
    def nothing(self) -> bool:
        return not (self.adds or self.drops or self.renames or self.changes or self.besides)


@dataclass(frozen=True, slots=True)
class Draft:
    """The block on a page, as it stands there now. `problems` say why it cannot be adopted yet."""

    space: str
    path: str
    name: str
    kind: str
    title: Words
    block: Block
    version: str
    text_hash: str
    """SHA-256 of the page without its block: mending a typo in it is no new version."""
    problems: tuple[str, ...] = ()
    lineage: str = ""
    """The version it was made from in another place, as its page says."""
