"""Circles: what they may decide, who belongs, what is on the table."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from prisma_hub.agreements import queries as deciding
from prisma_hub.agreements.types import Brief
from prisma_hub.circles import actions, queries
from prisma_hub.circles.types import Circle
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_uuid
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.organisations import queries as organisations

from .. import paging
from ..messages import tell
from ..ways import takes_forms
from ..who import Asked
from .forms import AdmitForm, CircleForm
from .words import AGREEMENT_STATES, ROUNDS, WAYS, Names, belongs_to, choose_way, title_of

PROCESS = "infrastructuring"


def find(viewer: Viewer, circle: UUID) -> Circle:
    queries.insist_member(viewer)
    found = queries.circle(viewer, circle)
    if found is None:
        raise NotHere("There is no such circle here.")
    return found


def circles(request: Asked) -> HttpResponse:
    """The circles of the hub, or those of a name; what waits there, then the viewer's own, then others."""
    viewer = request.viewer
    queries.insist_member(viewer)
    words, behind = paging.words(request), _behind(request)
    first = not words and behind is None
    found = _listed(viewer, words, behind)
    shown, more = found[: paging.PAGE], len(found) > paging.PAGE
    whose = belongs_to(viewer, shown)
    return render(
        request,
        "agreements/circles.html",
        {
            "circles": [
                {
                    "circle": each,
                    "title": title_of(each),
                    "whose": whose.get(each.id, ""),
                    "mine": queries.is_near(viewer, each),
                }
                for each in shown
            ],
            "open": _on_the_table(viewer) if first else [],
            "due": [each for each in deciding.agreements(viewer) if each.due] if first else [],
            "may_open": queries.may(viewer, "open a circle"),
            "words": words,
            "long": more or not first,
            **paging.turned(request, shown[-1].id if more else None),
            "process": PROCESS,
        },
    )


def _behind(request: Asked) -> Circle | None:
    """The circle behind which the list goes on; none where it begins."""
    asked = request.GET.get("before", "")
    return queries.listed_one(request.viewer, UUID(asked)) if is_uuid(asked) else None


def _listed(viewer: Viewer, words: str, behind: Circle | None) -> list[Circle]:
    """One more than stand on a page: the viewer's own by their names, then the others."""
    most, found = paging.PAGE + 1, list[Circle]()
    if behind is None or queries.is_near(viewer, behind):
        found = queries.listed(viewer, mine=True, most=most, words=words, behind=behind)
        behind = None
    if len(found) < most:
        found += queries.listed(viewer, mine=False, most=most - len(found), words=words, behind=behind)
    return found


def _on_the_table(viewer: Viewer) -> list[tuple[str, Brief]]:
    """Open proposals, each with its circle."""
    found = deciding.proposals(viewer)
    known = queries.circles(viewer, {each.circle for each in found})
    return [(title_of(known[each.circle]) if each.circle in known else "", each) for each in found]


@takes_forms
def new(request: Asked) -> HttpResponse:
    """Open a circle with its mandate and its way of deciding."""
    queries.insist(request.viewer, "open a circle")
    form = CircleForm(choose_way(request.viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_circle(
                by=request.viewer,
                title=said["title"],
                purpose=said["purpose"],
                mandate={"text": said["mandate"]} if said["mandate"] else {},
                decides=said["decides"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("circle", circle=made.id), gettext("The circle is open."))
    return render(request, "agreements/new_circle.html", {"form": form, "process": PROCESS})


def circle(request: Asked, circle: UUID) -> HttpResponse:
    """One circle: mandate, members, tensions, proposals, agreements."""
    viewer = request.viewer
    found = find(viewer, circle)
    belongs = queries.belongs(viewer, found.space)
    members = people.people(viewer, queries.people_in(viewer, found.space)) if belongs else {}
    roles = queries.roles(viewer, scope=found.space)
    tensions = deciding.tensions(viewer, circle)
    proposals = deciding.proposals(viewer, circle=circle)
    agreements = deciding.agreements(viewer, circle=circle, state=None)
    names = Names(
        viewer,
        [each.by for each in tensions]
        + [each.by for each in proposals]
        + [f"person:{r.person}" for r in roles],
    )
    return render(
        request,
        "agreements/circle.html",
        {
            "circle": found,
            "title": title_of(found),
            "whose": belongs_to(viewer, [found]).get(found.id, ""),
            "belongs": belongs,
            "members": [each for each in members.values() if not each.left],
            "roles": [(names.of(f"person:{each.person}"), each) for each in roles],
            "mandate": _mandate(found),
            "way": WAYS.get(found.decides or "consent", found.decides),
            "records": found.decides == "just-record-it",
            "tensions": [(names.of(each.by), each) for each in tensions],
            "proposals": [(names.of(each.by), ROUNDS[each.round], each) for each in proposals],  # type: ignore[index]
            "agreements": [(AGREEMENT_STATES[each.state], each) for each in agreements],
            "may_admit": belongs or queries.may(viewer, "admit to a circle", found.scope),
            "organisation": organisations.of_circle(viewer, circle),
            "process": PROCESS,
        },
    )


def _mandate(found: Circle) -> list[tuple[str, list[str]]]:
    """The parts of a mandate that have a name, each with its words."""
    labels = {
        "accountabilities": gettext("Answers for"),
        "domains": gettext("Looks after"),
        "vision": gettext("Vision"),
        "mission": gettext("Mission"),
        "principles": gettext("Principles"),
    }
    parts = ((label, found.mandate.get(name)) for name, label in labels.items())
    return [(label, said if isinstance(said, list) else [str(said)]) for label, said in parts if said]


@takes_forms
def admit(request: Asked, circle: UUID) -> HttpResponse:
    """Admit a member of the hub to the circle."""
    viewer = request.viewer
    found = find(viewer, circle)
    if not queries.belongs(viewer, found.space):
        queries.insist(viewer, "admit to a circle", found.scope)
    inside = set(queries.people_in(viewer, found.space))
    outside = [each for each in people.everybody(viewer) if each.id not in inside]
    form = AdmitForm(outside, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = UUID(form.cleaned_data["person"])
        actions.admit(by=viewer, circle=circle, person=person, statement_id=form.cleaned_data["statement"])
        return tell(redirect("circle", circle=circle), gettext("Welcome to the circle."))
    return render(
        request,
        "agreements/admit.html",
        {"form": form, "circle": found, "outside": outside, "process": PROCESS},
    )
