"""An external evaluator's mandate, what was read under it, and what was said.

Source: timeline.md, "External evaluators"; journeys.md, "Partners and external evaluators".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from prisma_hub.evaluation.types.aspects import Answer


class Remark(StrEnum):
    """The ways in which an evaluator speaks."""

    RECEIVING = "receiving"
    """What I recognise."""
    RESTRAINING = "restraining"
    """Limits and risks."""
    QUESTION = "question"
    DECISION = "decision"


DECISIONS: Final = ("partner", "not_now", "decline")


class Standing(StrEnum):
    """Where a mandate stands today; only one in force lets anybody read or speak."""

    AHEAD = "ahead"
    WAITING = "waiting"
    """Its days have come; the evaluator has not said yes to it yet."""
    IN_FORCE = "in_force"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate says. Days are ISO, `stages` names of phases, `artefacts` references."""

    who: str
    behalf: str
    begins: str
    ends: str
    gives_back: str
    back_by: str
    stages: tuple[str, ...] = ()
    artefacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate as its viewer may know it. `person` is whoever came in with its code."""

    id: UUID
    seq: int
    journey: str
    journey_title: str
    circle: UUID
    terms: Terms
    standing: Standing
    person: UUID | None
    name: str
    mine: bool
    tends: bool
    declared: str = ""
    """What the evaluator said when taking it: competence, conflicts of interest."""
    titles: Mapping[str, str] | None = None
    """What its artefacts and stages are called."""

    @property
    def ref(self) -> str:
        return f"mandate:{self.id}"


@dataclass(frozen=True, slots=True)
class Said:
    """One remark, with what was answered to it."""

    seq: int
    mandate: UUID
    way: Remark
    of: str
    words: str
    decision: str
    terms: str
    name: str
    at: str
    answers: tuple[Answer, ...] = ()
    of_title: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something said to the evaluators: a contribution, a reading or a beat of a turn."""

    seq: int
    name: str
    words: str
    at: str
    what: str
    sound: str = ""
    """SHA-256 of what was spoken, where it was."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry was read under a mandate."""

    seq: int
    of: int
    at: str
    mine: bool
    words: str = ""
