"""Stewardship: who is in the house, with which roles, and the codes that let people in."""

from __future__ import annotations

from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions, queries
from prisma_hub.circles.types import HUB, KEEPER_LENGTH, PURPOSE_LENGTH, ROLES
from prisma_hub.identity import queries as people
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import queries as log
from prisma_hub.upkeep import queries as upkeep

from . import frame, who
from .forms import Form
from .messages import tell
from .ways import only_takes, takes_forms
from .who import Asked

ROLE_NAMES = {
    "steward": _("Steward"),
    "host": _("Hub host"),
    "facilitator": _("Facilitator"),
    "scribe": _("Scribe"),
    "trust": _("Trust person"),
    "custodian": _("Custodian of money"),
    "evaluator": _("External evaluator"),
}


class CodeForm(Form):
    uses = forms.IntegerField(
        label=_("For how many people?"), min_value=1, max_value=1000, initial=30, localize=False
    )
    days = forms.IntegerField(
        label=_("For how many days?"), min_value=1, max_value=366, initial=14, localize=False
    )


class RoleForm(Form):
    role = forms.ChoiceField(
        label=_("Which role?"), choices=[(each, ROLE_NAMES[each]) for each in ROLES], widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Until when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def stewardship(request: Asked) -> HttpResponse:
    """The house at a glance, each part with the page that tends it."""
    queries.insist_member(request.viewer)
    held = _held(request)
    return render(
        request,
        "circles/stewardship.html",
        {
            "house": queries.house(),
            "people": len(queries.people_in(request.viewer, HUB)),
            "with_role": len(held),
            "invitations": people.invitations(request.viewer),
            "elsewhere": _elsewhere(),
            "may_invite": queries.may(request.viewer, "invite people"),
            "tends": queries.may(request.viewer, "tend the hub"),
            "newest": log.head(),
            "wrong": upkeep.count_wrong(),
            "backups": upkeep.backups() if queries.may(request.viewer, "tend the hub") else None,
            "checked": frame.address("checked"),
            "process": "infrastructuring",
        },
    )


def _held(request: Asked) -> dict[UUID, list[str]]:
    """Names of the roles people hold for the hub."""
    held: dict[UUID, list[str]] = {}
    for role in queries.roles(request.viewer, scope=""):
        held.setdefault(role.person, []).append(str(ROLE_NAMES[role.role]))
    return held


# What else is tended, each on its own page: URL name, what it is, icon.
ELSEWHERE = (
    ("protocols", _("How things are recorded"), "pen"),
    ("applications", _("Applications"), "enrolling"),
    ("currencies", _("Practice currencies"), "coin"),
    ("organisations", _("Organisations"), "people"),
    ("keeping", _("How long things are kept"), "clock"),
)


def _elsewhere() -> list[tuple[str, str, str]]:
    return [(frame.address(name), str(label), icon) for name, label, icon in ELSEWHERE if frame.address(name)]


def house_people(request: Asked) -> HttpResponse:
    """Everybody who belongs here, those with a role for the hub first."""
    queries.insist_member(request.viewer)
    held = _held(request)
    members = [(person, held.get(person.id, [])) for person in people.everybody(request.viewer)]
    return render(
        request,
        "circles/people.html",
        {
            "groups": [
                (gettext("With a role for the hub"), [each for each in members if each[1]]),
                (gettext("Everybody else"), [each for each in members if not each[1]]),
            ],
            "may_grant": queries.may(request.viewer, "grant roles"),
            "may_renew": queries.may(request.viewer, "renew a lost code"),
            "new_key_waits": people.waiting_for_a_key()
            if queries.may(request.viewer, "replace a lost key")
            else (),
            "process": "infrastructuring",
        },
    )


class HouseForm(Form):
    """What the hub says of itself. Everybody reads it, also whoever never signed in."""

    purpose = forms.CharField(
        label=_("What is this hub for?"),
        help_text=_("Two or three sentences, as you would tell a neighbour. They stand on the first page."),
        max_length=PURPOSE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keeper = forms.CharField(
        label=_("Who keeps this machine?"),
        help_text=_("A name, a household or an association: whoever could open it and read its disk."),
        max_length=KEEPER_LENGTH,
        required=False,
    )
    reach = forms.CharField(
        label=_("How does one reach them?"),
        help_text=_("A telephone number, an address, or “Fridays at the mill”."),
        max_length=KEEPER_LENGTH,
        required=False,
    )
    why: ClassVar = {
        "keeper": _(
            "Everybody who speaks here trusts whoever holds the machine, and may know who that is. "
            "When somebody else keeps it, the name said before is erased."
        )
    }


@takes_forms
def describe_hub(request: Asked) -> HttpResponse:
    """Say what the hub is for, who keeps its machine, and how to reach them."""
    queries.insist(request.viewer, "tend the hub")
    now = queries.house()
    initial = {"purpose": now.purpose, "keeper": now.keeper, "reach": now.reach}
    form = HouseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.describe_hub(
                by=request.viewer,
                purpose=said["purpose"],
                keeper=said["keeper"],
                reach=said["reach"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no, "keeper")
        else:
            return tell(redirect("stewardship"), gettext("Said. Everybody can read it now."))
    return render(request, "circles/describe_hub.html", {"form": form, "process": "infrastructuring"})


@takes_forms
def invite(request: Asked) -> HttpResponse:
    """Print a code that lets people in."""
    queries.insist(request.viewer, "invite people")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.print_code(
                by=request.viewer, uses=form.cleaned_data["uses"], days=form.cleaned_data["days"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("sheet", code=made.code)
    return render(request, "circles/invite.html", {"form": form, "process": "enrolling"})


def sheet(request: Asked, code: str) -> HttpResponse:
    """The sheet to hang on the wall, for whoever printed it."""
    queries.insist_member(request.viewer)
    found = [each for each in people.invitations(request.viewer) if each.code == code]
    if not found:
        raise Http404
    shown = {
        "invitation": found[0],
        "join": request.build_absolute_uri("/join"),
        "unreachable": only_here(request.get_host()),
    }
    return render(request, "circles/sheet.html", shown)


def only_here(host: str) -> bool:
    """Whether an address leads nowhere but to the machine it is opened on."""
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


@only_takes
def end_code(request: Asked, code: str) -> HttpResponse:
    """The code on the sheet lets nobody in any more."""
    actions.end_code(by=request.viewer, code=code)
    return tell(redirect("stewardship"), gettext("This code lets nobody in any more."))


@takes_forms
def give_role(request: Asked, person: UUID) -> HttpResponse:
    """Give a person a role for the hub, or take one back."""
    queries.insist(request.viewer, "grant roles")
    found = people.person(request.viewer, person)
    if found is None:
        raise Http404
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        actions.grant(
            by=request.viewer,
            person=person,
            role=form.cleaned_data["role"],
            until=until.isoformat() if until else None,
        )
        return tell(redirect("house-people"), gettext("%(name)s has the role now.") % {"name": found.name})
    held = [
        (role, ROLE_NAMES[role.role])
        for role in queries.roles(request.viewer, person=person)
        if not role.scope
    ]
    return render(request, "circles/give_role.html", {"form": form, "person": found, "held": held})


@only_takes
def end_role(request: Asked, person: UUID, role: str) -> HttpResponse:
    actions.end_role(by=request.viewer, person=person, role=role)
    return tell(redirect("give-role", person=person), gettext("The role has ended."))


@takes_forms
def renew(request: Asked, person: UUID) -> HttpResponse:
    """New codes for somebody beside you who lost their card. Shown once, to them."""
    queries.insist(request.viewer, "renew a lost code")
    found = people.person(request.viewer, person)
    if found is None:
        raise Http404
    if request.method == "POST":
        made = actions.renew_codes(by=request.viewer, person=person)
        if person == request.viewer.person:
            who.welcome(request, made)
            return who.remember_device(request, redirect("card"), made.person.viewer)
        shown = {"name": found.name, "code": made.code, "recovery": made.recovery}
        return render(request, "circles/renewed.html", {"shown": shown, "join": request.get_host()})
    return render(request, "circles/renew.html", {"person": found})


urlpatterns = [
    path("stewardship", stewardship, name="stewardship"),
    path("stewardship/people", house_people, name="house-people"),
    path("stewardship/hub", describe_hub, name="describe-hub"),
    path("stewardship/invite", invite, name="invite"),
    path("stewardship/sheet/<str:code>", sheet, name="sheet"),
    path("stewardship/sheet/<str:code>/end", end_code, name="end-code"),
    path("stewardship/role/<uuid:person>", give_role, name="give-role"),
    path("stewardship/role/<uuid:person>/<str:role>/end", end_role, name="end-role"),
    path("stewardship/card/<uuid:person>", renew, name="renew-card"),
]
