"""What moves in a currency or a pool, and in which state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from prisma_hub.media.types import Media


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


class ClaimState(StrEnum):
    """Whether a capped claim can still be paid on."""

    RUNNING = "running"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    paid: Decimal
    state: ClaimState


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
