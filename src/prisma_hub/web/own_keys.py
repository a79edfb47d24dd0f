"""Keys of one's own: the page “My key”, what a signed form brings along, a steward's look at a new key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.identity import actions, queries
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import public_of
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log import actions as log
from prisma_hub.log.types import OwnKey, Signed, ToSign, fingerprint

from .forms import Form
from .messages import tell
from .ways import only_takes, takes_forms
from .who import Asked

HIDDEN = forms.HiddenInput


class KeyForm(Form):
    """What the page makes of a new key; a person never types it."""

    key = forms.CharField(max_length=80, widget=HIDDEN)
    proof = forms.CharField(max_length=90, widget=HIDDEN)


class UnbindForm(Form):
    key = forms.CharField(max_length=80, widget=HIDDEN)


class SealingForm(Form):
    """What the page makes of the key that words are sealed to."""

    key = forms.CharField(max_length=80, widget=HIDDEN)
    answer = forms.CharField(max_length=60, widget=HIDDEN)


class CompareForm(Form):
    key = forms.CharField(max_length=80, widget=HIDDEN)
    same = forms.BooleanField(label=_("They are in front of me, and their screen shows the same fingerprint"))


SIGNED = ("said", "secret", "signer", "signature")
"""Fields that a signed form brings along."""


def signed(request: Asked, *, may_ask: bool = False) -> Signed | None:
    """What the speaker's key adds to a form, if it was signed; refused where it cannot be read.

    `may_ask`: a form without the signature itself asks what is to be signed.
    """
    sent = {name: request.POST.get(name, "") for name in SIGNED}
    if not sent["signer"]:
        return None
    try:
        public_of(sent["signer"])
        parse_instant(sent["said"])
        asks = may_ask and not sent["signature"]
        signature = None if asks else from_b64url(sent["signature"], 64)
        return Signed(sent["said"], from_b64url(sent["secret"], 32), sent["signer"], signature)
    except Refused:
        raise Refused(
            "The signature did not arrive whole.",
            kept="Nothing was kept; your words are still with you.",
            mend="Send it once more.",
        ) from None


@dataclass(frozen=True)
class Signing:
    """What the script on a form needs to put the same statement together as the hub does."""

    hub: str
    key: str
    scope: str
    about: str


def signing(request: Asked, where: Mapping[str, Any]) -> Signing | None:
    """For a page with a form on which the viewer says something; None without a bound key."""
    key = queries.own_key(request.viewer)
    if key is None:
        return None
    reply = [f"entry:{where['reply_to']}"] if where["reply_to"] is not None else []
    about = sorted({*where["about"], *reply}, key=str.encode)
    return Signing(log.hub_did(), key.key, where["scope"] or "", json.dumps(about))


def wants_data(request: Asked) -> bool:
    """Whether a script asks, which wants to know what became of it, not a page."""
    return "X-Say" in request.headers


def to_sign(asked: ToSign, *, kept: str) -> JsonResponse:
    """Nothing is said yet: the parts that the speaker's key is to sign, and the files already here."""
    return JsonResponse({"sign": asked.values, "kept": kept})


def not_said(form: Form, *, kept: str) -> JsonResponse:
    """Nothing was said, for what a person has to look at: sent as a plain form, the page shows it."""
    wrong = [str(each) for errors in form.errors.values() for each in errors]
    return JsonResponse({"wrong": " ".join(wrong), "kept": kept})


def said(seq: int) -> JsonResponse:
    return JsonResponse({"said": reverse("entry", args=(seq,))})


def unsigned() -> Refused:
    return Refused(
        "Your key did not sign this.",
        kept="Nothing was said yet; your words are still here.",
        mend="Send it once more.",
    )


