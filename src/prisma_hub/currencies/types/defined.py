"""What a currency is: its kind, the moves it allows, its backing, its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """The kind of a currency decides which moves make sense in it."""

    MEASUREMENT = "measurement"
    PARTICIPATION = "participation"
    REPUTATION = "reputation"
    SIGNAL = "signal"
    TRADABLE = "tradable"


class Move(StrEnum):
    """What can be done in a currency; which of these, its kind decides."""

    READ = "read"
    CORRECT = "correct"
    ISSUE = "issue"
    TRANSFER = "transfer"
    REDEEM = "redeem"
    ALLOT = "allot"
    SPEND = "spend"
    EXPIRE = "expire"
    DECAY = "decay"


class Backing(StrEnum):
    """What stands behind the units of a tradable currency."""

    MUTUAL = "mutual"
    """Members' balances add up to zero; nobody issues."""
    FULL = "full"
    """Each unit outstanding is held in trust, one for one."""
    SHARED = "shared"
    """All units share one balance; what a unit is worth follows from it."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as its protocol defines it; `places` says how many decimals its unit has."""

    code: str
    kind: Kind
    places: int = 0
    backing: Backing = Backing.FULL

    @property
    def source(self) -> str:
        """The account units come from and return to; minus its balance is what is outstanding."""
        return f"source:{self.code}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A practice currency as the block of its protocol writes it down (protocols/schemas/currency.json).

    `allot` is what each member may give per `every` (a signal); `expires` after how long what was given
    lapses; `limit` how far below zero a member may go, in smallest units (mutual credit); `needed` how many
    others must confirm a measure before it counts as confirmed. Words are by language.
    """

    name: str
    version: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    flow: Mapping[str, str]
    aspect: Mapping[str, str]
    unit: str
    unit_title: Mapping[str, str]
    currency: Currency
    allot: int | None = None
    every: str = ""
    expires: timedelta | None = None
    limit: int | None = None
    needed: int = 0
    evidence: Mapping[str, str] = field(default_factory=dict)
    changed_by: str = ""
