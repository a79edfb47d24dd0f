"""The Decisions tab of a journey: what its circles and teams decide and decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries
from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey

from ..journeys.tabs import TABS, Tab, show
from ..who import Asked
from .words import AGREEMENT_STATES, ROUNDS, title_of


def decisions(request: Asked, journey: UUID) -> HttpResponse:
    """On the table, in force, past; and the circles that decide here."""
    viewer = request.viewer
    found = journeys.journey(viewer, journey)
    here = circles.circles(viewer, scope=found.scope)
    titles = {each.id: title_of(each) for each in here.values()}
    agreed = queries.agreements(viewer, within=found.scope, state=None)
    shown = {
        "proposals": [
            (titles.get(each.circle, ""), ROUNDS[each.round], each)  # type: ignore[index]
            for each in queries.proposals(viewer, within=found.scope)
        ],
        "due": [(titles.get(each.circle, ""), each) for each in agreed if each.due],
        "in_force": [
            (titles.get(each.circle, ""), each)
            for each in agreed
            if each.state == "in_force" and not each.due
        ],
        "past": [
            (titles.get(each.circle, ""), AGREEMENT_STATES[each.state], each)
            for each in agreed
            if each.state != "in_force"
        ],
        "circles": [
            (titles[each.id], each, circles.belongs(viewer, each.space))
            for each in here.values()
            if not each.closed
        ],
    }
    return show(request, "agreements/on_journey.html", found, "journey-decisions", shown)


def _has_some(viewer: Viewer, journey: Journey) -> QuerySet[Any]:
    return queries.made_in(viewer, journey.scope)


TABS.append(Tab("journey-decisions", _("Decisions"), 50, _has_some))
