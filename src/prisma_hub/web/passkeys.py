"""Passkeys: a device signs its person in. Only where the hub has a name and its page is secure."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity import actions, queries
from prisma_hub.identity.types import Challenge, MadePasskey, Proof, Where
from prisma_hub.kernel.canonical import from_b64url
from prisma_hub.kernel.refusal import Refused

from . import fields, frame, tags
from .forms import Form
from .identity import ENTER, LONGEST_CODE, let_in, passkeys_here
from .messages import tell
from .ways import only_takes
from .who import Asked

COOKIE = "passkey"
"""Carries what was asked, sealed for one session and one purpose: of who only asks nothing is kept."""
ADD, PROVE = "add", "sign in"
LONGEST = 8000  # letters of base64: attestations we ask for are a few hundred
LONGEST_ID = 1364  # letters of the longest credential
HIDDEN = forms.HiddenInput


class PasskeyForm(Form):
    name = fields.line(_("Which device is it?"), max_length=60)
    code = forms.CharField(
        label=_("Your personal code"),
        help_text=_("Eight letters and digits, on your card. So that nobody adds theirs to your phone."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=ENTER),
    )
    why: ClassVar = {
        "name": _("“My phone”, “the laptop”: so that you know which one to remove if you lose it.")
    }


class MadeForm(forms.Form):
    """What the browser brings of a passkey just made; a person never types it."""

    client = forms.CharField(max_length=LONGEST, widget=HIDDEN)
    attestation = forms.CharField(max_length=LONGEST, widget=HIDDEN)


class ProofForm(forms.Form):
    """What the browser brings when a passkey has signed."""

    credential = forms.CharField(max_length=LONGEST_ID, widget=HIDDEN)
    client = forms.CharField(max_length=LONGEST, widget=HIDDEN)
    authenticator = forms.CharField(max_length=LONGEST, widget=HIDDEN)
    signature = forms.CharField(max_length=LONGEST, widget=HIDDEN)
    whose = forms.CharField(max_length=100, widget=HIDDEN)


def passkeys(request: Asked) -> HttpResponse:
    """The viewer's passkeys, and where this page can, the way to another."""
    rights.insist_member(request.viewer)
    here = passkeys_here(request)
    values = {"passkeys": queries.passkeys(request.viewer), "here": here, "form": PasskeyForm()}
    return render(request, "identity/passkeys.html", values)


@only_takes
def ask(request: Asked) -> HttpResponse:
    """What the browser needs to make a passkey, once the card was shown; or why not."""
    rights.insist_member(request.viewer)
    where, form = _here(request), PasskeyForm(request.POST)
    if not form.is_valid():
        return _wrong(" ".join(str(each) for errors in form.errors.values() for each in errors))
    said = form.cleaned_data
    try:
        name, asked = actions.ask_for_passkey(
            by=request.viewer, where=where, hub=frame.hub_name(), name=said["name"], code=said["code"]
        )
    except Refused as no:
        return _wrong(_sentence(no))
    return _asked(request, ADD, asked, name=name)


@only_takes
def add(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    try:
        where, found, said = _here(request), _was_asked(request, ADD), _read(MadeForm(request.POST))
        actions.add_passkey(
            by=request.viewer,
            where=where,
            name=found["name"],
            state=found["state"],
            made=MadePasskey(said["client"], said["attestation"]),
        )
    except Refused as no:
        return _answered(tell(redirect("passkeys"), _sentence(no), stop=True))
    told = gettext("Added. From now on “%(name)s” signs you in; your card still does too.")
    return _answered(tell(redirect("passkeys"), told % {"name": found["name"]}))


@only_takes
def remove(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    actions.end_passkey(by=request.viewer, passkey=request.POST.get("passkey", ""))
    return tell(
        redirect("passkeys"),
        gettext("Removed. It signs nobody in any more; you can delete it on the device too."),
    )


@only_takes
def ask_to_sign_in(request: Asked) -> HttpResponse:
    """What the browser needs so that a passkey can say who is there."""
    return _asked(request, PROVE, actions.ask_for_proof(where=_here(request)))


@only_takes
def sign_in(request: Asked) -> HttpResponse:
    """Be known again by a passkey."""
    try:
        where, found, said = _here(request), _was_asked(request, PROVE), _read(ProofForm(request.POST))
        proof = Proof(
            said["credential"], said["client"], said["authenticator"], said["signature"], said["whose"]
        )
        viewer = actions.use_passkey(where=where, state=found["state"], proof=proof)
    except Refused as no:
        return _answered(tell(redirect("sign-in"), _sentence(no), stop=True))
    return _answered(let_in(request, viewer))


def _here(request: Asked) -> Where:
    found = passkeys_here(request)
    if found is None:
        raise Refused(
            "There are no passkeys on this page: it is not secure, or the hub has no name here.",
            kept="Nothing was changed.",
            mend="Sign in with your name and code.",
        )
    return found


def _salt(request: Asked, purpose: str) -> str:
    """What was asked is answered in the same session, for the same purpose."""
    session = hashlib.sha256((request.session.session_key or "").encode()).hexdigest()
    return f"passkey/{purpose}/{session}"


def _asked(request: Asked, purpose: str, asked: Challenge, **more: str) -> HttpResponse:
    answer = JsonResponse({"ask": dict(asked.options)}, json_dumps_params={"default": dict})
    answer.headers["Cache-Control"] = "no-store"
    sealed = signing.dumps({"state": dict(asked.state), **more}, salt=_salt(request, purpose))
    answer.set_cookie(
        COOKIE,
        sealed,
        max_age=actions.CHALLENGE_MS // 1000,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return answer


def _was_asked(request: Asked, purpose: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""),
            salt=_salt(request, purpose),
            max_age=actions.CHALLENGE_MS // 1000,
        )
    except signing.BadSignature:
        raise Refused(
            "This took longer than ten minutes, or began on another page.",
            kept="Nothing was changed.",
            mend="Begin once more.",
        ) from None
    return found


def _read(form: forms.Form) -> dict[str, bytes]:
    if not form.is_valid():
        raise Refused(
            "The passkey did not arrive as it should.",
            kept="Nothing was changed.",
            mend="Try once more, or sign in with your name and code.",
        )
    return {name: from_b64url(text) for name, text in form.cleaned_data.items()}


def _answered(response: HttpResponse) -> HttpResponse:
    """What was asked is asked no more, however it was answered."""
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def _wrong(sentence: str) -> JsonResponse:
    return JsonResponse({"wrong": sentence})


def _sentence(no: Refused) -> str:
    return " ".join(each for each in (tags.said(no, part) for part in ("reason", "kept", "mend")) if each)


urlpatterns = [
    path("me/passkeys", passkeys, name="passkeys"),
    path("me/passkeys/ask", ask, name="ask-passkey"),
    path("me/passkeys/add", add, name="add-passkey"),
    path("me/passkeys/remove", remove, name="remove-passkey"),
    path("sign-in/passkey/ask", ask_to_sign_in, name="ask-to-sign-in"),
    path("sign-in/passkey", sign_in, name="sign-in-by-passkey"),
]
