"""Saying something, and everything else that is said about words: what their forms set off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext

from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.kernel.ids import is_reference, is_scope
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log.types import ToSign
from prisma_hub.media.types import Media
from prisma_hub.timeline import actions, queries
from prisma_hub.timeline.types import Consent, Contribution

from .. import fields, own_keys
from ..forms import Form
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from . import widening
from .forms import AcceptForm, AttestForm, CorrectForm, Pressed, SayForm, Terms, TranscriptForm
from .telling import title


@takes_forms
def say(request: Asked) -> HttpResponse:
    """The one large button: speak, write or show."""
    circles.insist_member(request.viewer)
    where = _where(request)
    near = actions.narrow_consent(request.viewer, where["scope"], where["reply_to"])
    sent = request.method == "POST"
    form = SayForm(
        request.POST if sent else None,  # also where nothing in it could be read
        request.FILES if sent else None,
        viewer=request.viewer,
        scope=where["scope"],
        consent=near,
        kept=widening.kept_before(request),
    )
    if sent:
        try:
            if form.is_valid():
                return _said(request, form, where, near)
        except Refused as no:
            form.refuse(no)
        except ToSign as asked:
            if own_keys.wants_data(request):
                return own_keys.to_sign(asked, kept=widening.sealed(request.viewer, form.kept))
            form.refuse(own_keys.unsigned())
        form.keep_unsaid()
        if own_keys.wants_data(request):
            return own_keys.not_said(form, kept=widening.sealed(request.viewer, form.kept))
    return render(
        request,
        "timeline/say.html",
        {
            "form": form,
            "process": "enacting",
            "kept": widening.sealed(request.viewer, form.kept),
            "signing": own_keys.signing(request, where),
            **where,
        },
    )


def _said(request: Asked, form: SayForm, where: dict[str, Any], near: Consent) -> HttpResponse:
    """Said; or asked first, where more would hear it than those near the one who speaks."""
    given = form.kept_media()
    form.kept = given
    asking = widening.asks(request, form.consent(), near.spaces)
    if asking and (given or form.says_something()):
        if own_keys.wants_data(request):
            return own_keys.not_said(form, kept=widening.sealed(request.viewer, given))
        signing = own_keys.signing(request, where)
        return widening.ask(request, asking, given, keep="say", signing=signing)
    seq = _say(request, form, where, given)
    if own_keys.wants_data(request):
        return own_keys.said(seq)
    told = gettext("Kept. You can correct it or take it back at any time.")
    return tell(redirect("entry", seq=seq), told)


def _where(request: Asked) -> dict[str, Any]:
    """Where it belongs, from the address: `reply`, `scope`, `about`."""
    asked = request.GET
    reply, scope = asked.get("reply", ""), asked.get("scope", "")
    to = int(reply) if reply.isdecimal() and len(reply) < 16 else None
    replied = (
        queries.contribution(request.viewer, queries.contribution_of(to) or to) if to is not None else None
    )
    return {
        "reply_to": to if replied else None,
        "replied": replied,
        "replied_title": title(replied) if replied else "",
        "scope": scope if is_scope(scope) else None,
        "about": [each for each in asked.getlist("about") if is_reference(each)][:10],
    }


def _say(request: Asked, form: SayForm, where: dict[str, Any], given: list[Media]) -> int:
    said = form.cleaned_data
    spoken_by = said.get("spoken_by")
    entry = actions.contribute(
        by=request.viewer,
        text=said["words"],
        media=given,
        consent=form.consent(),
        scope=where["scope"],
        about=where["about"],
        reply_to=where["reply_to"],
        measure=form.measure(),
        link=said["link"],
        when=said["when"],
        language=said["language"],
        spoken_by=UUID(spoken_by) if spoken_by else None,
        statement_id=said["statement"],
        signed=own_keys.signed(request, may_ask=True),
    )
    return entry.seq


Act = Callable[[Asked, int, Any], str]


def _form_page(form_type: type[Form], template: str, act: Act) -> Callable[[Asked, int], HttpResponse]:
    """A page with one form about one contribution; what it does, and what is told afterwards."""

    @takes_forms
    def page(request: Asked, seq: int) -> HttpResponse:
        circles.insist_member(request.viewer)
        given = queries.contribution(request.viewer, seq)
        if given is None:
            raise actions.not_here()
        initial = {"words": _proposed(given, form_type), "language": given.language}
        form = form_type(request.POST or None, request.FILES or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                told = act(request, seq, form)
            except Refused as no:
                form.refuse(no)
            else:
                return tell(redirect("entry", seq=seq), told)
        return render(
            request, f"timeline/{template}.html", {"form": form, "given": given, "title": title(given)}
        )

    return page


def _proposed(given: Contribution, form_type: type[Form]) -> str:
    if form_type is CorrectForm:
        return given.text
    return given.transcript.text if form_type is TranscriptForm and given.transcript else ""


def _correct(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.correct(
        by=request.viewer, seq=seq, text=said["words"], why=said["reason"], statement_id=said["statement"]
    )
    return gettext("Corrected. What you said first is kept beside it.")


def _transcribe(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.transcribe(
        by=request.viewer,
        seq=seq,
        text=said["words"],
        language=said["language"],
        right=said["right"],
        statement_id=said["statement"],
    )
    return gettext("Kept beside the voice.")


def _accept(request: Asked, seq: int, form: Form) -> str:
    spoken = form.cleaned_data["voice"]
    actions.accept(
        by=request.viewer,
        seq=seq,
        aloud=fields.keep(spoken, "voice") if spoken else None,
        statement_id=form.cleaned_data["statement"],
    )
    return gettext("Accepted.")


def _attest(request: Asked, seq: int, form: Form) -> str:
    said = form.cleaned_data
    actions.attest(
        by=request.viewer,
        seq=seq,
        way=said["way"],
        words=said["words"],
        relation=said["relation"],
        private=said["private"],
        statement_id=said["statement"],
    )
    return gettext("Kept. They hear it first.")


correct = _form_page(CorrectForm, "correct", _correct)
transcript = _form_page(TranscriptForm, "transcript", _transcribe)
accept = _form_page(AcceptForm, "accept", _accept)
attest = _form_page(AttestForm, "attest", _attest)


def _pressed(request: Asked) -> UUID:
    form = Pressed(request.POST)
    if not form.is_valid():
        raise Refused("This form has grown old.", mend="Open the page anew and press again.")
    found: UUID = form.cleaned_data["statement"]
    return found


@only_takes
def thank(request: Asked, seq: int) -> HttpResponse:
    actions.attest(by=request.viewer, seq=seq, way="thanked", statement_id=_pressed(request))
    return tell(redirect("entry", seq=seq), gettext("Kept. They hear it first."))


@only_takes
def show(request: Asked, seq: int) -> HttpResponse:
    """Let others hear thanks I was given."""
    entry = actions.show_thanks(by=request.viewer, seq=seq, statement_id=_pressed(request))
    of = queries.contribution_of(entry.body["seq"])
    return tell(redirect("entry", seq=of), gettext("Others can read it now."))


@takes_forms
def share(request: Asked, seq: int) -> HttpResponse:
    """Say anew who may hear one's words, and on what terms."""
    circles.insist_member(request.viewer)
    given = queries.contribution(request.viewer, seq)
    if given is None or not given.mine:
        raise actions.not_here()
    terms = given.terms
    consent = Consent(
        spaces=tuple(circles.heard_in([seq]).get(seq, [])),
        named=terms.named == "name",
        quote=terms.quote or "ask",
        ai=terms.ai,
        until=terms.until,
    )
    form = Terms(request.POST or None, viewer=request.viewer, consent=consent)
    if request.method == "POST" and form.is_valid():
        asking = widening.asks(request, form.consent(), consent.spaces)
        if asking:
            kept = [*given.pictures, *([given.sound] if given.sound else [])]
            return widening.ask(request, asking, kept, keep="words")
        try:
            _share(request, seq, form)
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("entry", seq=seq), gettext("Changed. It holds from now on, everywhere in this hub.")
            )
    return render(request, "timeline/share.html", {"form": form, "given": given, "title": title(given)})


