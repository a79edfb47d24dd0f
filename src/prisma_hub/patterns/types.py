"""Patterns in time: steps, blocks, agendas, and what an agenda is warned of.

Times are whole minutes from the beginning of the session. Source: journeys.md, "Patterns and the
agenda designer".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Least, typical and most minutes; no upper end where `most` is `None`."""

    least: int
    typical: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A timed piece of an agenda.

    `locked_at` is the minute it must begin at; `least` and `most` bound what reflowing may give
    it; `group` is the smallest and largest number of people it works for.
    """

    id: str
    title: str
    minutes: int
    locked_at: int | None = None
    least: int = 1
    most: int | None = None
    holders: tuple[str, ...] = ()
    is_pause: bool = False
    group: tuple[int, int | None] | None = None
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """Blocks one after the other; together they take the `minutes` of the session."""

    minutes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its time."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Booking:
    """Where somebody is already expected, in minutes of this session's clock."""

    person: str
    title: str
    start: int
    end: int


class WarningKind(StrEnum):
    NOBODY_HOLDS = "nobody_holds"
    GROUP_SIZE = "group_size"
    NO_PAUSE = "no_pause"
    MATERIALS = "materials"
    DOUBLE_BOOKED = "double_booked"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class AgendaWarning:
    """Something worth a look, never a refusal: a message id with its values, at a block."""

    kind: WarningKind
    block: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pattern. `configuration` is solo, pairs, fours, circle, plenary, …"""

    title: str
    minutes: int
    configuration: str = ""
    instruction: str = ""
    prompt: str = ""
    capture: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A pattern as its page describes it. `name` is the name of its file, the same in every language."""

    name: str
    title: str
    family: str
    minutes: Span
    group: tuple[int, int | None] | None
    configurations: tuple[str, ...]
    materials: tuple[str, ...]
    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    lineage: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A block of an agenda with what the designer knows beside its time."""

    block: Block
    pattern: str = ""
    """The name of the pattern it was made from."""
    note: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An agenda being designed: it need not fill its minutes yet."""

    minutes: int
    blocks: tuple[Planned, ...] = ()
    people: int | None = None
    """How many are expected; None while nobody knows."""
    have: frozenset[str] = frozenset()
    """Materials at hand."""

    @property
    def planned(self) -> int:
        return sum(each.block.minutes for each in self.blocks)

    def find(self, block_id: str) -> Planned | None:
        return next((each for each in self.blocks if each.block.id == block_id), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The agenda of a session as it stands. `undo` says whether there is something to go back to."""

    session: str
    within: str
    """The scope in which rights are asked, such as `journey:<uuid>`."""
    plan: Plan
    seq: int
    undo: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A session under way, or over. `block` is what is now; `since` when it began, an instant."""

    block: str
    since: str
    began: str
    ended: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class Actual:
    """How long a block really took; `minutes` is None while it runs."""

    block: str
    minutes: int | None
