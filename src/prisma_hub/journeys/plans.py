"""From a plan, as it was said, to a journey as it is shown; and from a preset to a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prisma_hub.journeys import rules
from prisma_hub.journeys.models import JourneyRow
from prisma_hub.journeys.types import WAITING, Arc, Gate, Journey, Phase, Process

KEPT = ("processes", "roles", "phases", "arcs", "sessions", "uses", "outcome", "people", "teams", "length")


def plan_of(preset: Mapping[str, Any]) -> dict[str, Any]:
    """The plan a journey takes from a preset: a copy of its own."""
    return {name: preset[name] for name in KEPT if preset.get(name)}


def journey_of(row: JourneyRow, states: Mapping[str, str]) -> Journey:
    plan = row.plan
    return Journey(
        id=row.id,
        title=row.title,
        question=row.question,
        begins=row.begins,
        preset=row.preset,
        outcome=plan.get("outcome", ""),
        cohort=row.cohort,
        keepers=row.keepers,
        processes=tuple(Process(each["name"], each["title"], each["hue"]) for each in plan["processes"]),
        phases=tuple(_phase(each, row, states) for each in plan["phases"]),
        arcs=tuple(_arc(each) for each in plan.get("arcs", [])),
        roles={each["name"]: each["title"] for each in plan.get("roles", [])},
        uses=tuple(plan.get("uses", [])),
        plan=plan,
        seq=row.seq,
        closed=row.closed is not None,
        ending=row.ending,
    )


def _phase(plan: Mapping[str, Any], row: JourneyRow, states: Mapping[str, str]) -> Phase:
    window = plan["window"]
    return Phase(
        plan["name"],
        plan["title"],
        plan.get("purpose", {}),
        plan["process"],
        rules.day_at(row.begins, window["from"]),
        rules.day_at(row.begins, window["to"]),
        window,
        Gate(plan["gate"]["held_by"], tuple(plan["gate"]["when"])),
        states.get(plan["name"], WAITING),
    )


def _arc(plan: Mapping[str, Any]) -> Arc:
    shift = plan["shift"]
    return Arc(
        plan["name"], plan["title"], plan.get("within", ""), tuple(plan["phases"]), shift["from"], shift["to"]
    )
