"""Agendas in a calendar: an address with a secret, for what its maker may see."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from icalendar import Calendar, Event

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Session
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.patterns import actions, queries
from prisma_hub.web import frame
from prisma_hub.web.journeys.sessions import begins
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from . import drawing


@takes_forms
def of_journey(request: Asked, journey: UUID) -> HttpResponse:
    found = journeys.journey(request.viewer, journey)
    return _page(request, found.scope, found.title, reverse("journey-agenda", args=[journey]))


@takes_forms
def of_session(request: Asked, session: UUID) -> HttpResponse:
    found = journeys.session(request.viewer, session)
    return _page(request, found.scope, found.title, reverse("session", args=[session]))


def _page(request: Asked, scope: str, title: str, back: str) -> HttpResponse:
    """Make an address, shown once, or end those that stand."""
    rights.insist_member(request.viewer)
    address = ""
    if request.method == "POST" and "end" in request.POST:
        actions.end_feeds(by=request.viewer, scope=scope)
        return tell(redirect(request.path), gettext("Those addresses show nothing any more."))
    if request.method == "POST":
        token = actions.make_feed(by=request.viewer, scope=scope)
        address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    standing = queries.feeds(request.viewer, scope)
    values = {"title": title, "address": address, "standing": standing, "back": back}
    return render(request, "patterns/calendar.html", values)


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What whoever made this address may see now, as iCalendar (RFC 5545)."""
    known = queries.feed(token)
    if known is None:
        raise Http404
    viewer, scope = known
    try:
        sessions = _sessions(viewer, scope)
    except NotHere:
        raise Http404 from None
    calendar = Calendar()
    calendar.add("prodid", "-//prisma-hub//agenda//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", frame.hub_name())
    for session in sessions:
        calendar.add_component(_event(request, viewer, session))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _sessions(viewer: Viewer, scope: str) -> list[Session]:
    thing = ids.uuid_of(scope)
    if scope.startswith("session:"):
        return [journeys.session(viewer, thing)]
    return journeys.sessions(viewer, journeys.journey(viewer, thing))


def _event(request: HttpRequest, viewer: Viewer, session: Session) -> Event:
    event = Event()
    event.add("uid", f"{session.id}@prisma-hub")
    event.add("dtstamp", begins(session))
    event.add("dtstart", begins(session))
    event.add("dtend", begins(session) + timedelta(minutes=session.minutes))
    event.add("summary", session.title)
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("url", request.build_absolute_uri(reverse("session", args=[session.id])))
    if session.place:
        event.add("location", session.place)
    sheet = queries.sheet(viewer, session.id)
    if sheet is not None and sheet.plan.blocks:
        lines = [
            f"{each.at:%H:%M} {each.planned.block.title}" for each in drawing.blocks(session, sheet.plan, {})
        ]
        event.add("description", "\n".join([*filter(None, [session.intention]), *lines]))
    return event
