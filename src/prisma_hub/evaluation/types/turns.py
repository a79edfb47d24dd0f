"""Turns of acting and learning.

Source: timeline.md, "Evaluation"; journeys.md, "The loop at the heart".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Beat(StrEnum):
    """The beats of a turn, in their order."""

    INTENTION = "intention"
    DID = "did"
    SAW = "saw"
    LEARNED = "learned"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Turn:
    """intention → what we did → what we saw → what we learned → what we do next.

    Each beat in the words of those who turned it, empty while it is not there; `evidence` are
    the entries (seq) that what was seen rests on.
    """

    intention: str = ""
    did: str = ""
    saw: str = ""
    learned: str = ""
    next: str = ""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What of a turn is there, what is not, and which beat one tap away comes next."""

    there: tuple[Beat, ...]
    missing: tuple[Beat, ...]
    next: Beat | None
    lacks_evidence: bool

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.lacks_evidence


class Movement(StrEnum):
    """Whether turns enact and evaluate, or only one of the two."""

    NOT_BEGUN = "not_begun"
    ONLY_ACTS = "only_acts"
    ONLY_TALKS = "only_talks"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a turn, a reading or a sheet is about, as its viewer may know it.

    `space` is the circle of those it belongs to; `journey` its journey as a reference, empty outside one.
    """

    ref: str
    title: str
    space: str
    journey: str = ""
    address: str = ""

    @property
    def word(self) -> str:
        return self.ref.partition(":")[0]

    @property
    def id(self) -> str:
        return self.ref.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Saying:
    """One person's words in a beat. `name` is empty where the speaker may not be known."""

    seq: int
    beat: Beat
    name: str
    at: str
    words: str
    evidence: tuple[int, ...] = ()
    mine: bool = False


class Way(StrEnum):
    """What a *next* can become."""

    TURN = "turn"
    BLOCK = "block"
    TENSION = "tension"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Landing:
    """A *next* became something: `where` is its reference, `turn` where it came from."""

    seq: int
    turn: UUID
    way: Way
    where: str
    at: str
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A turn as it is drawn among others: its first words, which beats are there, whether its next landed."""

    id: UUID
    at: str
    title: str
    reading: TurnReading
    landed: bool


@dataclass(frozen=True, slots=True)
class StandingTurn:
    """A turn as its viewer hears it: every saying kept, under its beat."""

    id: UUID
    seq: int
    of: str
    journey: str
    at: str
    sayings: tuple[Saying, ...]
    reading: TurnReading
    landings: tuple[Landing, ...] = ()
    came_from: tuple[Landing, ...] = ()
    subject: Subject | None = None
    may_add: bool = False

    def beat(self, beat: Beat) -> tuple[Saying, ...]:
        return tuple(each for each in self.sayings if each.beat is beat)

    @property
    def title(self) -> str:
        """The first words of its first beat that is there."""
        for beat in Beat:
            for each in self.beat(beat):
                if each.words:
                    return each.words
        return ""


@dataclass(frozen=True, slots=True)
class Strokes:
    """The turns of a journey, team or session, and whether together they act and learn."""

    turns: tuple[StandingTurn, ...]
    movement: Movement
    of: Subject | None = field(default=None)
