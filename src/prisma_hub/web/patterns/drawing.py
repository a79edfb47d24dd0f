"""An agenda as it is shown: blocks in their hours, warnings with their mends, the day drawn to scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Person, Viewer
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel import ids
from prisma_hub.patterns import queries
from prisma_hub.patterns.types import AgendaWarning, Plan, Planned, WarningKind
from prisma_hub.web import fields
from prisma_hub.web.journeys.sessions import begins

CONFIGURATIONS = {
    "solo": _("alone"),
    "pairs": _("in pairs"),
    "threes": _("in threes"),
    "fours": _("in fours"),
    "small_groups": _("in small groups"),
    "circle": _("in a circle"),
    "plenary": _("all together"),
    "walking": _("walking"),
    "pause": _("pause"),
    "": _("in your own way"),
}
"""How people work together in a step; empty where a block or step does not say."""


@dataclass(frozen=True)
class Ask:
    """A warning in the page's language, with the step that mends it."""

    text: str
    address: str
    label: str
    post: bool


@dataclass(frozen=True)
class Shown:
    """A block as a page shows it."""

    planned: Planned
    at: datetime
    until: datetime
    holders: Sequence[str]
    steps: Sequence[tuple[Any, int]]
    """Each step with its minutes in this block."""
    asks: Sequence[Ask]
    is_first: bool
    is_last: bool


def names_of(viewer: Viewer, journey: Journey, plan: Plan) -> dict[str, str]:
    """Every holder of the plan as people read it."""
    return named(journey, plan, people.people(viewer, held_by(plan)))


def held_by(plan: Plan) -> set[UUID]:
    """The people who hold a block of the plan."""
    return {ids.uuid_of(each) for each in _holders(plan) if ids.is_person(each)}


def named(journey: Journey, plan: Plan, known: Mapping[UUID, Person]) -> dict[str, str]:
    """Holders as people read them. Somebody whose name is gone is somebody."""
    return {each: _name(each, journey, known) for each in _holders(plan)}


def _holders(plan: Plan) -> set[str]:
    return {holder for each in plan.blocks for holder in each.block.holders}


def _name(holder: str, journey: Journey, known: Mapping[UUID, Person]) -> str:
    if ids.is_person(holder):
        found = known.get(ids.uuid_of(holder))
        return (found.name if found else "") or gettext("somebody")
    if holder.startswith("role:"):
        role = holder.removeprefix("role:")
        return fields.said(journey.roles.get(role, {})) or role.replace("_", " ")
    return holder


def blocks(
    session: Session,
    plan: Plan,
    names: Mapping[str, str],
    warnings: Sequence[AgendaWarning] = (),
    start: datetime | None = None,
) -> list[Shown]:
    """The blocks in their hours, from when the session begins or really began."""
    first = start or begins(session)
    shown = []
    for at, placed in enumerate(queries.lay_out(plan)):
        planned = plan.blocks[at]
        shown.append(
            Shown(
                planned,
                first + timedelta(minutes=placed.start),
                first + timedelta(minutes=placed.end),
                [names.get(each, each) for each in planned.block.holders],
                _steps(planned),
                [_ask(each, session) for each in warnings if each.block == planned.block.id],
                at == 0,
                at == len(plan.blocks) - 1,
            )
        )
    return shown


def _steps(planned: Planned) -> list[tuple[Any, int]]:
    return list(zip(planned.steps, queries.minutes_of_steps(planned), strict=True))


def _ask(warning: AgendaWarning, session: Session) -> Ask:
    """The mend beside each warning: one press where one is enough, else the page where it is done."""
    text = gettext(warning.label) % warning.values
    block = reverse("block", args=[session.id, warning.block])
    press = {
        WarningKind.TOO_SHORT: ("least", gettext("Give it the least it needs")),
        WarningKind.NO_PAUSE: ("pause", gettext("Put a pause before it")),
        WarningKind.MATERIALS: ("have", gettext("We have it")),
    }
    if warning.kind in press:
        what, label = press[warning.kind]
        return Ask(text, reverse("mend-block", args=[session.id, warning.block, what]), label, True)
    if warning.kind is WarningKind.GROUP_SIZE:
        return Ask(text, reverse("expect-people", args=[session.id]), gettext("Say how many come"), False)
    return Ask(text, block, gettext("Say who holds it"), False)


def strip(shown: Sequence[Shown]) -> dict[str, Any] | None:
    """The day drawn to scale: a bar for each block, in words beside it."""
    if not shown:
        return None
    first = shown[0].at
    bars = [
        {
            "x": _minutes(each.at - first),
            "width": max(1.0, _minutes(each.until - each.at) - 0.5),
            "pause": each.planned.block.is_pause,
        }
        for each in shown
    ]
    words = ", ".join(
        gettext("%(title)s %(n)s minutes")
        % {"title": each.planned.block.title, "n": each.planned.block.minutes}
        for each in shown
    )
    return {"bars": bars, "length": _minutes(shown[-1].until - first), "words": words}


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def where_minutes_go(shown: Sequence[Shown]) -> list[tuple[str, int, int]]:
    """Configurations with their minutes and their share of the largest, the largest first.

    Every planned minute is in one of them: what says nothing else is held in one's own way.
    """
    found: dict[str, int] = {}
    for each in shown:
        steps = [(step.configuration, minutes) for step, minutes in each.steps]
        whole = ("pause" if each.planned.block.is_pause else "", each.planned.block.minutes)
        for name, minutes in steps or [whole]:
            known = name if name in CONFIGURATIONS else ""
            found[known] = found.get(known, 0) + minutes
    most = max(found.values(), default=1)
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return [(str(CONFIGURATIONS[name]), minutes, minutes * 100 // most) for name, minutes in ordered]
