"""Perspectives kept whole, side by side; turns of acting and learning; readings of a frame.

Source: timeline.md, "Evaluation"; journeys.md, "The loop at the heart".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
class Column:
    """Whose perspective a column holds, and in which relation: self, peer, place, …"""

    author: str
    relation: str


@dataclass(frozen=True, slots=True)
class Perspective:
    """One evaluator's view on one question, whole, as it stands in entry `seq`.

    `stance` is a step of the question's scale or one of its choices, as canonical text; empty
    when the answer is in words only.
    """

    seq: int
    author: str
    relation: str
    question: str
    words: str
    stance: str = ""
    evidence: tuple[int, ...] = ()


class Mark(StrEnum):
    """What can be said of a row without reading it: never more than that."""

    SILENCE = "silence"
    ONE_VOICE = "one_voice"
    AGREEMENT = "agreement"
    DIVERGENCE = "divergence"
    IN_WORDS = "in_words"
    """Several answered, in words that only a reader can compare."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question; `cells` stand in the order of the board's columns, oldest answer first."""

    question: str
    cells: tuple[tuple[Perspective, ...], ...]
    mark: Mark
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All perspectives in columns, one row per question. It holds no mean, and none is made."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TeamReading:
    """A weighted reading and the most it could have been: `43` of `60`."""

    total: Decimal
    of: Decimal
