"""Who is on a journey, and who may do what in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import CUSTODIAN, EVALUATOR, FACILITATOR, HOST, SCRIBE, TRUST
from prisma_hub.identity import queries as members
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields
from prisma_hub.web.circles import ROLE_NAMES
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from .gates import _choose
from .opening import tended
from .tabs import show

GIVEN = (HOST, FACILITATOR, SCRIBE, TRUST, CUSTODIAN, EVALUATOR)

# What other rooms put on the page of the people, above the list: a template and what it needs.
SECTIONS: list[Callable[[Viewer, Journey], tuple[str, dict[str, Any]] | None]] = []


class RoleForm(Form):
    person = fields.one_of(_("Who?"))
    role = fields.one_of(_("Which role, in this journey?"), [(each, ROLE_NAMES[each]) for each in GIVEN])
    until = fields.day(_("Until when?"), required=False)
    why: ClassVar = {"role": _("Hosts, facilitators and scribes hear what those who hold the journey hear.")}


def journey_people(request: Asked, journey: Any) -> HttpResponse:
    found = queries.journey(request.viewer, journey)
    cohort = rights.people_in(request.viewer, found.cohort_space)
    held: dict[UUID, list[tuple[str, Any]]] = {}
    for role in rights.roles(request.viewer, scope=found.scope):
        held.setdefault(role.person, []).append((role.role, ROLE_NAMES[role.role]))
    ids = list(dict.fromkeys([*cohort, *held]))
    known = members.people(request.viewer, ids)
    asked = [ask(request.viewer, found) for ask in SECTIONS]
    return show(
        request,
        "journeys/people.html",
        found,
        "journey-people",
        {
            "people": [(known[each], held.get(each, [])) for each in ids if each in known],
            "sections": [section for section in asked if section],
        },
    )


@takes_forms
def give_role(request: Asked, journey: Any) -> HttpResponse:
    found = tended(request.viewer, journey)
    form = RoleForm(request.POST or None)
    everybody = members.everybody(request.viewer)
    _choose(form, "person", [(str(each.id), each.name) for each in everybody if each.name])
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            circles.grant(
                by=request.viewer,
                person=UUID(form.cleaned_data["person"]),
                role=form.cleaned_data["role"],
                scope=found.scope,
                until=until.isoformat() if until else None,
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey-people", journey=found.id), gettext("The role is given."))
    return show(
        request,
        "journeys/form.html",
        found,
        "journey-people",
        {
            "form": form,
            "heading": gettext("Give a role in this journey"),
            "submit": gettext("Give the role"),
            "back": reverse("journey-people", args=[found.id]),
        },
    )


@only_takes
def end_role(request: Asked, journey: Any, person: UUID, role: str) -> HttpResponse:
    found = queries.journey(request.viewer, journey)
    circles.end_role(by=request.viewer, person=person, role=role, scope=found.scope)
    return tell(redirect("journey-people", journey=found.id), gettext("The role has ended."))
