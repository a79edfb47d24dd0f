"""Composing an agenda: every step a form that works without a script."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.patterns import actions, queries
from prisma_hub.patterns.types import Planned, Sheet
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.journeys.gates import _choose
from prisma_hub.web.journeys.sessions import begins
from prisma_hub.web.journeys.tabs import show
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from .finding import found


class BlockForm(Form):
    title = fields.line(_("What happens?"))
    minutes = forms.IntegerField(label=_("For how many minutes?"), min_value=1, max_value=1440)
    holders = fields.some_of(_("Who holds it?"), required=False)
    others = fields.line(_("Somebody else, by name"), required=False)
    locked = fields.hour(_("Fixed to begin at"), required=False)
    note = fields.words(_("A note for those who hold it"), required=False, rows=2, max_length=2000)
    why: ClassVar = {
        "holders": _("A block nobody holds is flagged, so that nobody stands there alone."),
        "locked": _("The bus, the meal, the digger: what is fixed stays, the rest flows around it."),
    }


class PeopleForm(Form):
    people = forms.IntegerField(label=_("How many come?"), min_value=1, max_value=10_000)


def _composed(viewer: Viewer, session: UUID) -> tuple[Session, Journey, Sheet]:
    """The session, for somebody who may compose it."""
    one, journey, sheet = found(viewer, session)
    rights.insist(viewer, actions.RIGHT, sheet.within)
    return one, journey, sheet


def back(session: UUID, text: str, new: str = "") -> HttpResponse:
    """Back to the agenda, with a way to take it back; `new` is a block that may have been meant otherwise."""
    undo = reverse("undo-agenda", args=[session])
    agenda = reverse("session", args=[session]) + (f"?new={new}#b-{new}" if new else "")
    return tell(redirect(agenda), text, address=undo, link=gettext("Undo"), post=True)


@only_takes
def add(request: Asked, session: UUID) -> HttpResponse:
    """Put in a block: a pattern by its name, a pause, or anything by its words."""
    _composed(request.viewer, session)
    named = request.POST.get("add", "").strip()
    minutes = request.POST.get("minutes", "")
    length = int(minutes) if minutes.isdecimal() and len(minutes) < 5 else None
    if request.POST.get("kind") == "pause":
        actions.add_block(
            by=request.viewer,
            session=session,
            title=named or gettext("Pause"),
            minutes=length or actions.PAUSE,
            is_pause=True,
        )
        return back(session, gettext("A pause is in."))
    page, near = queries.named(request.viewer, named, fields.language())
    if page is not None:
        actions.add_pattern(by=request.viewer, session=session, page=page, minutes=length)
        return back(session, gettext("It is in."))
    made = actions.add_block(by=request.viewer, session=session, title=named, minutes=length or 30)
    told = gettext("No pattern is called “%(name)s”. It is in the agenda, as a block in your own words.")
    return back(session, told % {"name": named}, new=made if near else "")


@only_takes
def make_pattern(request: Asked, session: UUID, block: str, name: str) -> HttpResponse:
    """A block in one's own words was meant as this pattern."""
    _composed(request.viewer, session)
    page = queries.pattern(request.viewer, name, fields.language())
    actions.make_pattern(by=request.viewer, session=session, block=block, page=page)
    return back(session, gettext("It is “%(title)s” now, with its steps.") % {"title": page.title})


@takes_forms
def block(request: Asked, session: UUID, block: str) -> HttpResponse:
    """Change what is known of a block."""
    one, journey, sheet = _composed(request.viewer, session)
    planned = sheet.plan.find(block)
    if planned is None:
        raise NotHere("This block is no longer in the agenda.", mend="Look at it again.")
    form = BlockForm(request.POST or None, initial=_initial(one, planned))
    choices = _choices(request.viewer, journey)
    _choose(form, "holders", choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_block(
                by=request.viewer,
                session=session,
                block=block,
                title=given["title"],
                minutes=given["minutes"],
                holders=[*given["holders"], *given["others"].split(",")],
                locked_at=_minute_of(one, given["locked"]),
                note=given["note"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return back(session, gettext("Changed."))
    known = {value for value, _label in choices}
    others = ", ".join(each for each in planned.block.holders if each not in known)
    if not form.is_bound:
        form.initial["others"] = others
    return show(
        request,
        "patterns/block.html",
        journey,
        "journey-agenda",
        {"form": form, "session": one, "planned": planned},
    )


def _initial(session: Session, planned: Planned) -> dict[str, Any]:
    locked = planned.block.locked_at
    return {
        "title": planned.block.title,
        "minutes": planned.block.minutes,
        "holders": list(planned.block.holders),
        "locked": (begins(session) + timedelta(minutes=locked)).time() if locked is not None else None,
        "note": planned.note,
    }


def _choices(viewer: Viewer, journey: Journey) -> list[tuple[str, str]]:
    """Roles of the journey and its people."""
    roles = [(f"role:{name}", fields.said(title)) for name, title in journey.roles.items()]
    ids = [
        *rights.people_in(viewer, journey.keepers_space),
        *rights.people_in(viewer, journey.cohort_space),
    ]
    return [*((f"person:{each}", name) for each, name in fields.names(viewer, ids)), *roles]


def _minute_of(session: Session, at: Any) -> int | None:
    """The minute of the session at which an hour falls; after midnight it is the next day's."""
    if at is None:
        return None
    first = begins(session)
    moment = datetime.combine(first.date(), at, tzinfo=first.tzinfo)
    minutes = int((moment - first).total_seconds() // 60)
    return minutes if minutes >= 0 else minutes + 24 * 60


@only_takes
def mend(request: Asked, session: UUID, block: str, what: str) -> HttpResponse:
    """One press: earlier, later, out, the least it needs, a pause before it, its materials are here."""
    _composed(request.viewer, session)
    given: dict[str, Any] = {"by": request.viewer, "session": session}
    if what == "pause":
        actions.put_pause(**given, before=block, title=gettext("Pause"))
    elif what in ("up", "down"):
        actions.move_block(**given, block=block, places=-1 if what == "up" else 1)
    elif what in ("remove", "least", "have"):
        change = {"remove": actions.remove_block, "least": actions.give_least, "have": actions.have}[what]
        change(**given, block=block)
    else:
        raise NotHere("There is nothing like this to do.", mend="Look at the agenda again.")
    return back(session, gettext("Changed."))


@only_takes
def reflow(request: Asked, session: UUID) -> HttpResponse:
    _composed(request.viewer, session)
    actions.reflow(by=request.viewer, session=session)
    return back(session, gettext("The minutes flow up to the end and the fixed times."))


@only_takes
def undo(request: Asked, session: UUID) -> HttpResponse:
    _composed(request.viewer, session)
    actions.undo(by=request.viewer, session=session)
    return tell(redirect("session", session=session), gettext("Taken back."))


@takes_forms
def expect(request: Asked, session: UUID) -> HttpResponse:
    one, journey, sheet = _composed(request.viewer, session)
    form = PeopleForm(request.POST or None, initial={"people": sheet.plan.people})
    if request.method == "POST" and form.is_valid():
        actions.expect(by=request.viewer, session=session, people=form.cleaned_data["people"])
        return back(session, gettext("Changed."))
    values = {"form": form, "heading": gettext("How many come?"), "submit": gettext("Keep it")}
    return show(request, "patterns/small_form.html", journey, "journey-agenda", {**values, "session": one})
