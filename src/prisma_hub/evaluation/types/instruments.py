"""Instruments filled in, and what is worked out from them.

Source: timeline.md, "Instruments"; governance.md, "Signals, pools, allocation" (the worked frame).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from prisma_hub.protocols.types import Answer

DEBRIEF: Final = "debrief"
"""The instrument a session is looked back on with: same, surprising, different, next."""


@dataclass(frozen=True, slots=True)
class TeamReading:
    """A weighted reading and the most it could have been: `43` of `60`."""

    total: Decimal
    of: Decimal


@dataclass(frozen=True, slots=True)
class Summand:
    """One line of arithmetic: a reading and its weight, or a count and its weight."""

    label: str
    value: Decimal
    weight: Decimal
    product: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with all its arithmetic; `of` is the most it could be, where there is a most."""

    title: str
    lines: tuple[Summand, ...]
    total: Decimal
    of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An instrument filled in. `turn` is the turn its *next* began, where it has one."""

    id: UUID
    seq: int
    instrument: str
    version: str
    of: str
    name: str
    at: str
    answers: tuple[Answer, ...]
    sum: Sum | None = None
    turn: UUID | None = None
    has_parts: bool = False
    may_add: bool = False

    def answer(self, name: str) -> str:
        return next((each.text for each in self.answers if each.name == name), "")


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed from a line: words, and what shows it."""

    seq: int
    name: str
    words: str
    evidence: tuple[int, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part: a fact, an insight, a hypothesis. `grounds` are lines it stands on."""

    id: UUID
    seq: int
    part: str
    name: str
    at: str
    answers: tuple[Answer, ...]
    grounds: tuple[UUID, ...]
    outcomes: tuple[Followed, ...] = ()

    @property
    def words(self) -> str:
        return next((each.text for each in self.answers if each.text), "")

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(ref for each in self.answers for ref in each.refers if ref.startswith("entry:"))


@dataclass(frozen=True, slots=True)
class Part:
    """One quadrant: its lines, and the parts it may stand on."""

    name: str
    title: str
    help: str
    grounded_in: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Attester:
    """Somebody who verified a contribution: with words or without, facilitating or not."""

    person: str
    with_words: bool
    facilitates: bool


@dataclass(frozen=True, slots=True)
class Verifying:
    """How a theme is verified: `by` named, peer or facilitator, how many of them, with words or without."""

    by: tuple[str, ...]
    needed: int
    words: bool = False


@dataclass(frozen=True, slots=True)
class Themes:
    """Contributions under the themes of a frame: how many are verified, and the arithmetic."""

    sum: Sum
    given: Mapping[str, int]
    """By theme, how many were given; those not verified do not count in the sum."""
