"""What a person knows of the file they asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

KEPT_DAYS: Final = 3
"""How long the hub keeps the file."""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything about a person, in one file. Times in milliseconds since 1970; `size` in bytes."""

    id: UUID
    asked: int
    made: int | None
    until: int | None
    size: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when something is kept. `day` None and `resting`: as long as what was published rests on it."""

    day: date | None
    own: bool = False
    """Whether its speaker named the day."""
    resting: bool = False


@dataclass(frozen=True, slots=True)
class Going:
    """Something of a person's that goes by itself."""

    seq: int
    day: date
    own: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """The clock says `today`, the hub last looked at `last`: too long ago to erase anything by it unasked."""

    today: date
    last: date


HORIZONS: Final = (31, 92, 366)
"""Days ahead for which is counted what goes."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many things of one sort go within each of `HORIZONS`."""

    sort: str
    going: tuple[int, ...]


FOUNDING: Final = 0
"""The entry everybody hears: what is asked about the clock, or told to somebody who hears no other."""
