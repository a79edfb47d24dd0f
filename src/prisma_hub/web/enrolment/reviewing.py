"""The pages of those who hold gates: who waits, who needs help, what was answered, the decision."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.enrolment import actions, queries
from prisma_hub.enrolment.types import Application
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.journeys.tabs import show
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from . import showing

LABEL = _("Joining")


class TalkForm(Form):
    words = fields.words(_("When and where do you talk?"), required=False, rows=2, max_length=2000)


class DecideForm(Form):
    outcome = fields.one_of(
        _("What do you say?"),
        (
            ("passed", _("Yes: on to the next stage")),
            ("changes", _("Something has to be added or changed")),
            ("not_now", _("Not now")),
            ("declined", _("No")),
        ),
    )
    words = fields.words(_("In your own words"), required=False)
    why: ClassVar = {
        "words": _("Everything but a yes needs words. They are read by whoever applied, so speak to them.")
    }


class InviteForm(Form):
    uses = forms.IntegerField(
        label=_("For how many people?"), min_value=1, max_value=1000, initial=30, localize=False
    )
    days = forms.IntegerField(
        label=_("For how many days?"), min_value=1, max_value=366, initial=14, localize=False
    )


def _rows(viewer: Viewer, found: list[Application]) -> list[dict[str, Any]]:
    """Applications as lines, those that wait for the viewer first."""
    known = people.people(viewer, {each.person for each in found})
    ordered = sorted(found, key=lambda each: (each.is_over, each.turn != "ours", -each.seq))
    return [
        {
            "application": each,
            "who": known[each.person].name if each.person in known else "",
            "state": showing.state(each),
            "turn": showing.turn(each, mine=False),
            "weeks": showing.weeks(each),
            "helps": _helps(each),
        }
        for each in ordered
    ]


def _helps(application: Application) -> list[str]:
    """What somebody wants help with, in their words."""
    return [
        tick.words for form in application.ticks.values() for tick in form.values() if tick.state == "help"
    ]


def applications(request: Asked) -> HttpResponse:
    """My applications, and those to the hub that I review."""
    rights.insist_member(request.viewer)
    return render(
        request,
        "enrolment/applications.html",
        {
            "mine": [
                {"application": each, "state": showing.state(each), "turn": showing.turn(each, mine=True)}
                for each in queries.mine(request.viewer)
            ],
            "theirs": _rows(request.viewer, queries.to_review(request.viewer, None)),
            "process": "enrolling",
        },
    )


def of_journey(request: Asked, journey: UUID) -> HttpResponse:
    """Everybody on the way onto a journey: where each stands, whose turn it is, who wants help."""
    found = journeys.journey(request.viewer, journey)
    rights.insist(request.viewer, queries.REVIEW, found.scope)
    rows = _rows(request.viewer, queries.to_review(request.viewer, found.scope))
    return show(
        request,
        "enrolment/of_journey.html",
        found,
        "journey-applications",
        {"rows": rows, "hears": rights.belongs(request.viewer, found.keepers_space)},
    )


def has_some(viewer: Viewer, journey: Journey) -> bool:
    return rights.may(viewer, queries.REVIEW, journey.scope)


def on_the_people(viewer: Viewer, journey: Journey) -> tuple[str, dict[str, Any]] | None:
    """On the page of the people: let others in, for whoever may."""
    if journey.closed or not rights.may(viewer, "invite people", journey.scope):
        return None
    return "enrolment/let_in.html", {"journey": journey}


@takes_forms
def invite(request: Asked, journey: UUID) -> HttpResponse:
    """Print a code that lets people in and onto this journey's pathway."""
    found = journeys.journey(request.viewer, journey)
    rights.insist(request.viewer, "invite people", found.scope)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.print_code(
                by=request.viewer,
                journey=found,
                uses=form.cleaned_data["uses"],
                days=form.cleaned_data["days"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("sheet", code=made.code)
    values = {
        "form": form,
        "heading": gettext("Let people onto this journey"),
        "submit": gettext("Make the sheet"),
    }
    return show(request, "journeys/form.html", found, "journey-people", values)


def _to_review(request: Asked, application: UUID) -> Application:
    found = queries.application(request.viewer, application)
    rights.insist(request.viewer, queries.REVIEW, found.scope)
    return found


@takes_forms
def talk(request: Asked, application: UUID) -> HttpResponse:
    found = _to_review(request, application)
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.talk(
            by=request.viewer,
            application=found,
            words=form.cleaned_data["words"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(
            redirect("application", application=found.id), gettext("Said. They read it on their page.")
        )
    return _form(request, found, form, gettext("A conversation"), gettext("Say so"))


@takes_forms
def decide(request: Asked, application: UUID) -> HttpResponse:
    found = _to_review(request, application)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(
                by=request.viewer,
                application=found,
                outcome=form.cleaned_data["outcome"],
                words=form.cleaned_data["words"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("application", application=found.id), gettext("Said. They read it on their page.")
            )
    return _form(request, found, form, gettext("Your answer"), gettext("Say it"))


def _form(request: Asked, application: Application, form: Form, heading: str, submit: str) -> HttpResponse:
    known = people.person(request.viewer, application.person)
    return render(
        request,
        "enrolment/reviewer_form.html",
        {
            "form": form,
            "application": application,
            "who": known.name if known else "",
            "heading": heading,
            "submit": submit,
            "process": "enrolling",
        },
    )


@only_takes
def take_up(request: Asked, application: UUID) -> HttpResponse:
    found = _to_review(request, application)
    actions.take_up_again(by=request.viewer, application=found)
    return tell(redirect("application", application=found.id), gettext("It goes on where it stood."))
