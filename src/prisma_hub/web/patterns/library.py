"""The library: patterns to choose from, each with its steps and its lineage."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from prisma_hub.journeys import queries as journeys
from prisma_hub.patterns import queries
from prisma_hub.web import fields, frame
from prisma_hub.web.who import Asked

from . import drawing

FAMILIES = {
    "practice": _("Practice"),
    "liberating_structure": _("Liberating structure"),
    "sociocratic": _("Sociocracy"),
    "circle": _("Circle"),
    "exercise": _("Exercise"),
    "custom": _("Our own"),
}


def patterns(request: Asked) -> HttpResponse:
    found = queries.library(request.viewer, fields.language())
    rows = [(each, FAMILIES.get(each.family, "")) for each in found]
    return render(request, "patterns/library.html", {"rows": rows, "process": "evaluating"})


def pattern(request: Asked, name: str) -> HttpResponse:
    found = queries.pattern(request.viewer, name, fields.language())
    at = queries.page_of(request.viewer, name, fields.language())
    mine = journeys.my_journeys(request.viewer) if request.viewer.person else []
    coming = journeys.sessions_to_come(request.viewer, [each.id for each in mine], most=1)
    return render(
        request,
        "patterns/pattern.html",
        {
            "pattern": found,
            "family": FAMILIES.get(found.family, ""),
            "steps": [(each, drawing.CONFIGURATIONS.get(each.configuration, "")) for each in found.steps],
            "bars": _bars([each.minutes for each in found.steps]),
            "length": sum(each.minutes for each in found.steps),
            "used": queries.used(request.viewer, name),
            "page": at if at and frame.address("commons") else None,
            "coming": coming[0] if coming else None,
            "process": "evaluating",
        },
    )


def _bars(minutes: list[int]) -> list[tuple[int, float]]:
    """Where each step begins and how long it is, for the strip."""
    starts = [sum(minutes[:at]) for at in range(len(minutes))]
    return [(start, max(0.5, length - 0.2)) for start, length in zip(starts, minutes, strict=True)]
