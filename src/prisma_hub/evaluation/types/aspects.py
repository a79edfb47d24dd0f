"""What a community says it values and is becoming capable of, and how it is read.

Source: timeline.md, "Evaluation"; governance.md, "Protection".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

RELATIONS: Final = ("self", "peer", "facilitator", "place", "practice", "evaluator")
"""From where somebody looks."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `least` to `most`, with words for each step; where it began, and what the community wants."""

    least: int
    most: int
    words: Mapping[int, str]
    base: Decimal | None = None
    norm: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One wording of an aspect. `seq` is its entry, `since` the day from which it holds."""

    seq: int
    number: int
    title: str
    words: str
    whose: str
    evidence: str
    scale: Scale | None
    decided: str
    agreement: str
    since: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """Defined by `circle`, the circle of the place; every wording it ever had, the oldest first."""

    id: UUID
    circle: UUID
    circle_title: str
    definitions: tuple[Definition, ...]
    may_define: bool = False

    @property
    def ref(self) -> str:
        return f"aspect:{self.id}"

    @property
    def now(self) -> Definition:
        return self.definitions[-1]

    def by_seq(self, seq: int) -> Definition | None:
        return next((each for each in self.definitions if each.seq == seq), None)

    def on(self, day: str) -> Definition:
        """The wording that held on a day, ISO; the first one for days before it."""
        held = [each for each in self.definitions if each.since <= day]
        return held[-1] if held else self.definitions[0]


@dataclass(frozen=True, slots=True)
class Delta:
    """How far from where it began to what is wanted: `(now − base) / (norm − base)`.

    `value` is None where norm equals base, because then there is no way to measure.
    """

    base: Decimal
    norm: Decimal
    now: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says, reading an aspect or answering a question. `value` only on a scale."""

    words: str
    relation: str
    value: str = ""
    context: str = ""
    evidence: tuple[int, ...] = ()
    day: str = ""
    """The day it speaks of, ISO; empty: today."""
    of: str = ""
    """What is read, as a reference: a team, a journey; empty: the place."""
    voice: str = ""
    """For whom it is said, as a reference: a circle one belongs to; empty: for oneself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said back, to a reading, a perspective or a remark."""

    seq: int
    to: int
    name: str
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One perspective as its viewer hears it: value, words, evidence, reader, date, context, whole."""

    seq: int
    on: str
    of: str
    name: str
    """Who says it, or for which circle; empty where the speaker may not be known."""
    author: str
    relation: str
    value: str
    words: str
    context: str
    day: str
    at: str
    evidence: tuple[int, ...]
    definition: Definition | None = None
    delta: Delta | None = None
    answers: tuple[Answer, ...] = ()
    of_title: str = ""
    mine: bool = False

    @property
    def step(self) -> str:
        """The words of the step that was read, where the scale has them."""
        if self.definition is None or self.definition.scale is None or not self.value:
            return ""
        found = Decimal(self.value)
        if found != found.to_integral_value():
            return ""
        return self.definition.scale.words.get(int(found), "")


@dataclass(frozen=True, slots=True)
class Value:
    """One thing a journey says has worth: a capital, a sphere of life or an activity, in its own words."""

    kind: str
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One state of what value means on a journey. Later ones rest on an agreement."""

    seq: int
    number: int
    values: tuple[Value, ...]
    baseline: str
    agreement: str
    how: str
    at: str

    def of(self, kind: str) -> tuple[Value, ...]:
        return tuple(each for each in self.values if each.kind == kind)
