"""A session with its agenda; its sheet to print, and large type for the wall."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.circles import queries as rights
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel import source
from prisma_hub.patterns import queries
from prisma_hub.patterns.types import AgendaWarning, Booking, Sheet
from prisma_hub.web import fields, tags, today
from prisma_hub.web.journeys.sessions import begins
from prisma_hub.web.journeys.tabs import show, touching
from prisma_hub.web.who import Asked

from . import drawing, looking_back
from .finding import found, may_run


def code_of(session: UUID) -> str:
    """Six letters and figures that hang on the wall of the session, and cannot be guessed from outside it."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"i was here\n" + session.bytes, hashlib.sha256).digest()
    return base64.b32encode(made[:5]).decode().rstrip("=")[:6]


def session(request: Asked, session: UUID) -> HttpResponse:
    """The agenda, and for those who compose it the designer."""
    one, journey, sheet = found(request.viewer, session)
    may = may_run(request.viewer, one, sheet)
    there = queries.attended(request.viewer, one.id)
    running = queries.run(request.viewer, one.id)
    known = people.people(request.viewer, {*there, *drawing.held_by(sheet.plan)})
    names = drawing.named(journey, sheet.plan, known)
    composes = may and not (running and running.ended)
    warnings = _warnings(request.viewer, journey, one, sheet, names) if composes else ()
    shown = drawing.blocks(one, sheet.plan, names, warnings)
    arc = next((fields.said(each.title) for each in journey.arcs if each.name == one.arc), "")
    asks = [ask for each in shown for ask in each.asks]
    return show(
        request,
        "patterns/session.html",
        journey,
        "journey-agenda",
        {
            "session": one,
            "begins": begins(one),
            "arc": arc,
            "sheet": sheet,
            "blocks": shown,
            "strip": drawing.strip(shown),
            "bars": drawing.where_minutes_go(shown),
            "may": may,
            "asks": asks,
            "over": sheet.plan.planned - sheet.plan.minutes,
            "composes": composes,
            **(_typing(request, sheet) if composes else {}),
            "touching": touching(request.viewer, one.scope),
            "run": running,
            "there": [known[each].name for each in there if each in known and known[each].name],
            "was_there": request.viewer.person in there,
            "debriefs": looking_back.how_often(request.viewer, one.id),
            "look_back": looking_back.address(request.viewer, one.id, journey),
            "may_follow": request.viewer.person is not None,
            "statement": source.current().uuid7(),
        },
    )


def _typing(request: Asked, sheet: Sheet) -> dict[str, Any]:
    """The patterns to choose from while typing; and those near a block just put in, in case one was meant."""
    library = queries.library(request.viewer, fields.language())
    new = sheet.plan.find(request.GET.get("new", ""))
    near = queries.near(library, new.block.title) if new and not new.pattern else ()
    return {"library": library, "new": new.block.id if new else "", "near": near}


def _warnings(
    viewer: Viewer, journey: Journey, session: Session, sheet: Sheet, names: dict[str, str]
) -> Sequence[AgendaWarning]:
    """What the plan is warned of; the cohort comes, where nobody said how many do."""
    counts = sheet.plan.people is None and any(each.block.group for each in sheet.plan.blocks)
    cohort = len(rights.people_in(viewer, journey.cohort_space)) if counts else 0
    bookings = _bookings(viewer, journey, session, names)
    return queries.warnings(sheet.plan, names, cohort or None, bookings)


def _bookings(viewer: Viewer, journey: Journey, session: Session, names: dict[str, str]) -> list[Booking]:
    """Where people are expected at the same time in other sessions of the journey."""
    first, last = begins(session), begins(session) + timedelta(minutes=session.minutes)
    beside = [
        each
        for each in journeys.sessions(viewer, journey)
        if each.id != session.id
        and not each.cancelled
        and begins(each) < last
        and begins(each) + timedelta(minutes=each.minutes) > first
    ]
    sheets = queries.sheets(viewer, [each.id for each in beside])
    found = []
    for each in beside:
        if each.id not in sheets:
            continue
        shift = int((begins(each) - first).total_seconds() // 60)
        for placed in queries.lay_out(sheets[each.id].plan):
            for holder in placed.block.holders:
                if holder in names:
                    found.append(Booking(names[holder], each.title, placed.start + shift, placed.end + shift))
    return found


def sheet(request: Asked, session: UUID) -> HttpResponse:
    """Everything a facilitator needs on paper: hours, holders, steps, prompts, materials."""
    return _paper(request, session, "patterns/sheet.html")


def wall(request: Asked, session: UUID) -> HttpResponse:
    """Large type for the wall, with the square for “I was here”."""
    return _paper(request, session, "patterns/wall.html")


def _paper(request: Asked, session: UUID, template: str) -> HttpResponse:
    one, journey, sheet = found(request.viewer, session)
    names = drawing.names_of(request.viewer, journey, sheet.plan)
    shown = drawing.blocks(one, sheet.plan, names)
    materials = sorted({each for block in sheet.plan.blocks for each in block.block.materials})
    return render(
        request,
        template,
        {
            "session": one,
            "journey": journey,
            "begins": begins(one),
            "blocks": shown,
            "materials": materials,
            "may": may_run(request.viewer, one, sheet),
            "code": code_of(one.id),
        },
    )


def on_today(request: Asked) -> today.Next | None:
    """The next session of my journeys within a day."""
    session = journeys.my_next_session(request.viewer)
    starts = source.parse_instant(session.begins) if session else 0
    if session is None or starts - source.current().now_ms() > 86_400_000:
        return None
    when = tags.moment_text(session.begins, "near")
    return today.Next(
        title=session.title,
        text=session.intention,
        kicker=gettext("Next, %(when)s") % {"when": f"{when}, {session.place}".rstrip(", ")},
        address=reverse("session", args=[session.id]),
        label=gettext("Open the session"),
        other_address=reverse("journey-agenda", args=[session.journey]),
        other_label=gettext("See the whole agenda"),
        icon="clock",
        due=starts,
    )