def my_key(request: Asked) -> HttpResponse:
    """The viewer's key: made, bound, looked at, unbound, brought back from its file."""
    rights.insist_member(request.viewer)
    assert request.viewer.person is not None
    found = queries.keys(request.viewer, request.viewer.person)
    offered = queries.offer(request.viewer.person)
    standing = next((each for each in found if each.stands), None)
    sealable = queries.sealable(request.viewer, [request.viewer.id]).get(request.viewer.id)
    sealing = SealingForm() if standing and not sealable else None
    return render(
        request,
        "identity/my_key.html",
        {
            "hub_did": log.hub_did(),
            "standing": standing,
            "lost": bool(found) and standing is None and not found[0].released,
            "offered": offered,
            "offered_fingerprint": fingerprint(offered.key) if offered else "",
            "before": told(request.viewer, [each for each in found if not each.stands]),
            "form": KeyForm(),
            "unbind": UnbindForm(initial={"key": standing.key}) if standing else None,
            "sealable": sealable,
            "sealing": sealing,
            "challenge": _challenge(request, sealing) if sealing else "",
        },
    )


def _challenge(request: Asked, form: SealingForm) -> str:
    return b64url(actions.ask_for_sealing(by=request.viewer, statement_id=form.initial["statement"]))


def told(viewer: Viewer, keys: list[OwnKey]) -> list[tuple[OwnKey, str]]:
    """Keys, each with the name of the steward in front of whom it replaced a lost one."""
    stewards = queries.people(viewer, [each.via for each in keys if each.via])
    return [(each, stewards[each.via].name if each.via in stewards else "") for each in keys]


@only_takes
def bind(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    said = _read(KeyForm(request.POST))
    actions.bind_key(by=request.viewer, key=said["key"], proof=said["proof"], statement_id=said["statement"])
    return tell(redirect("my-key"), gettext("Bound. From now on your key can answer for your words."))


@only_takes
def bind_sealing(request: Asked) -> HttpResponse:
    """From now on others can seal words to the viewer."""
    rights.insist_member(request.viewer)
    said = _read(SealingForm(request.POST))
    actions.bind_sealing(
        by=request.viewer,
        key=said["key"],
        answer=said["answer"],
        signed=signed(request),
        statement_id=said["statement"],
    )
    return tell(redirect("my-key"), gettext("Bound. From now on others can seal words to you."))


@only_takes
def unbind(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    said = _read(UnbindForm(request.POST))
    actions.unbind_key(
        by=request.viewer, key=said["key"], signed=signed(request), statement_id=said["statement"]
    )
    return tell(redirect("my-key"), gettext("Unbound. From now on the hub answers for your words."))


@only_takes
def offer(request: Asked) -> HttpResponse:
    """A new key for a lost one: it waits for a steward."""
    rights.insist_member(request.viewer)
    said = _read(KeyForm(request.POST))
    actions.offer_key(by=request.viewer, key=said["key"], proof=said["proof"], statement_id=said["statement"])
    return tell(redirect("my-key"), gettext("Your new key waits. Go to a steward now, with this device."))


def _read(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(
            "The page did not send what it should.",
            kept="Nothing was changed.",
            mend="Open the page “My key” again.",
        )
    return form.cleaned_data


@takes_forms
def replace(request: Asked, person: UUID) -> HttpResponse:
    """A steward compares the key on the screen of somebody in front of them, and lets it take the lost one's
    place."""
    rights.insist(request.viewer, "replace a lost key")
    found, offered = queries.person(request.viewer, person), queries.offer(person)
    if found is None:
        raise Http404
    form = CompareForm(request.POST or None, initial={"key": offered.key if offered else ""})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        circles.replace_key(by=request.viewer, person=person, key=said["key"], statement_id=said["statement"])
        return tell(
            redirect("person", person_id=person),
            gettext("%(name)s’s new key is bound, and everybody here can see that you stood by.")
            % {"name": found.name},
        )
    return render(
        request,
        "identity/replace_key.html",
        {
            "person": found,
            "offered": offered,
            "form": form,
            "shown": fingerprint(offered.key) if offered else "",
        },
    )


urlpatterns = [
    path("me/key", my_key, name="my-key"),
    path("me/key/bind", bind, name="bind-key"),
    path("me/key/sealing", bind_sealing, name="bind-sealing"),
    path("me/key/unbind", unbind, name="unbind-key"),
    path("me/key/offer", offer, name="offer-key"),
    path("stewardship/key/<uuid:person>", replace, name="replace-key"),
]
