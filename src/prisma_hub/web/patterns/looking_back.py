"""Looking back on a session: planned beside actual minutes, and the debriefs of the same evening.

A debrief is a sheet of the instrument of that name (evaluation), so that its *next* can land.
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from prisma_hub.circles import queries as rights
from prisma_hub.evaluation import queries as evaluation
from prisma_hub.evaluation.types import DEBRIEF
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import Journey
from prisma_hub.patterns import queries
from prisma_hub.protocols import queries as protocols

from . import drawing
from .finding import found


def planned_and_actual(viewer: Viewer, session: UUID) -> list[tuple[str, int, int | None]]:
    """Every block with the minutes planned and the minutes it took; nothing where the session never ran."""
    one, journey, sheet = found(viewer, session)
    took = {each.block: each.minutes for each in queries.actual(viewer, session)}
    names = drawing.names_of(viewer, journey, sheet.plan) if took else {}
    shown = drawing.blocks(one, sheet.plan, names) if took else []
    return [
        (block.title, block.minutes, took.get(block.id)) for block in (each.planned.block for each in shown)
    ]


def how_often(viewer: Viewer, session: UUID) -> int:
    """How many debriefs of it the viewer hears; they lie side by side on the page `instrument`."""
    return evaluation.how_many(viewer, f"session:{session}", DEBRIEF)


def address(viewer: Viewer, session: UUID, journey: Journey) -> str:
    """Where those of the journey look back on a session; nothing for others, or with no debrief in force."""
    theirs = rights.belongs(viewer, journey.cohort_space) or rights.may(
        viewer, "tend a journey", journey.scope
    )
    if not theirs or not protocols.is_in_force(viewer, DEBRIEF):
        return ""
    return reverse("fill-sheet", args=[DEBRIEF, "session", session])
