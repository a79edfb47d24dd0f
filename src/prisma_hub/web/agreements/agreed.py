"""Agreements: what is in force, what came of it, when it is looked at again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from prisma_hub.agreements import actions, queries
from prisma_hub.agreements.types import Agreement, Basis, EffectDone, Round
from prisma_hub.circles import queries as who
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere, Refused

from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from . import circles, words
from .forms import KeepForm, PressForm, VoiceForm
from .words import Names


def agreements(request: Asked) -> HttpResponse:
    """Everything in force that the viewer hears; what is due to be looked at first."""
    who.insist_member(request.viewer)
    found = queries.agreements(request.viewer)
    names = Names(request.viewer, [words.circle_ref(each.circle) for each in found])
    rows = [(names.of(words.circle_ref(each.circle)), each) for each in found]
    return render(request, "agreements/agreements.html", {"rows": rows, "process": circles.PROCESS})


def find(viewer: Viewer, agreement: UUID) -> Agreement:
    who.insist_member(viewer)
    found = queries.agreement(viewer, agreement)
    if found is None:
        raise NotHere("There is no such agreement here.")
    return found


def agreement(request: Asked, agreement: UUID) -> HttpResponse:
    """One agreement: text, who agreed, what the hub did, reviews."""
    found = find(request.viewer, agreement)
    basis = queries.basis(request.viewer, found.proposal)
    refs = {each.person for each in found.parties} | {each.by for each in found.reviews}
    refs |= words.refs_in(each.effect for each in found.effects) | {words.circle_ref(found.circle)}
    names = Names(request.viewer, refs)
    return render(
        request,
        "agreements/agreement.html",
        {
            "agreement": found,
            "basis": basis,
            "circle": names.of(words.circle_ref(found.circle)),
            "by_way": words.BY_WAY.get(found.way, found.way),
            "state": words.AGREEMENT_STATES[found.state],
            "alone": len(found.parties) == 1,
            "parties": [(names.of(each.person), words.SAID[each.word]) for each in found.parties],
            "effects": [_effect(each, names) for each in found.effects],
            "reviews": [(names.of(each.by), words.OUTCOMES[each.outcome], each) for each in found.reviews],
            "confirm": _confirm_form(request.viewer, basis),
            "process": circles.PROCESS,
        },
    )


def _confirm_form(viewer: Viewer, basis: Basis | None) -> VoiceForm | None:
    """For somebody who was there when it was decided and has not yet said that so it was."""
    if basis is None or viewer.ref not in basis.present or viewer.ref in basis.confirmed:
        return None
    return VoiceForm(Round.CONFIRM, initial={"number": basis.number, "round": Round.CONFIRM.value})


def _effect(each: EffectDone, names: Names) -> dict[str, object]:
    return {
        "index": each.index,
        "text": words.say_effect(each.effect, names),
        "state": words.EFFECT_STATES[each.state],
        "failed": each.state == "failed",
        "reason": gettext(each.reason) % each.values if each.reason else "",
        "press": PressForm(),
    }


@takes_forms
def keep(request: Asked, agreement: UUID) -> HttpResponse:
    """Write down that the circle looked at it and keeps it."""
    found = find(request.viewer, agreement)
    circle = circles.find(request.viewer, found.circle)
    form = KeepForm(request.POST or None, initial={"review": queries.next_review(request.viewer, circle)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.keep_agreement(
                by=request.viewer,
                agreement=agreement,
                words=said["words"],
                review=said["review"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("agreement", agreement=agreement), gettext("Kept, until the next review."))
    return render(
        request, "agreements/keep.html", {"form": form, "agreement": found, "process": circles.PROCESS}
    )


@only_takes
def retry(request: Asked, agreement: UUID, index: int) -> HttpResponse:
    """Have the hub try again what failed."""
    form = PressForm(request.POST)
    if form.is_valid():
        actions.retry_effect(
            by=request.viewer,
            agreement=agreement,
            index=index,
            statement_id=form.cleaned_data["statement"],
        )
    return tell(redirect("agreement", agreement=agreement), gettext("The hub tries again now."))
