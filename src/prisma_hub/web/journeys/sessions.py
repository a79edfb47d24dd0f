"""The gatherings of a journey in their order; planning, moving and calling off."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import HUB, MINUTES, PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant, parse_instant
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.tags import moment_text
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from .gates import _choose
from .opening import tended
from .tabs import NEXT, Next, show

SOON = 3 * 86_400_000
"""Within this many milliseconds a gathering comes before the gate."""


class SessionForm(Form):
    title = fields.line(_("What is it?"))
    on = fields.day(_("On which day?"))
    at = fields.hour(_("From when?"), initial="09:00")
    minutes = forms.IntegerField(label=_("For how many minutes?"), min_value=5, max_value=1440, initial=120)
    place = fields.line(_("Where?"), required=False)
    intention = fields.words(
        _("What shall be different afterwards?"), required=False, rows=2, max_length=1000
    )
    arc = fields.one_of(_("Which arc does it belong to?"), required=False)
    to = fields.one_of(
        _("Who may know of it?"),
        (("", _("the cohort")), (HUB, _("everybody on this hub")), (PUBLIC, _("everybody, everywhere"))),
        required=False,
        initial="",
    )
    why: ClassVar = {
        "intention": _("It stands above the agenda, so that everybody knows what the day is for.")
    }

    def __init__(self, journey: Journey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arcs = [(each.name, fields.said(each.title)) for each in journey.arcs]
        _choose(self, "arc", [("", gettext("none")), *arcs])

    def given(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "title": found["title"],
            "begins": fields.moment(found["on"], found["at"]),
            "minutes": found["minutes"],
            "arc": found["arc"],
            "place": found["place"],
            "intention": found["intention"],
            "statement_id": found["statement"],
        }


def begins(session: Session) -> datetime:
    """The moment it begins, in the hub's zone."""
    return datetime.fromisoformat(session.begins).astimezone(timezone.get_current_timezone())


def agenda(request: Asked, journey: Any) -> HttpResponse:
    """Every gathering, by day."""
    found = queries.journey(request.viewer, journey)
    sessions = queries.sessions(request.viewer, found)
    days = [
        (day, [(each, begins(each)) for each in some])
        for day, some in groupby(sessions, key=lambda each: begins(each).date())
    ]
    now = instant(source.current().now_ms())
    first = next((each for each in sessions if each.begins > now and not each.cancelled), None)
    return show(
        request,
        "journeys/agenda.html",
        found,
        "journey-agenda",
        {
            "days": days,
            "first": first,
            "unplanned": bool(found.plan.get("sessions")) and not sessions,
        },
    )


@takes_forms
def plan(request: Asked, journey: Any) -> HttpResponse:
    found = tended(request.viewer, journey)
    today = date.fromisoformat(rights.today())
    form = SessionForm(found, request.POST or None, initial={"on": max(found.begins, today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_session(
                by=request.viewer, journey=found, to=form.cleaned_data["to"] or None, **form.given()
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("session", session=made.id), gettext("Planned."))
    return _form(request, found, form, gettext("Plan a session"), gettext("Plan it"))


@only_takes
def plan_preset(request: Asked, journey: Any) -> HttpResponse:
    """Everything the preset names, at nine in the morning of its day."""
    found = tended(request.viewer, journey)
    first = fields.moment(found.begins, time(9))
    actions.plan_preset_sessions(by=request.viewer, journey=found, first=first, language=fields.language())
    return tell(redirect("journey-agenda", journey=found.id), gettext("Planned. Move what does not fit."))


@takes_forms
def replan(request: Asked, session: UUID) -> HttpResponse:
    """Move or rename a session."""
    one = queries.session(request.viewer, session)
    found = tended(request.viewer, one.journey)
    when = begins(one)
    before = {
        "title": one.title,
        "on": when.date(),
        "at": when.time(),
        "minutes": one.minutes,
        "place": one.place,
        "intention": one.intention,
        "arc": one.arc,
    }
    form = SessionForm(found, request.POST or None, initial=before)
    del form.fields["to"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.replan_session(by=request.viewer, session=one, **form.given())
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("session", session=one.id), gettext("Changed."))
    return _form(request, found, form, gettext("Move or rename it"), gettext("Keep the change"), one)


class CancelForm(Form):
    sorts: ClassVar = (MINUTES,)
    why_so = fields.line(_("Why?"), required=False)


@takes_forms
def cancel(request: Asked, session: UUID) -> HttpResponse:
    one = queries.session(request.viewer, session)
    found = tended(request.viewer, one.journey)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_session(
            by=request.viewer,
            session=one,
            why=form.cleaned_data["why_so"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(redirect("journey-agenda", journey=found.id), gettext("Called off."))
    heading = gettext("Call off “%(title)s”") % {"title": one.title}
    return _form(request, found, form, heading, gettext("Call it off"), one)


def _form(
    request: Asked,
    journey: Journey,
    form: Form,
    heading: str,
    submit: str,
    session: Session | None = None,
) -> HttpResponse:
    return show(
        request,
        "journeys/form.html",
        journey,
        "journey-agenda",
        {"form": form, "heading": heading, "submit": submit, "back": _back(journey, session)},
    )


def _back(journey: Journey, session: Session | None) -> str:
    """Where one came from: the session, or the agenda of the journey."""
    return reverse("session", args=[session.id]) if session else reverse("journey-agenda", args=[journey.id])


def coming(viewer: Viewer, journey: Journey) -> Next | None:
    """The next gathering, for people of the cohort."""
    since = instant(source.current().now_ms() - 2 * 3_600_000)
    sessions = queries.sessions(viewer, journey)
    session = next((each for each in sessions if each.begins >= since and not each.cancelled), None)
    if session is None or journey.closed:
        return None
    return Next(
        session.title,
        reverse("session", args=[session.id]),
        gettext("Open the session"),
        gettext("Next, %(when)s") % {"when": moment_text(session.begins)},
        place=30 if parse_instant(session.begins) - source.current().now_ms() < SOON else 60,
    )


NEXT.append(coming)
