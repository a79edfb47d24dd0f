"""Teams of a journey: formed, joined by each one's own yes, described anew."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey, Team
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from .gates import _choose
from .tabs import NEXT, Next, show, touching

MANY = 12
"""From so many names on, their first letters lead to them."""


class TeamForm(Form):
    name = fields.line(_("What is the team called?"), max_length=120)
    description = fields.words(_("What does it want to do?"), required=False, max_length=8000)
    asked = fields.some_of(_("Whom do you ask into it?"), required=False)
    mine = forms.BooleanField(label=_("I am of this team myself"), required=False, initial=True)
    why: ClassVar = {
        "asked": _("Each one says yes for themselves. Until all have answered, the team is forming.")
    }


class DescribeForm(Form):
    name = TeamForm.base_fields["name"]
    description = TeamForm.base_fields["description"]
    why: ClassVar = {"description": _("What you said before stays readable below.")}


class AskForm(Form):
    person = fields.one_of(_("Whom do you ask?"))


def teams(request: Asked, journey: Any) -> HttpResponse:
    found = queries.journey(request.viewer, journey)
    rows = queries.teams(request.viewer, found)
    return show(
        request,
        "journeys/teams.html",
        found,
        "teams",
        {"teams": rows, "may_form": _may_form(request.viewer, found)},
    )


def _may_form(viewer: Viewer, journey: Journey) -> bool:
    return rights.belongs(viewer, journey.cohort_space) and not journey.closed


@takes_forms
def form_team(request: Asked, journey: Any) -> HttpResponse:
    found = queries.journey(request.viewer, journey)
    form = TeamForm(request.POST or None)
    cohort = rights.people_in(request.viewer, found.cohort_space)
    others = [each for each in cohort if each != request.viewer.person]
    _choose(form, "asked", fields.by_name(fields.names(request.viewer, others)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = [UUID(each) for each in given["asked"]]
        if given["mine"] and request.viewer.person:
            asked.insert(0, request.viewer.person)
        try:
            team = actions.form_team(
                by=request.viewer,
                journey=found,
                name=given["name"],
                description=given["description"],
                asked=asked,
                statement_id=given["statement"],
            )
            if team.of(request.viewer.person) == "asked":
                actions.join_team(by=request.viewer, team=team)
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("team", team=team.id), gettext("The team is forming."))
    groups = fields.by_initial(form["asked"])
    values = {"form": form, "groups": groups, "jump": len(groups) > 3 and len(others) > MANY}
    return show(request, "journeys/form_team.html", found, "teams", values)


def _form(
    request: Asked, journey: Journey, form: Form, heading: str, submit: str, team: Team | None = None
) -> HttpResponse:
    back = reverse("team", args=[team.id]) if team else reverse("teams", args=[journey.id])
    values = {"form": form, "heading": heading, "submit": submit, "back": back}
    return show(request, "journeys/form.html", journey, "teams", values)


def team(request: Asked, team: UUID) -> HttpResponse:
    one = queries.team(request.viewer, team)
    found = queries.journey(request.viewer, one.journey)
    states = queries.descriptions(request.viewer, one)
    ids = {each.person for each in one.members} | {each.by for each in states if each.by}
    known = people.people(request.viewer, ids)
    return show(
        request,
        "journeys/team.html",
        found,
        "teams",
        {
            "team": one,
            "touching": touching(request.viewer, one.scope, one.space),
            "members": [
                (each, known[each.person].name if each.person in known else "") for each in one.members
            ],
            "earlier": [(each, known[each.by].name if each.by in known else "") for each in states[1:]],
            "mine": one.of(request.viewer.person),
            "of_it": one.of(request.viewer.person) == "yes",
            "statement": source.current().uuid7(),
        },
    )


@only_takes
def answer(request: Asked, team: UUID, what: str) -> HttpResponse:
    """One's own yes, no, or going."""
    one = queries.team(request.viewer, team)
    {"yes": actions.join_team, "no": actions.decline_team, "leave": actions.leave_team}[what](
        by=request.viewer, team=one
    )
    told = {
        "yes": gettext("You are of this team."),
        "no": gettext("Your answer is kept."),
        "leave": gettext("You left the team."),
    }
    return tell(redirect("team", team=one.id), told[what])


@takes_forms
def describe(request: Asked, team: UUID) -> HttpResponse:
    one = queries.team(request.viewer, team)
    found = queries.journey(request.viewer, one.journey)
    form = DescribeForm(request.POST or None, initial={"name": one.name, "description": one.text})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.describe_team(
            by=request.viewer,
            team=one,
            name=given["name"],
            description=given["description"],
            statement_id=given["statement"],
        )
        return tell(redirect("team", team=one.id), gettext("Changed. What was said before stays below."))
    return _form(request, found, form, gettext("Describe it anew"), gettext("Keep the change"), one)


@takes_forms
def ask(request: Asked, team: UUID) -> HttpResponse:
    one = queries.team(request.viewer, team)
    found = queries.journey(request.viewer, one.journey)
    form = AskForm(request.POST or None)
    free = [
        each for each in rights.people_in(request.viewer, found.cohort_space) if one.of(each) in ("", "no")
    ]
    _choose(form, "person", fields.by_name(fields.names(request.viewer, free)))
    if request.method == "POST" and form.is_valid():
        actions.ask_into_team(
            by=request.viewer,
            team=one,
            person=UUID(form.cleaned_data["person"]),
            statement_id=form.cleaned_data["statement"],
        )
        return tell(redirect("team", team=one.id), gettext("Asked. It is their answer now."))
    return _form(request, found, form, gettext("Ask somebody into the team"), gettext("Ask them"), one)


@only_takes
def take_back(request: Asked, team: UUID, person: UUID) -> HttpResponse:
    """Ask somebody no longer who has not answered."""
    one = queries.team(request.viewer, team)
    actions.take_back_asking(by=request.viewer, team=one, person=person)
    return tell(redirect("team", team=one.id), gettext("Taken back. The team does not wait for this answer."))


def asking(viewer: Viewer, journey: Journey) -> Next | None:
    """A team that waits for the viewer's own answer."""
    for team in queries.teams_asking(viewer):
        if team.journey == journey.id:
            title = gettext("“%(team)s” asks you into the team") % {"team": team.name}
            return Next(title, reverse("team", args=[team.id]), gettext("Say yes or no"), place=10)
    return None


NEXT.append(asking)
