"""What is said on the way from a tension to an agreement, and where the way stands.

Source: governance.md, "From tension to agreement". Moments are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID


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
