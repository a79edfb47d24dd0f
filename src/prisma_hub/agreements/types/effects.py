"""What the hub does when a proposal is adopted.

Source: governance.md, "From tension to agreement".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Pay:
    """Release a payment from a pool; `amount` in units of `currency`."""

    pool: str
    to: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class OpenPool:
    """`custodian` holds the money; whoever proposed it, where nobody is named."""

    circle: str
    currency: str
    purpose: str
    custodian: str | None = None
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class Allocate:
    """Share out a pool as the allocation round worked it out."""

    pool: str
    round: str


@dataclass(frozen=True, slots=True)
class GrantRole:
    circle: str
    role: str
    person: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EndRole:
    circle: str
    role: str
    person: str


@dataclass(frozen=True, slots=True)
class AdoptProtocol:
    """`version` is the hash of the block, `sha256:<hex>`."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class AdmitMember:
    circle: str
    person: str


@dataclass(frozen=True, slots=True)
class PublishEdition:
    """`story:<uuid>`, and the hash of its content as it was when this was proposed: what was decided is what
    is published, or nothing."""

    story: str
    edition: str


@dataclass(frozen=True, slots=True)
class ChangeMandate:
    """`mandate` are the words that take the place of those before; `decides` names another way
    of deciding, where that changes too."""

    circle: str
    mandate: str
    decides: str | None = None


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """The circle, a team for instance, becomes an organisation. `form` names a template; `share` who may
    look it up besides the circle: `hub` or `public`."""

    circle: str
    name: str
    purpose: str
    form: str
    share: str | None = None


Effect = (
    Pay
    | OpenPool
    | Allocate
    | GrantRole
    | EndRole
    | AdoptProtocol
    | AdmitMember
    | PublishEdition
    | ChangeMandate
    | FoundOrganisation
)
"""What the hub does when a proposal is adopted, exactly once, each leaving an entry."""
