"""Journeys and what they are made of, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

Words = Mapping[str, str]
"""What people see: language code → words."""


def in_language(words: Words, language: str) -> str:
    """The words in that language, else in English, else in whichever there is; empty where there are none."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


WAITING: Final = "waiting"
OPEN: Final = "open"
PASSED: Final = "passed"


@dataclass(frozen=True, slots=True)
class Gate:
    held_by: str
    """The name of a role in the plan."""
    when: tuple[Words, ...]
    """What people look at before they leave the phase."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the journey. `begins` and `ends` are when people expect it, from T0."""

    name: str
    title: Words
    purpose: Words
    process: str
    begins: date
    ends: date
    window: Mapping[str, str]
    """`from` and `to`, as offsets from T0: `-8 months`, `+2 weeks`."""
    gate: Gate
    state: str = WAITING


@dataclass(frozen=True, slots=True)
class Arc:
    """A nested learning arc with its intended shift."""

    name: str
    title: Words
    within: str
    phases: tuple[str, ...]
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Process:
    name: str
    title: Words
    hue: str


@dataclass(frozen=True, slots=True)
class Journey:
    id: UUID
    title: str
    question: str
    begins: date
    """T0, the first day of the intensive."""
    preset: str
    outcome: str
    cohort: UUID
    keepers: UUID
    processes: tuple[Process, ...]
    phases: tuple[Phase, ...]
    arcs: tuple[Arc, ...]
    roles: Mapping[str, Words]
    uses: tuple[str, ...]
    plan: Mapping[str, Any] = field(repr=False)
    seq: int = 0
    closed: bool = False
    ending: str = ""

    @property
    def scope(self) -> str:
        return f"journey:{self.id}"

    @property
    def cohort_space(self) -> str:
        return f"circle:{self.cohort}"

    @property
    def keepers_space(self) -> str:
        return f"circle:{self.keepers}"

    @property
    def current(self) -> Phase | None:
        """The first phase that is open; before any is, the first that waits."""
        for state in (OPEN, WAITING):
            for phase in self.phases:
                if phase.state == state:
                    return phase
        return None

    @property
    def walked(self) -> float:
        """How far the journey is walked, in phases: a passed one counts whole, an open one half."""
        done = [at for at, phase in enumerate(self.phases) if phase.state == PASSED]
        begun = [at for at, phase in enumerate(self.phases) if phase.state == OPEN]
        return max([0.0, *(at + 1.0 for at in done), *(at + 0.5 for at in begun)])

    def phase(self, name: str) -> Phase | None:
        return next((phase for phase in self.phases if phase.name == name), None)


@dataclass(frozen=True, slots=True)
class Review:
    """A gate looked at: passed, or opened again."""

    seq: int
    phase: str
    what: str
    """`passed` or `reopened`."""
    by: UUID | None
    people: tuple[UUID, ...]
    """Who decided."""
    words: str
    at: str
    seen: tuple[int, ...] = ()
    """Which of the gate's lines were found to hold, by number from 0."""


@dataclass(frozen=True, slots=True)
class Fallow:
    seq: int
    first: date
    last: date
    why: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Session:
    """A gathering. `begins` is an instant; `place` and `intention` may be empty."""

    id: UUID
    journey: UUID
    title: str
    begins: str
    minutes: int
    arc: str
    place: str
    intention: str
    seq: int
    cancelled: bool = False

    @property
    def scope(self) -> str:
        return f"session:{self.id}"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody asked into a team. `state`: asked, yes or no."""

    person: UUID
    state: str


@dataclass(frozen=True, slots=True)
class Description:
    """One state of what a team says of itself."""

    seq: int
    name: str
    text: str
    by: UUID | None
    at: str


@dataclass(frozen=True, slots=True)
class Team:
    id: UUID
    journey: UUID
    name: str
    text: str
    circle: UUID
    members: tuple[Member, ...]
    seq: int

    @property
    def scope(self) -> str:
        return f"team:{self.id}"

    @property
    def space(self) -> str:
        return f"circle:{self.circle}"

    @property
    def stands(self) -> bool:
        """Whether everybody who was asked has said yes (those who said no are not of it)."""
        return not self.waiting and any(each.state == "yes" for each in self.members)

    @property
    def waiting(self) -> tuple[UUID, ...]:
        return tuple(each.person for each in self.members if each.state == "asked")

    def of(self, person: UUID | None) -> str:
        """asked, yes, no, or empty for somebody who was not asked."""
        return next((each.state for each in self.members if each.person == person), "")
