"""Whom can I talk to; and what is done about words that harm."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.care import actions, queries
from prisma_hub.care.types import Concern, TrustPerson
from prisma_hub.circles import actions as circle_actions
from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.kernel.ids import is_scope
from prisma_hub.kernel.refusal import Refused
from prisma_hub.timeline import queries as timeline

from . import fields
from .forms import Form
from .messages import tell
from .timeline.telling import Names, media_address
from .ways import only_takes, takes_forms
from .who import Asked


class ConcernForm(Form):
    voice = fields.file(_("Speak"), "audio/*", "voice", capture="microphone")
    words = fields.words(_("Or write"), required=False)
    either: ClassVar = ("voice", "words")
    whom = forms.MultipleChoiceField(label=_("Who hears it?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, trusted: list[TrustPerson], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["whom"].choices = [(str(each.person), _label(each)) for each in trusted]  # type: ignore[attr-defined]
        proposed = [str(each.person) for each in trusted if not each.keeps_house]
        self.initial.setdefault("whom", proposed)


def _label(one: TrustPerson) -> str:
    return gettext("%(name)s, who also keeps this hub") % {"name": one.name} if one.keeps_house else one.name


class WordsForm(Form):
    words = fields.words(_("In your words"))


class AnswerForm(Form):
    words = fields.words(_("Your answer"), required=False)
    settles = forms.BooleanField(label=_("It is settled"), required=False)


def care(request: Asked) -> HttpResponse:
    """Whom I can talk to, and what I told or was told in confidence."""
    circles.insist_known(request.viewer)
    trusted = queries.trust_people(request.viewer, _scope(request))
    found = queries.concerns(request.viewer)
    return render(
        request,
        "care/care.html",
        {
            "trusted": trusted,
            "concerns": [_row(request, each) for each in found],
            "is_trusted": circles.may(request.viewer, "hear concerns"),
            "suspended": not circles.is_member(request.viewer),
        },
    )


def _scope(request: Asked) -> str | None:
    asked = request.GET.get("scope", "")
    return asked if is_scope(asked) else None


def _row(request: Asked, concern: Concern) -> dict[str, Any]:
    mine = concern.by == request.viewer.person
    return {
        "seq": concern.seq,
        "at": concern.at,
        "mine": mine,
        "settled": concern.settled,
        "appeal": concern.appeal,
        "answers": len(concern.answers),
    }


@takes_forms
def raise_concern(request: Asked) -> HttpResponse:
    """Tell trust people that something is wrong, by voice or in words."""
    circles.insist_known(request.viewer)
    scope, trusted = _scope(request), queries.trust_people(request.viewer, _scope(request))
    about = request.GET.get("about", "")
    seq = int(about) if about.isdecimal() and len(about) < 16 else None
    form = ConcernForm(request.POST or None, request.FILES or None, trusted=trusted)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            entry = actions.raise_concern(
                by=request.viewer,
                whom=[UUID(each) for each in said["whom"]],
                text=said["words"],
                media=[fields.keep(said["voice"], "voice")] if said["voice"] else [],
                seq=seq,
                scope=scope,
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(_after(request, entry.seq), gettext("Said. Only those you chose hear it."))
    return render(request, "care/raise.html", {"form": form, "trusted": trusted, "about": seq})


def _after(request: Asked, seq: int) -> HttpResponseRedirect:
    """A suspended person cannot look at what they said, only that it was kept."""
    return redirect("concern", seq=seq) if circles.is_member(request.viewer) else redirect("care")


@takes_forms
def concern(request: Asked, seq: int) -> HttpResponse:
    """One concern and its answers, among those who were told."""
    found = queries.concern(request.viewer, seq)
    if found is None:
        raise Http404
    mine = found.by == request.viewer.person
    form = _answer_form(request, found, mine)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(
                by=request.viewer,
                concern=seq,
                text=said["words"],
                settles=said.get("settles", False),
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no, "words")
        else:
            return tell(redirect("concern", seq=seq), gettext("Said. Only those who were told hear it."))
    names = Names(request.viewer, [found.by, *found.told, *(each.by for each in found.answers)])
    return render(
        request,
        "care/concern.html",
        {
            "concern": found,
            "by": names.of(found.by),
            "told": [names.of(each) for each in found.told],
            "sounds": [(media_address(each), each.seconds) for each in found.media if each.is_sound],
            "answers": [(each, names.of(each.by)) for each in found.answers],
            "form": form,
            "mine": mine,
            "may_show": found.appeal
            and circles.may(request.viewer, "hide words", _scope_of(request, found.of)),
        },
    )


def _answer_form(request: Asked, found: Concern, mine: bool) -> AnswerForm:
    """Trust people answer and settle. Whoever told it adds to it, and settles it once it was answered."""
    form = AnswerForm(request.POST or None)
    if mine:
        form.fields["words"].label = gettext("Something to add?")
        form.fields["settles"].label = gettext("For me it is settled")
        if all(each.by == found.by for each in found.answers):
            del form.fields["settles"]
    return form


def _words_page(request: Asked, seq: int, template: str, form: Form, **more: Any) -> HttpResponse:
    return render(request, f"care/{template}.html", {"form": form, "seq": seq, **more})


@takes_forms
def appeal(request: Asked, seq: int) -> HttpResponse:
    """Object to my words being hidden."""
    circles.insist_member(request.viewer)
    hidden = circles.hidden(request.viewer, [seq]).get(seq)
    if hidden is None or hidden.state != "hidden" or not circles.visible(request.viewer).hears(seq):
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.appeal(
                by=request.viewer,
                seq=seq,
                text=form.cleaned_data["words"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no, "words")
        else:
            return tell(redirect("concern", seq=entry.seq), gettext("Said. You will find the answer here."))
    return _words_page(request, seq, "appeal", form, hidden=hidden)


def _scope_of(request: Asked, seq: int | None) -> str | None:
    """Where words belong, as far as the viewer hears them: who tends a journey may hide there."""
    given = timeline.contribution(request.viewer, seq) if seq is not None else None
    return given.scope if given else None


@takes_forms
def hide(request: Asked, seq: int) -> HttpResponse:
    """Hide somebody's words, with a reason they will read."""
    scope = _scope_of(request, seq)
    circles.insist(request.viewer, "hide words", scope)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            circle_actions.hide(by=request.viewer, seq=seq, reason=form.cleaned_data["words"], scope=scope)
        except Refused as no:
            form.refuse(no, "words")
        else:
            return tell(redirect("care"), gettext("Hidden. Whoever spoke reads your reason and can object."))
    return _words_page(request, seq, "hide", form)


