"""How shared money is worked out and shown, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Rule(StrEnum):
    """The rules a pool can be shared out by."""

    EQUAL = "equal"
    AGREEMENT = "agreement"
    SIGNALS = "signals"
    VERIFIED = "verified"
    DEMAND = "contribution_times_demand"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic.

    `label` is a message id filled with `values`; `formula` is the sum in numbers; `result` is
    what comes out of it, `None` where nothing does; `rests_on` are the numbers (seq) of the
    entries in the log that the line was taken from.
    """

    label: str
    formula: str
    result: Decimal | None
    rests_on: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What one party gets. `weight` is its part of the basis, as counted, before dividing."""

    party: str
    weight: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An allocation worked out so that anyone can follow it line by line.

    `shares` add up to `paid` exactly; `paid` is `amount`, or zero where there is no basis.
    """

    rule: Rule
    amount: Decimal
    places: int
    steps: tuple[Step, ...]
    shares: tuple[Share, ...]

    @property
    def paid(self) -> Decimal:
        return sum((share.amount for share in self.shares), Decimal(0))

    @property
    def has_basis(self) -> bool:
        return any(share.weight for share in self.shares)

    @property
    def rests_on(self) -> tuple[int, ...]:
        """Every entry any step rests on, once, in the order of the log."""
        return tuple(sorted({seq for step in self.steps for seq in step.rests_on}))


@dataclass(frozen=True, slots=True)
class Points:
    """How many points one voice gave one party, in which entry."""

    voice: str
    party: str
    points: int
    seq: int


@dataclass(frozen=True, slots=True)
class Verified:
    """Contributions of one party that others verified: one entry each."""

    party: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Earner:
    """A team with its participation `p ≥ 0` and the demand `d ≥ 0`, in money, it met."""

    party: str
    participation: Decimal
    demand: Decimal
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Redemption:
    """What redeeming pays, and what is left of the backing and of the units."""

    paid: Decimal
    balance: Decimal
    outstanding: Decimal


@dataclass(frozen=True, slots=True)
class FundYears:
    """The value of a fund at the end of each year, and how many times it holds what went in."""

    values: tuple[Decimal, ...]
    multiple: Decimal


@dataclass(frozen=True, slots=True)
class EventShares:
    """How an event's money is split; `per_hub` adds up to `remaining` exactly."""

    facilitation: Decimal
    infrastructure: Decimal
    protocol: Decimal
    remaining: Decimal
    per_hub: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """An objection to an allocation, and how it was answered."""

    seq: int
    by: str
    words: str
    answer: str
    answered_by: str
    open: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """A round of sharing out, in a list. `amount` in the pool’s smallest units."""

    id: UUID
    seq: int
    pool: UUID
    title: str
    rule: Rule
    amount: int
    parties: int
    state: str
    over: bool
    at: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """A round in which a pool is shared out: its rule, who takes part, the arithmetic, what was said to it.

    `state` is open (points are given, objections heard) or settled. `over` once the window has closed.
    """

    id: UUID
    seq: int
    pool: UUID
    circle: UUID
    title: str
    rule: Rule
    amount: int
    currency: str
    places: int
    parties: tuple[str, ...]
    points_each: int
    until: str
    at: str
    by: str
    state: str
    over: bool
    arithmetic: Arithmetic
    concerns: tuple[Concern, ...]
    my_points: Mapping[str, int]
    agreement: UUID | None
    spaces: tuple[str, ...]
