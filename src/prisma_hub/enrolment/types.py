"""Pathways and applications, as the rooms above see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from prisma_hub.protocols.types import Words

DRAFT: Final = "draft"
SUBMITTED: Final = "submitted"
TALKING: Final = "talking"
CHANGES: Final = "changes"
NOT_NOW: Final = "not_now"
DECLINED: Final = "declined"
ENROLLED: Final = "enrolled"
WITHDRAWN: Final = "withdrawn"

THEIRS: Final = frozenset({DRAFT, CHANGES})
"""States in which it is the applicant's turn."""
OURS: Final = frozenset({SUBMITTED, TALKING})
"""States in which it is the reviewers' turn."""
OVER: Final = frozenset({NOT_NOW, DECLINED, ENROLLED, WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Agreement:
    name: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Ready:
    """A checklist of which a share must carry an answer before the gate opens. `share` is exact, as text."""

    form: str
    answer: str
    share: str


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    title: Words
    purpose: Words
    forms: tuple[str, ...]
    guide: tuple[Words, ...]
    agreements: tuple[Agreement, ...]
    weeks: int
    gate: str
    """`automatic` or `one_reviewer`."""
    held_by: str
    ready: Ready | None
    role: str

    @property
    def asks(self) -> bool:
        """Whether there is anything to do before its gate."""
        return bool(self.forms or self.agreements or self.ready)


@dataclass(frozen=True, slots=True)
class Pathway:
    version: str
    name: str
    title: Words
    summary: Words
    for_whom: str
    """`participant`, `hub`, `practice_network` or `partner`."""
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        return next(each for each in self.stages if each.name == name)

    def after(self, name: str) -> Stage | None:
        at = [each.name for each in self.stages].index(name) + 1
        return self.stages[at] if at < len(self.stages) else None


@dataclass(frozen=True, slots=True)
class Tick:
    """One item of a checklist. `state` is one of the answers its form offers."""

    item: str
    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an application."""

    seq: int
    what: str
    stage: str
    words: str
    by: UUID | None
    at: str


@dataclass(frozen=True, slots=True)
class Application:
    id: UUID
    person: UUID
    pathway: Pathway
    scope: str | None
    """`journey:<uuid>`, or None for the hub."""
    stage: Stage
    state: str
    paused: bool
    since: str
    """When it came into this stage and state, an instant."""
    seq: int
    accepted: frozenset[str] = frozenset()
    ticks: Mapping[str, Mapping[str, Tick]] = field(default_factory=dict)
    """Form → item → tick."""
    answered: frozenset[str] = frozenset()
    """Forms that were answered."""

    @property
    def ref(self) -> str:
        return f"application:{self.id}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def turn(self) -> str:
        """Whose turn it is: `theirs`, `ours`, or empty when it is nobody's."""
        if self.paused or self.is_over:
            return ""
        return "theirs" if self.state in THEIRS else "ours"


@dataclass(frozen=True, slots=True)
class Given:
    """A form as somebody answered it."""

    seq: int
    form: str
    version: str
    answers: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still to do in a stage. Empty: nothing."""

    forms: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    ticks: int = 0
    """How many more items of the checklist must be ready."""

    @property
    def nothing(self) -> bool:
        return not (self.forms or self.agreements or self.ticks)
