"""Circles, roles and what they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

PUBLIC, NETWORK, HUB = "public", "network", "hub"

STEWARD: Final = "steward"
HOST: Final = "host"
FACILITATOR: Final = "facilitator"
SCRIBE: Final = "scribe"
TRUST: Final = "trust"
CUSTODIAN: Final = "custodian"
EVALUATOR: Final = "evaluator"

REVIEWERS: Final = "reviewers"
"""The kind of the circle that hears applications to the hub itself."""
GUESTS: Final = "guests"
"""The kind of a circle of guests: those of the circle it belongs to may say something to it."""

ROLES: Final = (STEWARD, HOST, FACILITATOR, SCRIBE, TRUST, CUSTODIAN, EVALUATOR)
"""What a person may be for the hub, a journey or another scope."""


@dataclass(frozen=True, slots=True)
class Circle:
    id: UUID
    title: str
    purpose: str
    scope: str | None
    """The thing the circle belongs to, such as `journey:<uuid>`; None for the hub."""
    opened: int
    closed: bool = False
    kind: str = ""
    mandate: Mapping[str, Any] = field(default_factory=dict)
    """What the circle may decide: `text`, and named parts such as `accountabilities`, as far as given."""
    decides: str = ""
    """Its way of deciding, by the name of a protocol; empty for consent."""

    @property
    def space(self) -> str:
        return f"circle:{self.id}"


PURPOSE_LENGTH: Final = 600
KEEPER_LENGTH: Final = 200
"""Letters that fit on the front page, and on the line that names who keeps the machine."""


@dataclass(frozen=True, slots=True)
class House:
    """What the hub says of itself to everybody. Each is empty where it was not said."""

    purpose: str = ""
    keeper: str = ""
    """Who keeps the machine."""
    reach: str = ""
    """How to reach them."""


@dataclass(frozen=True, slots=True)
class Role:
    """A person may do what `role` allows, within a scope (None: everywhere on the hub)."""

    person: UUID
    role: str
    scope: str | None
    since: int
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """One choice of who may hear. `label` is a message id; `name` fills it for circles."""

    space: str
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why something cannot be heard by others any more."""

    seq: int
    state: str
    """`withdrawn` or `hidden`."""
    by: str
    reason: str
    since: str
    erases: int | None = None
    """When withdrawn words are erased, milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms words were given. Empty where it was not asked."""

    named: str = ""
    """`name` or `unnamed`."""
    quote: str = ""
    """`yes`, `ask` or `no`."""
    ai: bool = False
    until: str | None = None
    """The last day others hear it, ISO."""


WORDS, VOICE, PICTURES = "words", "voice", "pictures"
ANSWERS, MINUTES, REGISTRATIONS = "answers", "minutes", "registrations"
SORTS: Final = (WORDS, VOICE, PICTURES, ANSWERS, MINUTES, REGISTRATIONS)
"""What people give, by what may be kept for different times. `minutes` is what is said in rounds, at gates
and reviews; `registrations` what somebody said to come in, and that they were there."""
SHORTER_DAYS: Final = 30
"""Before something that was there already is kept for a shorter time, everybody can know it for so long."""
MOST_MONTHS: Final = 1200


@dataclass(frozen=True, slots=True)
class Term:
    """Kept for some months after it was given, at least until `floor`, as entry `said` says."""

    months: int
    floor: date | None
    said: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long one sort is kept in one place. `months` None: kept. What comes next is always shorter."""

    months: int | None = None
    said: int | None = None
    next_months: int | None = None
    next_from: date | None = None
    next_said: int | None = None
    newest: int | None = None
    reason: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        found = []
        if self.months is not None and self.said is not None:
            found.append(Term(self.months, None, self.said))
        if self.next_months is not None and self.next_said is not None:
            found.append(Term(self.next_months, self.next_from, self.next_said))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Until:
    """The last day something is kept. `own`: its speaker said so. `said`: in which entry; None where that
    could not be (a day named before it is sent)."""

    day: date
    said: int
    own: bool = False
