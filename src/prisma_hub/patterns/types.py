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
