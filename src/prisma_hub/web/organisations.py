"""Organisations: their page, founding one, and what they export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.currencies import queries as currencies
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.organisations import actions, queries
from prisma_hub.organisations.types import FORMS, Organisation

from . import fields
from .agreements.circles import find as find_circle
from .agreements.words import WAYS, Names, in_my_language
from .currencies.words import SHARES, money
from .forms import Form
from .ways import takes_forms
from .who import Asked

PROCESS = "infrastructuring"
FORM_NAMES: dict[str, Promise] = {
    "practice_guild": _("Practice guild: people who refine one way of doing"),
    "place_cooperative": _("Place cooperative: people who look after one place"),
    "project_pool": _("Project pool: people and money for one undertaking"),
    "network_stewardship": _("Network stewardship: people who hold a practice for many places"),
}


class FoundForm(Form):
    name = forms.CharField(label=_("What is it called?"), max_length=120)
    purpose = fields.words(_("What is it for?"), rows=3)
    form = forms.ChoiceField(
        label=_("Which form fits best?"),
        choices=[(each, FORM_NAMES[each]) for each in FORMS],
        widget=forms.RadioSelect,
    )
    share = forms.ChoiceField(
        label=_("Who may look it up?"),
        choices=(("", _("Only its own members")), *SHARES[1:2], ("public", _("Everybody, everywhere"))),
        widget=forms.RadioSelect,
        required=False,
    )


def organisations(request: Asked) -> HttpResponse:
    """Every organisation the viewer may look up."""
    found = queries.organisations(request.viewer)
    return render(request, "organisations/organisations.html", {"rows": found, "process": PROCESS})


def find(request: Asked, organisation: UUID) -> Organisation:
    found = queries.organisation(request.viewer, organisation)
    if found is None:
        raise NotHere("There is no such organisation here.")
    return found


def organisation(request: Asked, organisation: UUID) -> HttpResponse:
    """Members, mandate, decisions, treasury, what it stewards, and its exports."""
    viewer, found = request.viewer, find(request, organisation)
    circle = circles.circle(viewer, found.circle)
    people = [f"person:{each}" for each in queries.members(viewer, found)]
    names = Names(viewer, people)
    shown = {
        "organisation": found,
        "form": FORM_NAMES[found.form],
        "circle": circle,
        "mandate": circle.mandate.get("text", "") if circle else "",
        "way": WAYS.get(circle.decides or "consent", circle.decides) if circle else "",
        "members": names.all_of(people),
        "agreements": agreements.agreements(viewer, circle=found.circle),
        "open": agreements.proposals(viewer, circle=found.circle),
        "pools": [
            (each, money(each.totals.unspent, each.places, each.currency))
            for each in currencies.pools(viewer, circle=found.circle)
        ],
        "treasury": [
            money(units, places, code) for code, (units, places) in queries.treasury(viewer, found).items()
        ],
        "stewards": [
            (each, in_my_language(each.title, each.name)) for each in queries.stewards(viewer, found)
        ],
        "process": PROCESS,
    }
    return render(request, "organisations/organisation.html", shown)


@takes_forms
def found(request: Asked, circle: UUID) -> HttpResponse:
    """Put it to a circle that it becomes an organisation."""
    held = find_circle(request.viewer, circle)
    form = FoundForm(request.POST or None, initial={"name": held.title, "purpose": held.purpose})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.propose_founding(
                by=request.viewer,
                circle=circle,
                name=said["name"],
                purpose=said["purpose"],
                form=said["form"],
                share=said["share"],
                title=gettext("We become an organisation: %(name)s") % {"name": said["name"][:80]},
                text=gettext(
                    "From now on we are an organisation called “%(name)s”. Our agreements, roles, records "
                    "and money come along. It needs everybody’s own yes."
                )
                % {"name": said["name"]},
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("decision", proposal=made)
    return render(request, "organisations/found.html", {"form": form, "circle": held, "process": PROCESS})


def _address(request: Asked, held: Organisation) -> Callable[[str], str]:
    def address(what: str) -> str:
        kind, _, name = what.partition(":")
        if kind == "decision":
            return request.build_absolute_uri(reverse("decision", args=(name,)))
        return request.build_absolute_uri(reverse(f"dao-{kind}", args=(held.id,)))

    return address


def _json(said: dict[str, Any]) -> HttpResponse:
    return JsonResponse(said, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})


def dao(request: Asked, organisation: UUID) -> HttpResponse:
    """What a daoURI points to (ERC-4824)."""
    held = find(request, organisation)
    return _json(queries.dao(held, _address(request, held)))


def dao_members(request: Asked, organisation: UUID) -> HttpResponse:
    return _json(queries.dao_members(request.viewer, find(request, organisation), log.hub_did()))


def dao_proposals(request: Asked, organisation: UUID) -> HttpResponse:
    held = find(request, organisation)
    return _json(queries.dao_proposals(request.viewer, held, _address(request, held)))


def dao_activities(request: Asked, organisation: UUID) -> HttpResponse:
    return _json(queries.dao_activities(request.viewer, find(request, organisation), log.hub_did()))


def dao_governance(request: Asked, organisation: UUID) -> HttpResponse:
    """The governance page, as markdown: purpose, mandate, how it decides, what is in force."""
    viewer, held = request.viewer, find(request, organisation)
    circle = circles.circle(viewer, held.circle)
    lines = [f"# {held.name}", "", held.purpose, "", f"*{FORM_NAMES[held.form]}*"]
    if circle:
        way = WAYS.get(circle.decides or "consent", circle.decides)
        lines += ["", f"## {gettext('Mandate')}", "", str(circle.mandate.get("text", "")), "", f"{way}."]
    lines += ["", f"## {gettext('What we agreed')}", ""]
    for each in agreements.agreements(viewer, circle=held.circle):
        lines += [f"### {each.title}", "", each.text, ""]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/markdown; charset=utf-8")


def treasury(request: Asked, organisation: UUID) -> HttpResponse:
    """Every movement of its account, as CSV."""
    held = find(request, organisation)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="treasury-{str(held.id)[-12:]}.csv"'
    written, places = csv.writer(answer), currencies.places_of(request.viewer)
    written.writerow(["entry", "at", "kind", "amount", "currency"])
    for movement in currencies.ledger(request.viewer, held.space):
        for line in movement.postings:
            if line.account == held.space:
                amount = text_of(currencies.amount_of(line.amount, places[line.currency]))
                written.writerow([movement.seq, movement.at, movement.kind, amount, line.currency])
    return answer


def books(request: Asked, organisation: UUID) -> HttpResponse:
    """The same, for Beancount."""
    held = find(request, organisation)
    text = currencies.beancount(request.viewer, held.name, held.space)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="treasury.beancount"'
    return answer


urlpatterns = [
    path("organisations", organisations, name="organisations"),
    path("organisations/<uuid:organisation>", organisation, name="organisation"),
    path("circles/<uuid:circle>/found", found, name="found-organisation"),
    path("organisations/<uuid:organisation>/dao.json", dao, name="dao"),
    path("organisations/<uuid:organisation>/members.json", dao_members, name="dao-members"),
    path("organisations/<uuid:organisation>/proposals.json", dao_proposals, name="dao-proposals"),
    path("organisations/<uuid:organisation>/activities.json", dao_activities, name="dao-activities"),
    path("organisations/<uuid:organisation>/governance.md", dao_governance, name="dao-governance"),
    path("organisations/<uuid:organisation>/treasury.csv", treasury, name="treasury"),
    path("organisations/<uuid:organisation>/treasury.beancount", books, name="treasury-books"),
]
