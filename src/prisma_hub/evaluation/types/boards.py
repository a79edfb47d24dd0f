"""Perspectives kept whole, side by side.

Source: timeline.md, "Evaluation"; journeys.md, "The loop at the heart".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from prisma_hub.evaluation.types.aspects import Reading


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
class Question:
    """A question asked of everybody on a journey."""

    id: UUID
    seq: int
    journey: str
    of: str
    words: str
    at: str

    @property
    def ref(self) -> str:
        return f"question:{self.id}"


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody was asked to look too, until a day (ISO) or open-ended."""

    seq: int
    who: str
    name: str
    relation: str
    until: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One question with every perspective whole. `cells` stand in the order of `columns`."""

    text: str
    columns: tuple[Column, ...]
    mark: Mark
    cells: tuple[tuple[Reading, ...], ...]
    silent: tuple[str, ...]
    names: Mapping[str, str]
    asked: Mapping[str, Asking]

    @property
    def latest(self) -> tuple[tuple[Column, Reading | None], ...]:
        """Each column with the newest word in it, None where there is silence."""
        pairs = zip(self.columns, self.cells, strict=True)
        return tuple((column, cell[-1] if cell else None) for column, cell in pairs)
