"""Practices and their inquiries, as the rooms above see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Practice:
    id: UUID
    title: str
    domain: str
    """What it is about, and what it does not do."""
    rhythm: str
    patterns: tuple[str, ...]
    """Names of pattern pages."""
    seq: int

    @property
    def scope(self) -> str:
        return f"practice:{self.id}"


@dataclass(frozen=True, slots=True)
class Member:
    """`part` is newcomer, member, mentor or steward."""

    person: UUID
    part: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    id: UUID
    practice: UUID
    question: str
    words: str
    by: UUID | None
    seq: int
    answers: int = 0

    @property
    def scope(self) -> str:
        return f"inquiry:{self.id}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something tried: where, what, and what was learned."""

    seq: int
    where: str
    tried: str
    learned: str
    by: UUID | None
    at: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The practice at work in a journey. `differs`: what was done differently there."""

    seq: int
    journey: str
    differs: str
