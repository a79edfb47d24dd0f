"""Naming a tension, proposing, changing a proposal and what the hub does when it is adopted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from prisma_hub.agreements import actions, queries
from prisma_hub.agreements.types import Decision
from prisma_hub.circles import queries as who
from prisma_hub.circles.types import Circle
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_person
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.protocols import queries as protocols

from ..forms import Form
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from . import circles
from .forms import (
    AdoptProtocolForm,
    GrantForm,
    HolderForm,
    MandateForm,
    NewMemberForm,
    PressForm,
    ProposalForm,
    RecordForm,
    RevisionForm,
    TensionForm,
    WordsForm,
)
from .words import choose_way, in_my_language

PROCESS = circles.PROCESS


@takes_forms
def tension(request: Asked, circle: UUID) -> HttpResponse:
    """Name a tension, for the circle to hear."""
    found = circles.find(request.viewer, circle)
    form = TensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.name_tension(
                by=request.viewer, circle=circle, words=said["words"], statement_id=said["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("circle", circle=circle), gettext("Kept. The circle hears it."))
    return render(request, "agreements/tension.html", {"form": form, "circle": found, "process": PROCESS})


@takes_forms
def propose(request: Asked, circle: UUID) -> HttpResponse:
    """Propose; or, in a circle that only writes down, write down what was decided."""
    viewer = request.viewer
    found = circles.find(viewer, circle)
    if not who.belongs(viewer, found.space):
        raise NotAllowed(
            "Only members of this circle decide here.",
            kept="Nothing was changed.",
            mend="Bring what you see to the circle as a tension, or ask to be admitted.",
        )
    records = found.decides == "just-record-it"
    about = _about(request, found)
    review = queries.next_review(viewer, found)
    form: Form = (
        _record_form(viewer, found, request, review) if records else _proposal_form(about, request, review)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(viewer, found, form.cleaned_data, about)
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("decision", proposal=made)
    shown = {"form": form, "circle": found, "records": records, **about, "process": PROCESS}
    return render(request, "agreements/propose.html", shown)


def _about(request: HttpRequest, circle: Circle) -> dict[str, Any]:
    """What the proposal takes up, from the address: a tension, or an agreement it changes or ends."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        tension_id = UUID(request.GET["tension"]) if "tension" in request.GET else None
        reviewed = UUID(request.GET["reviews"]) if "reviews" in request.GET else None
    except ValueError:
        raise Http404 from None
    tension = queries.tension(viewer, tension_id) if tension_id else None
    agreement = queries.agreement(viewer, reviewed) if reviewed else None
    if (tension_id and tension is None) or (reviewed and agreement is None):
        raise Http404
    return {"tension": tension, "reviews": agreement, "ends": "ends" in request.GET}


def _proposal_form(about: dict[str, Any], request: HttpRequest, review: date) -> ProposalForm:
    reviewed = about["reviews"]
    initial: dict[str, Any] = {"review": review}
    if reviewed:
        initial |= {"title": reviewed.title, "text": "" if about["ends"] else reviewed.text}
    return ProposalForm(request.POST or None, initial=initial)


def _record_form(viewer: Viewer, circle: Circle, request: HttpRequest, review: date) -> RecordForm:
    inside = people.people(viewer, who.people_in(viewer, circle.space)).values()
    others = [each for each in inside if each.id != viewer.person and not each.left]
    return RecordForm(others, request.POST or None, initial={"review": review})


def _propose(viewer: Viewer, circle: Circle, said: dict[str, Any], about: dict[str, Any]) -> UUID:
    return actions.propose(
        by=viewer,
        circle=circle.id,
        title=said["title"],
        text=said["text"],
        why=said.get("reason", ""),
        information=said["information"],
        tension=about["tension"].id if about["tension"] else None,
        reviews=about["reviews"].id if about["reviews"] else None,
        ends=about["ends"],
        until=said["until"],
        review=said["review"],
        present=[UUID(each) for each in said.get("present", ())],
        binding=said.get("binding", False),
        for_hub=said["for_hub"],
        statement_id=said["statement"],
    )


def find(viewer: Viewer, proposal: UUID) -> Decision:
    who.insist_member(viewer)
    found = queries.decision(viewer, proposal)
    if found is None:
        raise NotHere("There is no such proposal here.")
    return found


