"""Coming in, being known again, and what a person keeps here about themselves."""

from __future__ import annotations

from typing import ClassVar

import segno
from django import forms
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.enrolment import actions as enrolment
from prisma_hub.identity import actions, queries
from prisma_hub.identity.types import Viewer, Welcome, Where, device
from prisma_hub.keeping import queries as keeping
from prisma_hub.kernel.refusal import Refused

from . import frame, who
from .circles import ROLE_NAMES, HouseForm
from .forms import YEAR, Form
from .messages import tell
from .today import gave
from .ways import only_takes, takes_forms
from .who import Asked

LONGEST_CODE = 40
CODE = "join-code"
BROUGHT = 300  # seconds a code that came in an address waits for the page it is for
ENTER = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class JoinForm(Form):
    code = forms.CharField(
        label=_("The code you were given"), max_length=LONGEST_CODE, widget=forms.TextInput(attrs=ENTER)
    )
    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    why: ClassVar = {
        "name": _(
            "So that we can greet you. It need not be the name in your papers. "
            "Members of this hub see it. Others see it only beside what is open to everybody and carries "
            "your name: words you share with all, pages you write."
        )
    }


class StewardForm(Form):
    name = JoinForm.base_fields["name"]
    keeper = HouseForm.base_fields["keeper"]
    reach = HouseForm.base_fields["reach"]
    why: ClassVar = {**JoinForm.why, **HouseForm.why}


class SignInForm(Form):
    name = forms.CharField(
        label=_("Your name here"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    code = forms.CharField(
        label=_("Your personal code"),
        help_text=_("Eight letters and digits, on your card."),
        max_length=40,
        widget=forms.TextInput(attrs={**ENTER, "autocomplete": "current-password"}),
    )


class RecoverForm(Form):
    name = SignInForm.base_fields["name"]
    recovery = forms.CharField(
        label=_("The long code on your recovery card"), max_length=60, widget=forms.TextInput(attrs=ENTER)
    )


class NameForm(Form):
    name = JoinForm.base_fields["name"]
    why: ClassVar = JoinForm.why


@takes_forms
def join(request: Asked) -> HttpResponse:
    """Come in with a printed code; a scanned square, or the box on the first page, brings it along in the
    address, from where it is taken out: what was typed lies in no browser's history."""
    if "code" in request.GET:
        return join_with(request, request.GET["code"])
    form = JoinForm(request.POST or None, initial={"code": _brought_along(request)})
    if request.method == "POST" and form.is_valid():
        try:
            found, _begun = enrolment.join_with_code(
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                language=_language(),
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no, "name" if "name" in no.values else "code")
        else:
            return _welcomed(request, found)
    answer = render(request, "identity/join.html", {"form": form, "process": "enrolling"})
    if CODE in request.COOKIES:
        answer.delete_cookie(CODE, path=reverse("join"), samesite="Lax")
    return answer


def join_with(request: Asked, code: str) -> HttpResponse:
    """To the join page, with a code that is in its field and not in its address."""
    answer = redirect("join")
    brought = signing.dumps(code[:LONGEST_CODE], salt=CODE)
    answer.set_cookie(CODE, brought, max_age=BROUGHT, path=reverse("join"), httponly=True, samesite="Lax")
    return answer


def _brought_along(request: Asked) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(CODE, ""), salt=CODE, max_age=BROUGHT))
    except signing.BadSignature:
        return ""


@takes_forms
def become_steward(request: Asked, token: str) -> HttpResponse:
    """The one-time link of whoever holds the machine."""
    actions.check_steward_link(token=token)
    if request.viewer.person is not None:
        if request.method == "POST":
            circles.be_steward_again(by=request.viewer, token=token)
            return tell(redirect("stewardship"), gettext("You are a steward of this hub now."))
        return render(request, "identity/steward_again.html", {"token": token})
    form = StewardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = _found(form, token)
        except Refused as no:
            form.refuse(no, "name")
        else:
            return _welcomed(request, found)
    return render(request, "identity/steward.html", {"form": form})


def _found(form: Form, token: str) -> Welcome:
    """The first steward comes in and says, where they wish to, who keeps the machine."""
    said = form.cleaned_data
    house = {"keeper": said["keeper"], "reach": said["reach"]}
    with transaction.atomic():
        found = circles.become_steward(
            token=token, name=said["name"], language=_language(), statement_id=said["statement"]
        )
        if any(house.values()):
            circles.describe_hub(by=found.person.viewer, purpose=rights.house().purpose, **house)
    return found


@takes_forms
def sign_in(request: Asked) -> HttpResponse:
    """Be known again by name and personal code."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.sign_in(
                name=form.cleaned_data["name"],
                code=form.cleaned_data["code"],
                device=who.device_of(request),
            )
        except Refused as no:
            form.refuse(no)
        else:
            return let_in(request, found)
    return render(request, "identity/sign_in.html", {"form": form, "passkeys": passkeys_here(request)})


def let_in(request: Asked, found: Viewer) -> HttpResponse:
    """Signed in from now on, at home, and spoken to in their language."""
    who.sign_in(request, found)
    return who.remember_device(request, _speaking(redirect(_home()), queries.language(found)), found)


def passkeys_here(request: Asked) -> Where | None:
    """What passkeys are bound to on this page; None where browsers have none."""
    return queries.where_passkeys_work(request.get_host(), secure=request.is_secure())


@takes_forms
def recover(request: Asked) -> HttpResponse:
    """Be known again by the recovery card."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.recover(name=form.cleaned_data["name"], recovery=form.cleaned_data["recovery"])
        except Refused as no:
            form.refuse(no)
        else:
            return _welcomed(request, found)
    return render(request, "identity/recover.html", {"form": form})


