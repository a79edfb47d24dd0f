"""What a currency is, what moves in it, and what the arithmetic shows.

Amounts in the ledger are integers of the smallest unit; amounts that people read are exact
decimals. Source: governance.md, "Practice currencies" and "Signals, pools, allocation".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from prisma_hub.media.types import Media


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


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a movement: `amount` in smallest units, positive when the account receives."""

    account: str
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A number read under one protocol, in one unit."""

    value: Decimal
    unit: str
    protocol: str


class TransferState(StrEnum):
    """`proposed → validated → completed | refused | expired | reversed`."""

    PROPOSED = "proposed"
    VALIDATED = "validated"
    COMPLETED = "completed"
    REFUSED = "refused"
    EXPIRED = "expired"
    REVERSED = "reversed"


class Stage(StrEnum):
    """The steps of money held in trust, in the order they happen."""

    PROMISED = "promised"
    RECEIVED = "received"
    DECIDED = "decided"
    SENT = "sent"
    RECEIVED_BY_THEM = "received_by_them"


@dataclass(frozen=True, slots=True)
class TrustTotals:
    """Totals of one pool in smallest units; none is ever larger than the one before it."""

    promised: int = 0
    received: int = 0
    decided: int = 0
    sent: int = 0
    received_by_them: int = 0

    @property
    def unspent(self) -> int:
        """What has come in and not gone out."""
        return self.received - self.sent


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


class ClaimState(StrEnum):
    """Whether a capped claim can still be paid on."""

    RUNNING = "running"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    paid: Decimal
    state: ClaimState


@dataclass(frozen=True, slots=True)
class EventShares:
    """How an event's money is split; `per_hub` adds up to `remaining` exactly."""

    facilitation: Decimal
    infrastructure: Decimal
    protocol: Decimal
    remaining: Decimal
    per_hub: tuple[Decimal, ...]


LONGEST_GAP = timedelta(days=14)
"""The example rule of a trust gate: no gap longer than this."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One step of money in trust, with what shows it. `stage` is one of `Stage`."""

    seq: int
    stage: str
    amount: int
    by: str
    who: str
    words: str
    reference: str
    media: tuple[Media, ...]
    at: str
    payment: UUID | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """Money decided for somebody, on its way: decided, then sent, then received by them."""

    id: UUID
    seq: int
    to: str
    amount: int
    words: str
    agreement: UUID | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class Pool:
    """Money in common, held in trust by a named custodian for a circle. Totals in smallest units."""

    id: UUID
    seq: int
    circle: UUID
    title: str
    purpose: str
    terms: str
    funder: str
    currency: str
    places: int
    custodian: str
    agreement: UUID | None
    at: str
    totals: TrustTotals
    spaces: tuple[str, ...]
    receipts: tuple[Receipt, ...] = ()
    payments: tuple[Payment, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure somebody read. `value` is the newest; `was` what it said before it was corrected."""

    seq: int
    by: str
    value: Decimal
    was: Decimal | None
    unit: str
    version: str
    day: str
    words: str
    answers: Mapping[str, Any]
    media: tuple[Media, ...]
    at: str
    confirmed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thanks:
    """A signal given: how much, to whom, what for."""

    seq: int
    by: str
    to: str
    amount: int
    words: str
    at: str
    lapsed: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer of a tradable currency on its way."""

    id: UUID
    seq: int
    currency: str
    sender: str
    receiver: str
    amount: int
    words: str
    state: TransferState
    at: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of the ledger: its entry, when, what it was, and its lines."""

    seq: int
    at: str
    kind: str
    postings: tuple[Posting, ...]
