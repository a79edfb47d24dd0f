"""Words sealed to named people: written and opened by scripts of the page, kept as they come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.kernel.canonical import canonical
from prisma_hub.kernel.ids import is_uuid
from prisma_hub.kernel.ids import person as ref_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log.actions import hub_did
from prisma_hub.sealed import actions, queries
from prisma_hub.sealed.types import MOST_BYTES, Sealed

from . import own_keys, tags
from .forms import Form
from .messages import tell
from .paging import before
from .timeline.telling import Names
from .ways import only_takes, takes_forms
from .who import Asked


class SealedForm(Form):
    """What a script made of the words; they themselves have no field here and are never sent."""

    sealed = forms.CharField(required=False, strip=False)
    readers = forms.CharField(required=False)
    reply = forms.IntegerField(required=False, min_value=0, max_value=10**15)


@takes_forms
def seal(request: Asked) -> HttpResponse:
    """Write to named people what nobody else can read, not even the hub."""
    circles.insist_member(request.viewer)
    if request.method == "POST":
        return _sealed(request)
    mine = identity.sealable(request.viewer, [request.viewer.id]).get(request.viewer.id)
    chosen, asked = set(request.GET.getlist("to")), request.GET.get("reply", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 16 else None
    of = queries.sealed(request.viewer, number) if number is not None else None
    if of is not None:
        chosen |= {str(each) for each in of.to}
    own = identity.own_key(request.viewer)
    return render(
        request,
        "sealed/seal.html",
        {
            "form": Form(),
            "hub_did": hub_did(),
            "own": own,
            "mine": mine,
            "readers": [(each, str(each.person) in chosen) for each in queries.readers(request.viewer)],
            "unable": queries.unable(request.viewer),
            "of": of,
            "most_bytes": MOST_BYTES,
        },
    )


def _sealed(request: Asked) -> HttpResponse:
    """A script asks and is told in JSON, so that the words stay on its page where something is wrong."""
    try:
        seq = _say(request)
    except Refused as no:
        if not own_keys.wants_data(request):
            raise
        sentences = (tags.said(no, part) for part in ("reason", "kept", "mend"))
        return JsonResponse({"wrong": " ".join(each for each in sentences if each)})
    if own_keys.wants_data(request):
        return JsonResponse({"said": reverse("sealed-words", args=(seq,))})
    return redirect("sealed-words", seq=seq)


def _say(request: Asked) -> int:
    form = SealedForm(request.POST)
    if not form.is_valid():
        raise _grown_old()
    said = form.cleaned_data
    return actions.say_sealed(
        by=request.viewer,
        readers=[UUID(each) for each in said["readers"].split() if is_uuid(each)],
        sealed=said["sealed"],
        signed=own_keys.signed(request),
        reply_to=said["reply"],
        statement_id=said["statement"],
    ).seq


def _grown_old() -> Refused:
    return Refused("This form has grown old.", mend="Open the page anew and press again.")


def exchanged(request: Asked) -> HttpResponse:
    """What I sealed and what was sealed to me, all of it closed."""
    circles.insist_member(request.viewer)
    upto = before(request)
    found = queries.exchanged(request.viewer, before=upto)
    names = _names(request, found)
    older = f"{request.path}?before={found[-1].seq}" if len(found) == queries.PAGE else ""
    return render(
        request,
        "sealed/exchanged.html",
        {
            "rows": [_row(request, each, names) for each in found],
            "earlier": older,
            "later": request.path if upto is not None else "",
            "mine": identity.sealable(request.viewer, [request.viewer.id]).get(request.viewer.id),
        },
    )


def _names(request: Asked, found: list[Sealed]) -> Names:
    return Names(request.viewer, {person for each in found for person in (each.by, *each.to)})


def _row(request: Asked, each: Sealed, names: Names) -> dict[str, Any]:
    """A row of a list: with whom, and whether it opens here."""
    return {
        "icon": "lock",
        "title": _between(each, names),
        "text": "" if each.opens else gettext("sealed to a key you no longer have"),
        "address": reverse("sealed-words", args=(each.seq,)),
        "end": tags.moment(each.at, "near"),
    }


def _between(each: Sealed, names: Names) -> str:
    if each.mine:
        others = ", ".join(names.of(person) for person in each.to if person != each.by)
        return gettext("To %(names)s") % {"names": others}
    return gettext("From %(name)s") % {"name": names.of(each.by)}


def sealed(request: Asked, seq: int) -> HttpResponse:
    """One sealed thing: who can open it, and a door. Its words appear in the reader's browser alone."""
    circles.insist_member(request.viewer)
    found = queries.sealed(request.viewer, seq)
    if found is None:
        raise Http404
    answers = queries.replies(request.viewer, seq)
    names = _names(request, [found, *answers])
    own = identity.own_key(request.viewer)
    return render(
        request,
        "sealed/sealed.html",
        {
            "one": found,
            "title": _between(found, names),
            "by": names.of(found.by),
            "told": [names.of(each) for each in found.to if each != found.by],
            "answers": [_row(request, each, names) for each in answers],
            "hub_did": hub_did(),
            "own": own,
            "speaker": ref_of(found.by),
            "to": " ".join(sorted(map(ref_of, found.to))),
            "sealed": canonical(found.sealed).decode(),
            "days": circle_actions.GRACE_DAYS,
            "statement": Form().initial["statement"],
        },
    )


@only_takes
def withdraw(request: Asked, seq: int) -> HttpResponse:
    """Take it back: closed to everybody else at once, erased after the grace or now."""
    _own(request, seq)
    now = request.POST.get("now") == "1"
    form = Form(request.POST)
    if not form.is_valid():
        raise _grown_old()
    circle_actions.withdraw(by=request.viewer, seq=seq, now=now, statement_id=form.cleaned_data["statement"])
    if now:
        return tell(redirect("sealed"), gettext("Erased. Only that somebody said something stays."))
    return tell(redirect("sealed-words", seq=seq), gettext("Taken back. Nobody else hears it from now on."))


@only_takes
def return_words(request: Asked, seq: int) -> HttpResponse:
    _own(request, seq)
    circle_actions.return_words(by=request.viewer, seq=seq)
    return tell(redirect("sealed-words", seq=seq), gettext("Your words can be opened again."))


def _own(request: Asked, seq: int) -> None:
    circles.insist_member(request.viewer)
    found = queries.sealed(request.viewer, seq)
    if found is None or not found.mine:
        raise queries.not_here()


urlpatterns = [
    path("seal", seal, name="seal"),
    path("sealed", exchanged, name="sealed"),
    path("sealed/<int:seq>", sealed, name="sealed-words"),
    path("sealed/<int:seq>/withdraw", withdraw, name="withdraw-sealed"),
    path("sealed/<int:seq>/return", return_words, name="return-sealed"),
]
