"""The library: patterns to choose from, each with its steps and its lineage."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Session
from prisma_hub.patterns import actions, queries
from prisma_hub.web import fields, frame
from prisma_hub.web.journeys.sessions import begins
from prisma_hub.web.who import Asked

from ..ways import only_takes
from . import designing, drawing

FAMILIES = {
    "practice": _("Practice"),
    "liberating_structure": _("Liberating structure"),
    "sociocratic": _("Sociocracy"),
    "circle": _("Circle"),
    "exercise": _("Exercise"),
    "custom": _("Our own"),
}


MOST = 30
"""Sessions offered to put a pattern into."""


def patterns(request: Asked) -> HttpResponse:
    """The library; where a session is chosen (`?session=`), each pattern goes into it with one press."""
    found = queries.library(request.viewer, fields.language())
    rows = [(each, FAMILIES.get(each.family, "")) for each in found]
    shown = {"rows": rows, **_where(request), "process": "evaluating"}
    return render(request, "patterns/library.html", shown)


def _where(request: Asked) -> dict[str, Any]:
    """The sessions this viewer composes: those to come, with the one the address names."""
    viewer = request.viewer
    if viewer.person is None or viewer.guest:
        return {}
    sessions = journeys.sessions_held(viewer, right=actions.RIGHT, most=MOST)
    chosen = _chosen(request, sessions)
    if chosen is not None and chosen not in sessions and _holds(viewer, chosen):
        sessions = [chosen, *sessions]
    titles = journeys.titles(viewer, {f"journey:{each.journey}" for each in sessions})
    choices = [(each, begins(each), titles[f"journey:{each.journey}"]) for each in sessions]
    return {"sessions": choices, "chosen": chosen if chosen in sessions else None}


def _holds(viewer: Viewer, session: Session) -> bool:
    return journeys.tended_one(viewer, f"journey:{session.journey}", right=actions.RIGHT) is not None


def _chosen(request: Asked, sessions: list[Session]) -> Session | None:
    try:
        wanted = UUID(request.GET.get("session", ""))
    except ValueError:
        return sessions[0] if len(sessions) == 1 else None
    known = next((each for each in sessions if each.id == wanted), None)
    return known or journeys.session(request.viewer, wanted)


@only_takes
def put(request: Asked, name: str) -> HttpResponse:
    """Put this pattern into the session chosen, at its end."""
    try:
        session = UUID(request.POST.get("session", ""))
    except ValueError:
        raise Http404 from None
    page = queries.pattern(request.viewer, name, fields.language())
    actions.add_pattern(by=request.viewer, session=session, page=page)
    told = gettext("“%(title)s” is in the agenda, at its end.") % {"title": page.title}
    return designing.back(session, told)


def pattern(request: Asked, name: str) -> HttpResponse:
    found = queries.pattern(request.viewer, name, fields.language())
    at = queries.page_of(request.viewer, name, fields.language())
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
            **_where(request),
            "process": "evaluating",
        },
    )


def _bars(minutes: list[int]) -> list[tuple[int, float]]:
    """Where each step begins and how long it is, for the strip."""
    starts = [sum(minutes[:at]) for at in range(len(minutes))]
    return [(start, max(0.5, length - 0.2)) for start, length in zip(starts, minutes, strict=True)]
