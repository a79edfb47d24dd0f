"""The list of journeys; opening one from a preset; changing anything in it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import MINUTES
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields, paging
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from .tabs import show

SPACES = (
    ("cohort", _("only those on it, and those who hold it")),
    ("hub", _("everybody on this hub")),
    ("network", _("hubs of our network too")),
    ("public", _("everybody, everywhere: it stands on our front page")),
)


class OpenForm(Form):
    preset = fields.one_of(_("How does it begin?"))
    title = fields.line(_("What is it called?"))
    question = fields.words(_("Which question does it hold?"), required=False, rows=2, max_length=1000)
    begins = fields.day(_("First day of the time together"))
    to = fields.one_of(_("Who may know of it?"), SPACES, initial="hub")
    why: ClassVar = {
        "preset": _("A preset brings phases, gates and arcs. All of it can be changed afterwards."),
        "question": _("A journey needs a question that would be there without it."),
        "begins": _("The path is counted from this day. You can move it; the windows move with it."),
        "to": _("What people say on the journey stays with the cohort either way."),
    }

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presets = [
            (each.name, f"{fields.said(each.title)}. {fields.said(each.block.get('summary', {}))}")
            for each in queries.presets(viewer)
        ]
        preset = self.fields["preset"]
        assert isinstance(preset, forms.ChoiceField)
        preset.choices = presets


class ChangeForm(Form):
    title = OpenForm.base_fields["title"]
    question = OpenForm.base_fields["question"]
    begins = OpenForm.base_fields["begins"]
    why: ClassVar = {"begins": OpenForm.why["begins"]}


class ShowForm(Form):
    to = OpenForm.base_fields["to"]


class CloseForm(Form):
    sorts: ClassVar = (MINUTES,)
    words = fields.words(_("How does it end?"))
    why: ClassVar = {"words": _("The last words of the journey stand on its path. Nothing is lost.")}


def journeys(request: Asked) -> HttpResponse:
    """The journeys the viewer may know of, their own that are under way first; or those of a name."""
    words, behind = paging.words(request), paging.before(request)
    found = queries.listed(request.viewer, most=paging.PAGE + 1, words=words, behind=behind)
    shown, more = found[: paging.PAGE], len(found) > paging.PAGE
    return render(
        request,
        "journeys/list.html",
        {
            "now": [_row(each) for each in shown if not each.closed],
            "past": [_row(each) for each in shown if each.closed],
            "may_open": rights.may(request.viewer, "open a journey"),
            "words": words,
            "long": more or bool(words) or behind is not None,
            **paging.turned(request, shown[-1].seq if more else None),
        },
    )


def _row(journey: Journey) -> dict[str, Any]:
    here = journey.current
    hues = {process.name: process.hue for process in journey.processes}
    return {
        "journey": journey,
        "phase": fields.said(here.title) if here and not journey.closed else "",
        "process": hues.get(here.process, "") if here else "",
    }


@takes_forms
def open_journey(request: Asked) -> HttpResponse:
    rights.insist(request.viewer, "open a journey")
    form = OpenForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.open_journey(
                by=request.viewer,
                title=given["title"],
                question=given["question"],
                begins=given["begins"],
                preset=queries.preset(request.viewer, given["preset"]),
                to=given["to"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=made.id), gettext("The journey is open."))
    return render(request, "journeys/open.html", {"form": form, "process": "potentialising"})


def tended(viewer: Viewer, journey_id: Any) -> Journey:
    """The journey, for somebody who may tend it."""
    found = queries.journey(viewer, journey_id)
    rights.insist(viewer, "tend a journey", found.scope)
    return found


@takes_forms
def change(request: Asked, journey: Any) -> HttpResponse:
    found = tended(request.viewer, journey)
    before = {"title": found.title, "question": found.question, "begins": found.begins}
    form = ChangeForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changed = {name: given[name] for name in before if given[name] != before[name]}
        try:
            if changed:
                actions.change_journey(
                    by=request.viewer, journey=found, statement_id=given["statement"], **changed
                )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=found.id), gettext("Changed."))
    opened_it = queries.opened_by(found) == request.viewer.person
    return show(request, "journeys/change.html", found, "journey", {"form": form, "opened_it": opened_it})


@takes_forms
def show_to(request: Asked, journey: Any) -> HttpResponse:
    """Who may know of it, said anew by the one who opened it."""
    found = queries.journey(request.viewer, journey)
    form = ShowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.show_journey(by=request.viewer, journey=found, to=form.cleaned_data["to"])
        return tell(redirect("journey", journey=found.id), gettext("Changed."))
    return show(
        request,
        "journeys/form.html",
        found,
        "journey",
        {"form": form, "heading": gettext("Who may know of it?"), "submit": gettext("Say so")},
    )


@takes_forms
def close(request: Asked, journey: Any) -> HttpResponse:
    found = tended(request.viewer, journey)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_journey(
            by=request.viewer,
            journey=found,
            words=form.cleaned_data["words"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(redirect("journey", journey=found.id), gettext("The journey is closed."))
    return show(
        request,
        "journeys/form.html",
        found,
        "journey",
        {"form": form, "heading": gettext("Close the journey"), "submit": gettext("Close it")},
    )