def _share(request: Asked, seq: int, form: Terms) -> None:
    wanted = form.consent()
    circle_actions.share(
        by=request.viewer,
        seq=seq,
        spaces=wanted.spaces,
        named="name" if wanted.named else "unnamed",
        quote=wanted.quote,
        ai=wanted.ai,
        until=wanted.until,
        statement_id=form.cleaned_data["statement"],
    )


@takes_forms
def withdraw(request: Asked, seq: int) -> HttpResponse:
    """Take one's words back: what that means is said before."""
    circles.insist_member(request.viewer)
    given = queries.contribution(request.viewer, seq)
    if given is None or not given.mine:
        raise actions.not_here()
    if request.method == "POST":
        now = request.POST.get("now") == "1"
        circle_actions.withdraw(by=request.viewer, seq=seq, now=now, statement_id=_pressed(request))
        if now:
            told = gettext("Erased. Only that somebody said something stays.")
        else:  # the page itself says until when it can be undone
            told = gettext("Taken back. Nobody else hears it from now on.")
        return tell(redirect("entry", seq=seq), told)
    return render(
        request,
        "timeline/withdraw.html",
        {"form": Pressed(), "given": given, "title": title(given), "days": circle_actions.GRACE_DAYS},
    )


@only_takes
def return_words(request: Asked, seq: int) -> HttpResponse:
    circle_actions.return_words(by=request.viewer, seq=seq)
    return tell(redirect("entry", seq=seq), gettext("Your words can be heard again."))


urlpatterns = [
    path("say", say, name="say"),
    path("entry/<int:seq>/correct", correct, name="correct"),
    path("entry/<int:seq>/transcript", transcript, name="transcript"),
    path("entry/<int:seq>/accept", accept, name="accept"),
    path("entry/<int:seq>/attest", attest, name="attest"),
    path("entry/<int:seq>/thank", thank, name="thank"),
    path("entry/<int:seq>/share", share, name="share"),
    path("entry/<int:seq>/withdraw", withdraw, name="withdraw"),
    path("entry/<int:seq>/return", return_words, name="return"),
    path("attestation/<int:seq>/show", show, name="show-thanks"),
]
