"""Places, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """`words` holds what was said under each heading of events.HEADINGS; a missing one was not said."""

    id: UUID
    name: str
    words: Mapping[str, str]
    seq: int

    @property
    def scope(self) -> str:
        return f"place:{self.id}"


@dataclass(frozen=True, slots=True)
class Memory:
    """Something that happened here. `when` is words; `year` orders it where somebody gave one."""

    seq: int
    when: str
    year: int | None
    words: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Caretaker:
    person: UUID
    words: str
    """What they care for, in their words."""
