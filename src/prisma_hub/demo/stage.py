"""What the player remembers while it plays, and what an act is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prisma_hub.circles.types import HUB
from prisma_hub.demo import script
from prisma_hub.identity.types import Viewer, Welcome
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey, Team
from prisma_hub.kernel import ids


@dataclass(slots=True)
class Stage:
    """People by handle; things by the name the script gives them; contributions by their `id` or key."""

    steward_link: str
    welcomes: dict[str, Welcome] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, UUID] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    circles: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    """References: `journey`, `place`, `practice`, …"""

    def viewer(self, handle: str) -> Viewer:
        return self.welcomes[handle].person.viewer

    def person(self, handle: str) -> UUID:
        return self.welcomes[handle].person.id

    def journey(self, handle: str) -> Journey:
        """The journey as it stands now, for somebody."""
        return journeys.journey(self.viewer(handle), ids.uuid_of(self.things["journey"]))

    def team(self, handle: str, name: str) -> Team:
        return journeys.team(self.viewer(handle), self.teams[name])

    def scope(self, within: str, at: datetime) -> str | None:
        """The reference of what the script calls `within`; debriefs are one each evening."""
        if within in self.teams:
            return f"team:{self.teams[within]}"
        session = self.sessions.get(within) or self.sessions.get(f"{within} {at:%Y-%m-%d}")
        if session is not None:
            return f"session:{session}"
        return self.things.get(within)

    def spaces(self, who: str, within: str, to: str, at: datetime) -> tuple[str, ...]:
        """Who may hear: what the script says, else those the thing belongs to."""
        if to == HUB or (not to and within in ("hub", "place", "practice")):
            return (HUB,)
        if to == "team" or (not to and within in self.teams):
            return (self.team(who, within).space,)
        cohort = self.journey(who).cohort_space
        return (cohort, *self._evaluators()) if within in self.teams and _are_shown(at) else (cohort,)

    def _evaluators(self) -> tuple[str, ...]:
        return (ids.circle(self.circles["evaluators"]),)


def _are_shown(at: datetime) -> bool:
    """Whether these are the days in which teams let the evaluator hear what they say to everybody."""
    shown = script.read("learning.yaml")["evaluator"]["shown"]
    return bool(script.moment(shown["from"]) <= at <= script.moment(f"{shown['until']} 23:59"))


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at a moment, through a public action."""

    at: datetime
    do: Callable[[Stage], None]