@takes_forms
def revise(request: Asked, proposal: UUID) -> HttpResponse:
    """A new wording."""
    found = find(request.viewer, proposal)
    text = found.wordings[-1].text if found.wordings else ""
    initial = {"number": found.number, "text": text, "until": found.until, "review": found.review}
    form = RevisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.revise(
                by=request.viewer,
                proposal=proposal,
                number=said["number"],
                text=said["text"],
                until=said["until"],
                review=said["review"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("decision", proposal=proposal), gettext("The new wording is on the table."))
    return render(request, "agreements/revise.html", {"form": form, "decision": found, "process": PROCESS})


@takes_forms
def drop(request: Asked, proposal: UUID) -> HttpResponse:
    """Take one's own proposal off the table."""
    found = find(request.viewer, proposal)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.drop(
                by=request.viewer, proposal=proposal, words=said["words"], statement_id=said["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("decision", proposal=proposal)
    return render(request, "agreements/drop.html", {"form": form, "decision": found, "process": PROCESS})


def _grant_form(viewer: Viewer, found: Decision, *args: Any, **kwargs: Any) -> Form:
    return GrantForm(people.everybody(viewer), *args, **kwargs)


def _end_form(viewer: Viewer, found: Decision, *args: Any, **kwargs: Any) -> Form:
    held = who.roles(viewer, scope=f"circle:{found.brief.circle}")
    known = people.people(viewer, [each.person for each in held])
    holders = [
        (f"person:{each.person} {each.role}", f"{each.role}, {known[each.person].name}")
        for each in held
        if each.person in known
    ]
    return HolderForm(holders, *args, **kwargs)


def _admit_form(viewer: Viewer, found: Decision, *args: Any, **kwargs: Any) -> Form:
    inside = set(found.members)
    return NewMemberForm(
        [each for each in people.everybody(viewer) if each.ref not in inside], *args, **kwargs
    )


def _mandate_form(viewer: Viewer, found: Decision, *args: Any, **kwargs: Any) -> Form:
    circle = circles.find(viewer, found.brief.circle)
    kwargs["initial"] |= {"mandate": circle.mandate.get("text", ""), "decides": circle.decides or "consent"}
    return MandateForm(choose_way(viewer), *args, **kwargs)


def _protocol_form(viewer: Viewer, found: Decision, *args: Any, **kwargs: Any) -> Form:
    pages = [
        (f"{each.space}/{each.path} {each.version}", in_my_language(each.title, each.name))
        for each in protocols.drafts(viewer)
        if not each.problems and not is_person(each.space)
    ]
    return AdoptProtocolForm(pages, *args, **kwargs)


EFFECTS: dict[str, Callable[..., Form]] = {
    "grant_role": _grant_form,
    "end_role": _end_form,
    "admit_member": _admit_form,
    "change_mandate": _mandate_form,
    "adopt_protocol": _protocol_form,
}


@takes_forms
def effect(request: Asked, proposal: UUID, do: str) -> HttpResponse:
    """Have the hub do one more thing when the proposal is adopted."""
    make = EFFECTS.get(do)
    if make is None:
        raise Http404
    found = find(request.viewer, proposal)
    form = make(request.viewer, found, request.POST or None, initial={"number": found.number})
    if request.method == "POST" and form.is_valid():
        return add(request, form, found, _effect(do, form.cleaned_data, found))
    return show_effect(request, form, found)


def add(request: Asked, form: Form, found: Decision, effect: dict[str, str]) -> HttpResponse:
    """Add an effect a form described; for the pages of rooms above, too."""
    try:
        actions.add_effect(
            by=request.viewer,
            proposal=found.brief.id,
            number=form.cleaned_data["number"],
            effect=effect,
            statement_id=form.cleaned_data["statement"],
        )
    except Refused as no:
        form.refuse(no)
        return show_effect(request, form, found)
    return tell(redirect("decision", proposal=found.brief.id), gettext("Added, as a new wording."))


def show_effect(request: HttpRequest, form: Form, found: Decision) -> HttpResponse:
    return render(request, "agreements/effect.html", {"form": form, "decision": found, "process": PROCESS})


def _effect(do: str, said: dict[str, Any], found: Decision) -> dict[str, str]:
    if "page" in said:
        path, _, version = said["page"].rpartition(" ")
        return {"do": do, "path": path, "version": version}
    made = {"do": do, "circle": f"circle:{found.brief.circle}"}
    if "holder" in said:
        made["person"], _, made["role"] = said["holder"].partition(" ")
    for name in ("role", "person", "mandate", "decides"):
        if name in said:
            made[name] = said[name]
    if isinstance(said.get("until"), date):
        made["until"] = said["until"].isoformat()
    return made


@only_takes
def remove(request: Asked, proposal: UUID, index: int) -> HttpResponse:
    """The hub will not do this when the proposal is adopted."""
    form = PressForm(request.POST)
    if not form.is_valid() or form.cleaned_data["number"] is None:
        return redirect("decision", proposal=proposal)
    said = form.cleaned_data
    actions.remove_effect(
        by=request.viewer,
        proposal=proposal,
        number=said["number"],
        index=index,
        statement_id=said["statement"],
    )
    return tell(redirect("decision", proposal=proposal), gettext("Taken out, as a new wording."))