@only_takes
def show(request: Asked, seq: int) -> HttpResponse:
    circle_actions.show(by=request.viewer, seq=seq, scope=_scope_of(request, seq))
    return tell(redirect("care"), gettext("These words can be heard again."))


@takes_forms
def block(request: Asked, person: UUID) -> HttpResponse:
    """Neither hears the other any more. Asked once more before; can be undone on the same page."""
    circles.insist_member(request.viewer)
    found = identity.person(request.viewer, person)
    if found is None or person == request.viewer.person:
        raise Http404
    if request.method == "POST":
        if request.POST.get("end"):
            circle_actions.unblock(by=request.viewer, person=person)
            return tell(redirect("person", person_id=person), gettext("You hear each other again."))
        circle_actions.block(by=request.viewer, person=person)
        return tell(redirect("block", person=person), gettext("Neither of you hears the other from now on."))
    blocked = circles.blocked(request.viewer, person)
    return render(request, "care/block.html", {"person": found, "blocked": blocked})


@takes_forms
def suspend(request: Asked, person: UUID) -> HttpResponse:
    """The person sees only what is public, until somebody restores them."""
    circles.insist(request.viewer, "suspend a person")
    found = identity.person(request.viewer, person)
    if found is None or person == request.viewer.person:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and request.POST.get("end"):
        circle_actions.restore(by=request.viewer, person=person)
        return tell(
            redirect("suspend", person=person), gettext("They are a member again, with all they had.")
        )
    if request.method == "POST" and form.is_valid():
        circle_actions.suspend(by=request.viewer, person=person, reason=form.cleaned_data["words"])
        return tell(
            redirect("suspend", person=person), gettext("Suspended. They can still turn to trust people.")
        )
    suspended = not circles.is_member(found.viewer)
    return render(request, "care/suspend.html", {"form": form, "person": found, "suspended": suspended})


urlpatterns = [
    path("care", care, name="care"),
    path("care/tell", raise_concern, name="raise-concern"),
    path("care/<int:seq>", concern, name="concern"),
    path("entry/<int:seq>/appeal", appeal, name="appeal"),
    path("entry/<int:seq>/hide", hide, name="hide"),
    path("entry/<int:seq>/unhide", show, name="unhide"),
    path("people/<uuid:person>/block", block, name="block"),
    path("people/<uuid:person>/suspend", suspend, name="suspend"),
]
