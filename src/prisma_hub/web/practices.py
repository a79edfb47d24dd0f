"""Practices: domain, community, body, the questions they hold, where they are at work."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns import queries as patterns
from prisma_hub.practices import actions, queries
from prisma_hub.practices.types import Practice

from . import fields, offers, outside
from .forms import Form
from .messages import tell
from .places import SPACES
from .ways import only_takes, takes_forms
from .who import Asked

PARTS = {
    "newcomer": _("Newcomer"),
    "member": _("Member"),
    "mentor": _("Mentor"),
    "steward": _("Steward"),
}


class PracticeForm(Form):
    title = fields.line(_("What is the practice called?"))
    domain = fields.words(_("What is it about, and what does it not do?"), required=False, max_length=8000)
    rhythm = fields.line(_("When do its people meet?"), required=False, max_length=500)
    patterns = fields.some_of(_("Which patterns belong to it?"), required=False)
    to = fields.one_of(_("Who may know of it?"), SPACES, initial="hub")

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["patterns"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.name, each.title) for each in patterns.library(viewer, fields.language())]

    def given(self) -> dict[str, Any]:
        names = ("title", "domain", "rhythm", "patterns")
        return {name: self.cleaned_data[name] for name in names} | {
            "statement_id": self.cleaned_data["statement"]
        }


class BelongForm(Form):
    part = fields.one_of(_("As what?"), PARTS.items(), initial="newcomer")


class AskForm(Form):
    question = fields.line(_("Which question does the practice not know the answer to?"), max_length=500)
    words = fields.words(_("Where does it come from?"), required=False, max_length=8000)


class AnswerForm(Form):
    where = fields.line(_("Where was something tried?"))
    tried = fields.words(_("What was done?"), max_length=8000)
    learned = fields.words(_("What was learned?"), required=False, max_length=8000)
    why: ClassVar = {"learned": _("It may still be open. What did not work is worth as much.")}


class ApplyForm(Form):
    journey = fields.one_of(_("In which journey?"))
    differs = fields.words(_("What is done differently there?"), required=False, max_length=8000)


def practices(request: Asked) -> HttpResponse:
    values = {
        "practices": queries.practices(request.viewer),
        "may_open": rights.may(request.viewer, actions.RIGHT),
    }
    return render(request, "practices/list.html", values)


def _form(request: Asked, form: Form, heading: str, submit: str, back: str) -> HttpResponse:
    values = {"form": form, "heading": heading, "submit": submit, "back": back}
    return render(request, "places/form.html", values)


def _home(practice: Practice) -> str:
    return reverse("practice", args=[practice.id])


@takes_forms
def open_practice(request: Asked) -> HttpResponse:
    rights.insist(request.viewer, actions.RIGHT)
    form = PracticeForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.open_practice(by=request.viewer, to=form.cleaned_data["to"], **form.given())
        return tell(redirect("practice", practice=made.id), gettext("The practice has its page."))
    return _form(request, form, gettext("Open a practice"), gettext("Open it"), reverse("practices"))


@takes_forms
def describe(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    if not _may_describe(request.viewer, found):
        rights.insist(request.viewer, actions.RIGHT)
    before = {
        "title": found.title,
        "domain": found.domain,
        "rhythm": found.rhythm,
        "patterns": list(found.patterns),
    }
    form = PracticeForm(request.viewer, request.POST or None, initial=before)
    del form.fields["to"]
    if request.method == "POST" and form.is_valid():
        actions.describe(by=request.viewer, practice=found, **form.given())
        return tell(redirect("practice", practice=found.id), gettext("Changed."))
    return _form(request, form, gettext("Describe it anew"), gettext("Keep the change"), _home(found))


def _may_describe(viewer: Viewer, practice: Practice) -> bool:
    stewards = {each.person for each in queries.community(viewer, practice) if each.part == "steward"}
    return viewer.person in stewards or rights.may(viewer, actions.RIGHT)


def practice(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    members = queries.community(request.viewer, found)
    known = people.people(request.viewer, {each.person for each in members})
    applied = queries.applied(request.viewer, found)
    at_work = journeys.by_scope(request.viewer, {each.journey for each in applied})
    library = {each.name: each.title for each in patterns.library(request.viewer, fields.language())}
    mine = next((each.part for each in members if each.person == request.viewer.person), "")
    return render(
        request,
        "practices/practice.html",
        {
            "practice": found,
            "members": [
                (known[each.person].name, PARTS[each.part]) for each in members if each.person in known
            ],
            "patterns": [(name, library[name]) for name in found.patterns if name in library],
            "inquiries": queries.inquiries(request.viewer, found),
            "applied": [(at_work[each.journey], each.differs) for each in applied if each.journey in at_work],
            "mine": mine,
            "inside": rights.is_member(request.viewer),
            "may": _may_describe(request.viewer, found),
            "may_apply": bool(journeys.tended(request.viewer, most=1)[0]),
        },
    )


@takes_forms
def belong(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    rights.insist_member(request.viewer)
    form = BelongForm(request.POST or None)
    if not rights.may(request.viewer, actions.RIGHT):
        field = form.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [pair for pair in PARTS.items() if pair[0] != "steward"]
    if request.method == "POST" and form.is_valid():
        actions.belong(
            by=request.viewer,
            practice=found,
            part=form.cleaned_data["part"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(redirect("practice", practice=found.id), gettext("You belong to it."))
    return _form(request, form, gettext("Belong to this practice"), gettext("Say so"), _home(found))


@only_takes
def leave(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    actions.leave(by=request.viewer, practice=found)
    return tell(redirect("practice", practice=found.id), gettext("You left it."))


@takes_forms
def ask(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.ask(
            by=request.viewer,
            practice=found,
            question=given["question"],
            words=given["words"],
            statement_id=given["statement"],
        )
        return tell(redirect("inquiry", inquiry=made.id), gettext("The practice holds this question."))
    return _form(request, form, gettext("Open an inquiry"), gettext("Hold this question"), _home(found))


def inquiry(request: Asked, inquiry: UUID) -> HttpResponse:
    """A held question: what was tried where, and what was learned, side by side."""
    found = queries.inquiry(request.viewer, inquiry)
    home = queries.practice(request.viewer, found.practice)
    answers = queries.answers(request.viewer, found)
    ids = {each.by for each in answers if each.by} | ({found.by} if found.by else set())
    known = people.people(request.viewer, ids)
    return render(
        request,
        "practices/inquiry.html",
        {
            "inquiry": found,
            "practice": home,
            "who": known[found.by].name if found.by in known else "",
            "answers": [(each, known[each.by].name if each.by in known else "") for each in answers],
            "inside": rights.is_member(request.viewer),
        },
    )


@takes_forms
def answer(request: Asked, inquiry: UUID) -> HttpResponse:
    found = queries.inquiry(request.viewer, inquiry)
    rights.insist_member(request.viewer)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.answer(
                by=request.viewer,
                inquiry=found,
                where=given["where"],
                tried=given["tried"],
                learned=given["learned"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("inquiry", inquiry=found.id), gettext("Kept beside the others."))
    back = reverse("inquiry", args=[found.id])
    return _form(request, form, gettext("What was tried, and what was learned"), gettext("Tell it"), back)


@takes_forms
def apply_in(request: Asked, practice: UUID) -> HttpResponse:
    found = queries.practice(request.viewer, practice)
    if not journeys.tended(request.viewer, most=1)[0]:
        rights.insist(request.viewer, "tend a journey")
    form = ApplyForm(request.POST or None)
    form.offer("journey", offers.tended_journeys(request.viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.apply_in(
                by=request.viewer,
                practice=found,
                journey=given["journey"],
                differs=given["differs"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("practice", practice=found.id), gettext("Named."))
    return _form(request, form, gettext("At work in a journey"), gettext("Say so"), _home(found))


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """Practices that everybody may know of, on the hub's front page."""
    found = queries.public_practices()
    shown = {"practices": found[:6], "more": len(found) > 6}
    return outside.Section("practices/front.html", shown, "practices") if found else None


outside.SECTIONS = (*outside.SECTIONS, on_the_front)

urlpatterns = [
    path("practices", practices, name="practices"),
    path("practices/open", open_practice, name="open-practice"),
    path("practices/<uuid:practice>", practice, name="practice"),
    path("practices/<uuid:practice>/describe", describe, name="describe-practice"),
    path("practices/<uuid:practice>/belong", belong, name="belong"),
    path("practices/<uuid:practice>/leave", leave, name="leave-practice"),
    path("practices/<uuid:practice>/ask", ask, name="open-inquiry"),
    path("practices/<uuid:practice>/apply", apply_in, name="apply-practice"),
    path("inquiries/<uuid:inquiry>", inquiry, name="inquiry"),
    path("inquiries/<uuid:inquiry>/answer", answer, name="answer-inquiry"),
]
