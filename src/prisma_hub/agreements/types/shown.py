"""Decisions and agreements, as the faces see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from prisma_hub.agreements.types.deliberating import (
    Missing,
    Round,
    Rule,
    Standing,
    Word,
)


@dataclass(frozen=True, slots=True)
class Tension:
    id: UUID
    seq: int
    circle: UUID
    by: str
    words: str
    at: str
    proposal: UUID | None


@dataclass(frozen=True, slots=True)
class Brief:
    """A proposal in a list. `round` is where it stands."""

    id: UUID
    seq: int
    circle: UUID
    by: str
    title: str
    at: str
    state: str
    round: str


@dataclass(frozen=True, slots=True)
class Wording:
    number: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One voice, as far as the viewer hears it."""

    seq: int
    person: str
    round: Round
    word: Word
    number: int
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Contested:
    """An objection and how it was settled."""

    seq: int
    person: str
    number: int
    words: str
    state: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """One round of a decision. `state` is done, now or empty; `at` when it was last opened; `voices` how many
    have spoken in it; `until` when a pause or a window ends."""

    round: Round
    state: str
    at: str
    voices: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal on its way: everything its page shows to one viewer."""

    brief: Brief
    rule: Rule
    way: str
    why: str
    information: str
    tension: Tension | None
    wordings: tuple[Wording, ...]
    number: int
    effects: tuple[Mapping[str, str], ...]
    reviews: UUID | None
    outcome: str
    until: date | None
    review: date | None
    stretches: tuple[Stretch, ...]
    standing: Standing | None
    voices: tuple[Heard, ...]
    objections: tuple[Contested, ...]
    members: tuple[str, ...]
    awaited: tuple[str, ...]
    """Asked into the circle, and not answered yet."""
    lacks: tuple[Missing, ...]
    """What the circle itself lacks to decide, whatever round is open."""
    pause: timedelta
    """How long a pause is held before objections; zero where there is none."""
    unheard: tuple[str, ...]
    """Members who have not spoken in the round that is open, to the wording on the table."""
    belongs: bool
    may_speak: bool
    my_word: Word | None
    """The viewer's latest word in this round, to this wording."""
    may_change: bool
    present: tuple[str, ...]
    closing: str
    agreement: UUID | None
    version: int
    """Grows with everything said to it: for live parts."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an agreement's own page says of the proposal it came from."""

    number: int
    information: str
    present: tuple[str, ...]
    confirmed: tuple[str, ...]
    """Of those who were there: who said that so it was."""


@dataclass(frozen=True, slots=True)
class EffectDone:
    """One effect of an agreement: waiting, done or failed; `reason` is a message id."""

    index: int
    effect: Mapping[str, str]
    state: str
    reason: str
    values: Mapping[str, str]
    made: str


@dataclass(frozen=True, slots=True)
class Review:
    by: str
    outcome: str
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Party:
    """What somebody said to the text that was adopted, as recorded then."""

    person: str
    word: str
    seq: int


@dataclass(frozen=True, slots=True)
class Agreement:
    id: UUID
    seq: int
    circle: UUID
    proposal: UUID
    title: str
    text: str
    way: str
    until: date | None
    review: date
    at: str
    state: str
    due: bool
    """In force, and its review date has come."""
    parties: tuple[Party, ...] = ()
    effects: tuple[EffectDone, ...] = ()
    reviews: tuple[Review, ...] = ()
    belongs: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What an effect stands on: the agreement (its id and entry), the circle that decided (as a space), who
    hears it, and who proposed it."""

    agreement: UUID
    seq: int
    circle: str
    spaces: tuple[str, ...]
    proposer: str