@only_takes
def sign_out(request: Asked) -> HttpResponse:
    told = gettext("You are signed out. Nothing of you stays on this device.")
    if request.viewer.person is not None and queries.passkeys(request.viewer):
        told = gettext(
            "You are signed out. A passkey stays on the device it was made on: who unlocks that can sign in."
        )
    who.sign_out(request)
    return tell(redirect("front"), told)


@takes_forms
def card(request: Asked) -> HttpResponse:
    """The codes of somebody who just came in, shown this once, to be kept on paper."""
    shown = request.session.get("shown once")
    if shown is None:
        return redirect("me" if request.viewer.person else "sign-in")
    if request.method == "POST":
        del request.session["shown once"]
        return redirect(_home())
    address = request.build_absolute_uri(reverse("sign-in"))
    return render(request, "identity/card.html", {"shown": shown, "address": address})


def me(request: Asked) -> HttpResponse:
    """What a person keeps here: name, card, where they are signed in, leaving."""
    rights.insist_member(request.viewer)
    assert request.viewer.person is not None
    held = rights.roles(request.viewer, person=request.viewer.person)
    return render(
        request,
        "identity/me.html",
        {
            "person": request.viewer,
            "roles": list(dict.fromkeys(ROLE_NAMES[each.role] for each in held)),
            "gave": gave(request),
            "own_key": queries.own_key(request.viewer),
            "passkeys": ", ".join(each.name for each in queries.passkeys(request.viewer)),
            "passkeys_here": passkeys_here(request),
            "goes_next": keeping.mine_within_a_year(request.viewer),
            "sessions": [
                (each, _device(each.agent))
                for each in queries.sessions(request.viewer, request.session.session_key)
            ],
        },
    )


def _device(agent: str) -> str:
    browser, kind = device(agent)
    return ", ".join(each for each in (browser, kind or gettext("another device")) if each)


@takes_forms
def rename(request: Asked) -> HttpResponse:
    rights.insist_member(request.viewer)
    assert request.viewer.person is not None
    now = queries.person(request.viewer, request.viewer.person)
    form = NameForm(request.POST or None, initial={"name": now.name if now else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(
                by=request.viewer,
                name=form.cleaned_data["name"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no, "name")
        else:
            return tell(redirect("me"), gettext("From now on we call you %(name)s.") % form.cleaned_data)
    return render(request, "identity/rename.html", {"form": form})


@only_takes
def end_sessions(request: Asked) -> HttpResponse:
    """Sign out elsewhere: one place, or everywhere but here."""
    rights.insist_member(request.viewer)
    only = request.POST.get("only")
    actions.end_sessions(by=request.viewer, only=only, but=None if only else request.session.session_key)
    return tell(redirect("me"), gettext("Signed out there."))


@takes_forms
def new_card(request: Asked) -> HttpResponse:
    """Draw new codes for oneself; the old card is worth nothing from then on."""
    rights.insist_member(request.viewer)
    if request.method == "POST" and request.viewer.person is not None:
        return _welcomed(request, actions.renew_codes(person=request.viewer.person))
    return render(request, "identity/new_card.html")


def privacy(request: Asked) -> HttpResponse:
    """Who keeps this machine, what it keeps, and what nobody can promise."""
    tends = rights.may(request.viewer, "tend the hub")
    values = {"house": rights.house(), "tends": tends, "secure": bool(settings.SECURE_PORT)}
    return render(request, "identity/privacy.html", values)


def join_square(request: HttpRequest, code: str) -> HttpResponse:
    """The square that brings a phone to the join page with this code."""
    if len(code) > LONGEST_CODE:
        raise Http404
    address = request.build_absolute_uri(reverse("join")) + f"?code={code}"
    drawn = segno.make(address, error="m").svg_inline(scale=1, border=2, dark="#131721", light="#fff")
    return HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), content_type="image/svg+xml"
    )


def _welcomed(request: Asked, found: Welcome) -> HttpResponse:
    who.welcome(request, found)
    return who.remember_device(request, redirect("card"), found.person.viewer)


def _home() -> str:
    return "today" if frame.address("today") else "me"


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def _speaking(response: HttpResponseRedirect, language: str | None) -> HttpResponse:
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax"
        )
    return response


urlpatterns = [
    path("join", join, name="join"),
    path("join/<str:code>.svg", join_square, name="join-square"),
    path("join/<str:code>", join_with, name="join-with"),
    path("steward/<str:token>", become_steward, name="become-steward"),
    path("sign-in", sign_in, name="sign-in"),
    path("recover", recover, name="recover"),
    path("sign-out", sign_out, name="sign-out"),
    path("card", card, name="card"),
    path("me", me, name="me"),
    path("me/name", rename, name="rename"),
    path("me/sessions", end_sessions, name="end-sessions"),
    path("me/card", new_card, name="new-card"),
    path("privacy", privacy, name="privacy"),
]
