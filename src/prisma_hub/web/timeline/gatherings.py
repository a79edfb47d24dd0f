"""The timeline of a journey, of a team, of a session: what was said there, on the journey's own pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.timeline import queries
from prisma_hub.timeline.types import Filter
from prisma_hub.web.journeys import TABS, Tab
from prisma_hub.web.journeys.tabs import show
from prisma_hub.web.paging import before
from prisma_hub.web.who import Asked

from .pages import by_day, older_and_newest
from .telling import Names


def scopes_of(viewer: Viewer, journey: Journey) -> tuple[str, ...]:
    """The journey, and those of its teams and sessions that the viewer may know of."""
    return (journey.scope, *journeys.scopes(viewer, journey))


def _has_words(viewer: Viewer, journey: Journey) -> QuerySet[Any]:
    return queries.given(viewer, Filter(scopes=scopes_of(viewer, journey)))


TABS.append(Tab("journey-timeline", _("Timeline"), 30, _has_words))


def of_journey(request: Asked, journey: UUID) -> HttpResponse:
    found = journeys.journey(request.viewer, journey)
    return _show(
        request, found, "journey-timeline", found.title, found.scope, scopes_of(request.viewer, found)
    )


def of_team(request: Asked, team: UUID) -> HttpResponse:
    found = journeys.team(request.viewer, team)
    journey = journeys.journey(request.viewer, found.journey)
    return _show(request, journey, "teams", found.name, f"team:{found.id}", (f"team:{found.id}",))


def of_session(request: Asked, session: UUID) -> HttpResponse:
    found = journeys.session(request.viewer, session)
    journey = journeys.journey(request.viewer, found.journey)
    scope = f"session:{found.id}"
    return _show(request, journey, "journey-agenda", found.title, scope, (scope,))


def _show(
    request: Asked, journey: Journey, tab: str, title: str, scope: str, scopes: tuple[str, ...]
) -> HttpResponse:
    upto = before(request)
    given = queries.contributions(request.viewer, Filter(scopes=scopes), before=upto)
    member = circles.is_member(request.viewer)
    values = {
        "title": title,
        "scope": scope,
        "member": member,
        "days": by_day(given, Names.around(request.viewer, given), actions=member),
        **older_and_newest(request, given, upto),
    }
    return show(request, "timeline/gathering.html", journey, tab, values)


urlpatterns = [
    path("journeys/<uuid:journey>/timeline", of_journey, name="journey-timeline"),
    path("teams/<uuid:team>/timeline", of_team, name="team-timeline"),
    path("sessions/<uuid:session>/timeline", of_session, name="session-timeline"),
]
