"""The pages of whoever applies: where I stand, what is next, forms, a list to tick, agreements."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import REGISTRATIONS
from prisma_hub.enrolment import actions, queries
from prisma_hub.enrolment.types import Application, Pathway
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.protocols.types import Question
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.questions import AnswersForm, everybody
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from . import showing


class ComingInForm(AnswersForm):
    sorts: ClassVar = (REGISTRATIONS,)


class WithdrawForm(Form):
    words = fields.words(_("Is there anything you want to say?"), required=False)
    why: ClassVar = {"words": _("Nobody asks for a reason. Those who hold the gate read it if you write it.")}


def pathways(request: Asked) -> HttpResponse:
    """The ways to the hub for other hubs, practice networks and partners."""
    rights.insist_member(request.viewer)
    return render(
        request,
        "enrolment/pathways.html",
        {
            "pathways": queries.pathways_for(request.viewer),
            "mine": _shown(request.viewer, queries.mine(request.viewer)),
            "process": "enrolling",
        },
    )


def _shown(viewer: Viewer, found: list[Application]) -> list[dict[str, Any]]:
    return [{"application": each, "state": showing.state(each)} for each in found]


@only_takes
def begin(request: Asked, name: str) -> HttpResponse:
    made = actions.apply(by=request.viewer, pathway=_named(queries.pathways_for(request.viewer), name))
    return redirect("application", application=made.id)


def _named(found: list[Pathway], name: str) -> Pathway:
    for each in found:
        if each.name == name:
            return each
    raise NotHere("There is no such pathway here.", mend="Choose one from the list.")


@takes_forms
def join_journey(request: Asked, journey: UUID) -> HttpResponse:
    """What joining this journey asks, and the first step."""
    found = journeys.journey(request.viewer, journey)
    ways = queries.pathways_for(request.viewer, found)
    if request.method == "POST":
        rights.insist_member(request.viewer)
        chosen = _named(ways, request.POST.get("pathway", ""))
        made = actions.apply(by=request.viewer, pathway=chosen, journey=found)
        return redirect("application", application=made.id)
    return render(
        request,
        "enrolment/join.html",
        {"journey": found, "pathways": ways, "process": "enrolling"},
    )


def application(request: Asked, application: UUID) -> HttpResponse:
    """One application, as its applicant or as a reviewer sees it."""
    found = queries.application(request.viewer, application)
    mine = found.person == request.viewer.person
    steps = queries.steps(request.viewer, found)
    known = people.people(request.viewer, {found.person, *(each.by for each in steps if each.by)})
    values = {
        "application": found,
        "mine": mine,
        "who": known[found.person].name if found.person in known else "",
        "about": _about(request.viewer, found),
        "way": showing.way(found),
        "state": showing.state(found),
        "turn": showing.turn(found, mine),
        "weeks": showing.weeks(found),
        "steps": [
            (each, showing.HAPPENED[each.what], known[each.by].name if each.by in known else "")
            for each in steps
        ],
        "answers": showing.answers(request.viewer, found),
        "process": "enrolling",
    }
    if mine:
        return render(request, "enrolment/mine.html", {**values, **_to_do(request.viewer, found)})
    rights.insist(request.viewer, queries.REVIEW, found.scope)
    ready = found.stage.ready or next((s.ready for s in found.pathway.stages if s.ready), None)
    return render(
        request,
        "enrolment/review.html",
        {
            **values,
            "may_decide": showing.may_be_decided(found),
            "ticks": _items(request.viewer, found, ready.form) if ready and found.ticks else [],
        },
    )


def _about(viewer: Viewer, found: Application) -> dict[str, Any]:
    """What the application is for: a journey the viewer may know of, or the hub."""
    if found.scope is None:
        return {}
    try:
        journey = journeys.journey(viewer, ids.uuid_of(found.scope))
    except NotHere:
        return {}
    return {"title": journey.title, "id": journey.id}


def _to_do(viewer: Viewer, found: Application) -> dict[str, Any]:
    """What the stage asks, and what of it is open."""
    if not showing.is_open(found):
        return {"open": False}
    missing = queries.missing(viewer, found)
    ready = found.stage.ready
    asked = [
        (form, queries.questions(viewer, found, form, fields.language()))
        for form in found.stage.forms
        if ready is None or form != ready.form
    ]
    return {
        "open": True,
        "missing": missing,
        "forms": [
            {
                "name": form,
                "asked": one,
                "done": form in found.answered,
                "due": form in missing.forms,
                "kept": bool(queries.draft(viewer, found, form)),
            }
            for form, one in asked
        ],
        "agreements": [(each, each.name in found.accepted) for each in found.stage.agreements],
        "items": _items(viewer, found, ready.form) if ready else [],
    }


def _items(viewer: Viewer, found: Application, form: str) -> list[dict[str, Any]]:
    """The lines of the checklist, each with where it stands."""
    ticks = found.ticks.get(form, {})
    asked = queries.questions(viewer, found, form, fields.language())
    items = []
    for question in queries.open_questions(asked):
        tick = ticks.get(question.name)
        labels = {str(option.value): option.label for option in question.options}
        items.append(
            {
                "label": question.label,
                "state": tick.state if tick else "",
                "said": labels.get(tick.state, "") if tick else "",
                "words": tick.words if tick else "",
            }
        )
    return items


def _own(request: Asked, application: UUID) -> Application:
    found = queries.application(request.viewer, application)
    if found.person != request.viewer.person:
        raise NotHere("There is no such application of yours.", mend="Look at the list of your applications.")
    return found


@takes_forms
def answer(request: Asked, application: UUID, form: str) -> HttpResponse:
    """A form of the pathway. What is typed can be kept and sent later."""
    found = _own(request, application)
    asked = queries.questions(request.viewer, found, form, fields.language())
    before = {each.form: each.answers for each in queries.given(request.viewer, found)}.get(form, {})
    kept = queries.draft(request.viewer, found, form)
    questions = queries.open_questions(asked)
    page = ComingInForm(
        questions,
        request.POST or None,
        request.FILES or None,
        people=everybody(request.viewer, questions),
        given={**before, **kept},
    )
    if request.method == "POST" and "later" in request.POST:
        actions.keep_draft(by=request.viewer, application=found, form=form, answers=page.typed())
        return tell(redirect("application", application=found.id), gettext("Kept. Nobody else sees it yet."))
    if request.method == "POST" and page.is_valid():
        try:
            answers, media = page.answers()
            actions.answer_form(
                by=request.viewer,
                application=found,
                form=form,
                answers=answers,
                media=media,
                language=fields.language(),
                statement_id=page.cleaned_data["statement"],
            )
        except Refused as no:
            page.refuse(no)
        else:
            return tell(redirect("application", application=found.id), gettext("Your answers are kept."))
    return render(
        request,
        "enrolment/form.html",
        {"form": page, "asked": asked, "application": found, "kept": bool(kept), "process": "enrolling"},
    )


class ReadyForm(Form):
    """One choice and a line for each item of a checklist."""

    def __init__(self, questions: list[Question], found: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = questions
        ready = found.stage.ready
        ticks = found.ticks.get(ready.form, {}) if ready else {}
        self.why = {each.name: each.help for each in questions if each.help}  # type: ignore[misc]
        for each in questions:
            tick = ticks.get(each.name)
            choices = [(str(option.value), option.label) for option in each.options]
            standing = tick.state if tick else choices[0][0]
            self.fields[each.name] = fields.one_of(each.label, choices, initial=standing)
            self.fields[f"{each.name}-words"] = forms.CharField(
                label=gettext("What would help?"),
                required=False,
                max_length=500,
                initial=tick.words if tick else "",
            )


@takes_forms
def ready(request: Asked, application: UUID) -> HttpResponse:
    """Tick what is ready, and say where help is wanted."""
    found = _own(request, application)
    if found.stage.ready is None:
        raise NotHere("There is no list to tick in this stage.", mend="Look at where you stand.")
    asked = queries.questions(request.viewer, found, found.stage.ready.form, fields.language())
    items = list(queries.open_questions(asked))
    form = ReadyForm(items, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for each in items:
            if {each.name, f"{each.name}-words"} & set(form.changed_data):
                actions.tick(
                    by=request.viewer,
                    application=queries.application(request.viewer, found.id),
                    item=each.name,
                    state=form.cleaned_data[each.name],
                    words=form.cleaned_data[f"{each.name}-words"],
                )
        return tell(
            redirect("application", application=found.id), gettext("Kept. Come back whenever you like.")
        )
    pairs = [(form[each.name], form[f"{each.name}-words"]) for each in items]
    return render(
        request,
        "enrolment/ready.html",
        {"form": form, "pairs": pairs, "asked": asked, "application": found, "process": "enrolling"},
    )


@only_takes
def agree(request: Asked, application: UUID, agreement: str) -> HttpResponse:
    actions.accept(by=request.viewer, application=_own(request, application), agreement=agreement)
    return tell(redirect("application", application=application), gettext("Your yes is kept."))


@only_takes
def go_on(request: Asked, application: UUID) -> HttpResponse:
    found = actions.go_on(by=request.viewer, application=_own(request, application))
    told = gettext("Sent. You will read here what comes of it.")
    return tell(
        redirect("application", application=found.id),
        gettext("On you go.") if found.turn == "theirs" else told,
    )


@only_takes
def pause(request: Asked, application: UUID) -> HttpResponse:
    actions.pause(by=request.viewer, application=_own(request, application))
    return tell(redirect("application", application=application), gettext("Paused. No clock runs."))


@only_takes
def resume(request: Asked, application: UUID) -> HttpResponse:
    actions.resume(by=request.viewer, application=_own(request, application))
    return tell(redirect("application", application=application), gettext("On you go."))


@takes_forms
def withdraw(request: Asked, application: UUID) -> HttpResponse:
    found = _own(request, application)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(
            by=request.viewer,
            application=found,
            words=form.cleaned_data["words"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(
            redirect("application", application=found.id),
            gettext("Withdrawn. What you had not sent is gone."),
        )
    return render(
        request, "enrolment/withdraw.html", {"form": form, "application": found, "process": "enrolling"}
    )
