"""Rounds, voices, objections, and where a deliberation stands.

Source: governance.md, "From tension to agreement". Moments are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    """What makes a proposal an agreement (the `rule` of a decision protocol)."""

    NO_OBJECTION = "no_objection"
    SHARE = "share"
    RECORD = "record"


class Round(StrEnum):
    """The rounds of deciding, in their order; `ROUNDS` says which of them a rule has."""

    PRESENT = "present"
    CLARIFY = "clarify"
    REACT = "react"
    PAUSE = "pause"
    OBJECT = "object"
    INTEGRATE = "integrate"
    ANSWER = "answer"
    CONFIRM = "confirm"
    ADOPT = "adopt"


ROUNDS: Final[Mapping[Rule, tuple[Round, ...]]] = {
    Rule.NO_OBJECTION: (
        Round.PRESENT,
        Round.CLARIFY,
        Round.REACT,
        Round.PAUSE,
        Round.OBJECT,
        Round.INTEGRATE,
        Round.ADOPT,
    ),
    Rule.SHARE: (Round.PRESENT, Round.REACT, Round.ANSWER, Round.ADOPT),
    Rule.RECORD: (Round.CONFIRM, Round.ADOPT),
}


class Word(StrEnum):
    """What somebody says in a round."""

    SPEAK = "speak"
    PASS = "pass"  # noqa: S105  what somebody says in a round, no secret
    CONSENT = "consent"
    CONCERN = "concern"
    """Consent, with something to look at in the review."""
    STAND_ASIDE = "stand_aside"
    OBJECT = "object"
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    CONFIRM = "confirm"
    """Yes, this is how it was said."""


class ObjectionState(StrEnum):
    OPEN = "open"
    INTEGRATED = "integrated"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mode:
    """How a circle decides, as its protocol says.

    `pause` is the shortest reflection before objections. Silence is never consent, unless the
    circle said beforehand after how long it is (`silence_after`). `quorum` is how many members
    must have spoken at all; `stand_asides` is how many may stand aside, any number when `None`.
    For a share: answers stay open for `window` unless everybody has answered, and the part of
    those in favour among those for and against must be larger than `adopted_above`.
    """

    pause: timedelta = timedelta(0)
    silence_after: timedelta | None = None
    quorum: int = 1
    stand_asides: int | None = None
    rule: Rule = Rule.NO_OBJECTION
    window: timedelta | None = None
    adopted_above: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Opened:
    """A round began, with this text on the table. Only people open rounds, never a timer."""

    round: Round
    at: datetime
    text: str
    seq: int = field(default=0, compare=False)
    """Its entry, where it was read from the log."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing said: `seq` is its entry, `text` the version of the proposal it answers."""

    seq: int
    person: str
    round: Round
    word: Word
    text: str


@dataclass(frozen=True, slots=True)
class Objection:
    """An argument against a `text`; `answer` says how it was integrated, or why withdrawn."""

    seq: int
    person: str
    text: str
    words: str
    state: ObjectionState = ObjectionState.OPEN
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Deliberation:
    """All facts about one proposal so far, in the order of the log.

    `text` is the version on the table; each voice that objects has its objection beside it.
    `present` are those who were there when it was decided, where it is only written down;
    `binding` says that the hub will do something when it is adopted. `awaited` were asked into the circle
    and have not answered; `mandated` says that a mandate is written down (asked where one person decides
    alone), `widens` that an effect changes it.
    """

    members: tuple[str, ...]
    presenter: str
    text: str
    mode: Mode
    rounds: tuple[Opened, ...]
    voices: tuple[Voice, ...] = ()
    objections: tuple[Objection, ...] = ()
    review: date | None = None
    present: tuple[str, ...] = ()
    binding: bool = False
    awaited: tuple[str, ...] = ()
    mandated: bool = False
    widens: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there yet: a message id and what to fill it with."""

    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deliberation is: the round, who may speak now, what the round waits for."""

    round: Round
    may_speak: tuple[str, ...]
    missing: tuple[Missing, ...]
    next: Round | None
    can_adopt: bool
