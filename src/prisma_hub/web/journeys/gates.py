"""A phase and its gate: looked at, passed, opened again; the plan of a phase, an arc, fallow weeks."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import MINUTES
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import OPEN, PASSED, Journey, Phase
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import only_takes, takes_forms
from .opening import tended
from .paths import named_reviews
from .tabs import show


class GateForm(Form):
    sorts: ClassVar = (MINUTES,)
    seen = fields.some_of(_("Which of these hold?"), required=False)
    evidence = fields.words(_("What did you look at, and what did you see?"))
    people = fields.some_of(_("Who looked and says yes?"))
    why: ClassVar = {
        "seen": _("A gate can be passed with a line open, when you say why. Nobody counts for you."),
        "evidence": _("Whoever reads the path later can follow why you went on."),
        "people": _("A gate is held by people, by name. It can be opened again."),
    }

    def __init__(self, viewer: Viewer, journey: Journey, phase: Phase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:
            _choose(self, "seen", [(str(n), fields.said(line)) for n, line in enumerate(phase.gate.when)])
        _choose(self, "people", choices_of_people(viewer, journey))


class ReopenForm(GateForm):
    seen = None  # type: ignore[assignment]
    evidence = fields.words(_("Why do you open it again?"))
    why: ClassVar = {"evidence": GateForm.why["people"]}


class PhaseForm(Form):
    title = fields.line(_("What is this phase called?"))
    purpose = fields.words(_("What is it for?"), required=False, rows=2, max_length=1000)
    process = fields.one_of(_("Which process leads here?"))
    first = fields.line(_("It begins, from the first day of the time together"), max_length=20)
    last = fields.line(_("It ends"), max_length=20)
    held_by = fields.one_of(_("Who holds its gate?"))
    when = fields.words(_("What people look at before they leave, one line each"))
    why: ClassVar = {
        "first": _(
            "A distance like -8 months, -10 days, 0 days or +2 weeks. People move it, not the calendar."
        )
    }

    def __init__(self, journey: Journey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "process", [(each.name, fields.said(each.title)) for each in journey.processes])
        _choose(self, "held_by", [(name, fields.said(title)) for name, title in journey.roles.items()])

    def plan(self, before: Phase | None) -> dict[str, Any]:
        """The phase as a plan says it."""
        given = self.cleaned_data
        lines = [line.strip() for line in given["when"].splitlines() if line.strip()]
        old = {fields.said(line): dict(line) for line in before.gate.when} if before else {}
        plan: dict[str, Any] = {
            "title": fields.resaid(before.title if before else {}, given["title"]),
            "process": given["process"],
            "window": {"from": given["first"].strip(), "to": given["last"].strip()},
            "gate": {
                "held_by": given["held_by"],
                "when": [old.get(line, {fields.language(): line}) for line in lines],
            },
        }
        if given["purpose"].strip():
            plan["purpose"] = fields.resaid(before.purpose if before else {}, given["purpose"].strip())
        return plan


class ArcForm(Form):
    title = fields.line(_("What is this arc called?"))
    before = fields.line(_("It leads from …"))
    after = fields.line(_("… to"))
    phases = fields.some_of(_("Through which phases?"))
    within = fields.one_of(_("Inside which larger arc?"), required=False)
    why: ClassVar = {"before": _("The shift you intend, in few words, such as: looking at the ditch.")}

    def __init__(self, journey: Journey, arc: str | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "phases", [(each.name, fields.said(each.title)) for each in journey.phases])
        others = [(each.name, fields.said(each.title)) for each in journey.arcs if each.name != arc]
        _choose(self, "within", [("", gettext("none")), *others])


class FallowForm(Form):
    sorts: ClassVar = (MINUTES,)
    first = fields.day(_("First fallow day"))
    last = fields.day(_("Last fallow day"))
    why_so = fields.line(_("What for?"), required=False)
    why: ClassVar = {
        "why_so": _("Harvest, mourning, feast, rest. In fallow weeks nobody is reminded of anything.")
    }


def _choose(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def choices_of_people(viewer: Viewer, journey: Journey) -> list[tuple[str, str]]:
    keepers = rights.people_in(viewer, journey.keepers_space)
    return fields.names(viewer, [*keepers, *rights.people_in(viewer, journey.cohort_space)])


def _phase(journey: Journey, name: str) -> Phase:
    found = journey.phase(name)
    if found is None:
        raise NotHere("This journey has no such phase.", mend="Look at its path.")
    return found


def phase(request: Asked, journey: Any, phase: str) -> HttpResponse:
    """A phase: what it is for, what its gate asks, what was decided there."""
    found = queries.journey(request.viewer, journey)
    one = _phase(found, phase)
    return show(
        request,
        "journeys/phase.html",
        found,
        "journey",
        {
            "phase": one,
            "number": found.phases.index(one),
            "holder": fields.said(found.roles.get(one.gate.held_by, {})),
            "reviews": named_reviews(request.viewer, found, one.name),
            "is_open": one.state == OPEN,
            "is_passed": one.state == PASSED,
            "statement": source.current().uuid7(),
        },
    )


@only_takes
def open_phase(request: Asked, journey: Any, phase: str) -> HttpResponse:
    found = tended(request.viewer, journey)
    actions.open_phase(by=request.viewer, journey=found, phase=phase)
    return tell(redirect("phase", journey=found.id, phase=phase), gettext("You are in this phase now."))


@takes_forms
def pass_gate(request: Asked, journey: Any, phase: str) -> HttpResponse:
    """The review of a gate."""
    found = tended(request.viewer, journey)
    one = _phase(found, phase)
    form = GateForm(request.viewer, found, one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.pass_gate(
                by=request.viewer,
                journey=found,
                phase=phase,
                people=[UUID(each) for each in given["people"]],
                evidence=given["evidence"],
                seen=[int(each) for each in given["seen"]],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=found.id), gettext("The gate was passed."))
    heading = gettext("The gate of “%(phase)s”") % {"phase": fields.said(one.title)}
    return _form(request, found, form, heading, gettext("We go on"), phase)


@takes_forms
def reopen_gate(request: Asked, journey: Any, phase: str) -> HttpResponse:
    found = tended(request.viewer, journey)
    one = _phase(found, phase)
    form = ReopenForm(request.viewer, found, one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.reopen_gate(
                by=request.viewer,
                journey=found,
                phase=phase,
                people=[UUID(each) for each in given["people"]],
                why=given["evidence"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("phase", journey=found.id, phase=phase), gettext("The gate is open again."))
    heading = gettext("Open the gate of “%(phase)s” again") % {"phase": fields.said(one.title)}
    return _form(request, found, form, heading, gettext("Open it again"), phase)


def _form(
    request: Asked, journey: Journey, form: Form, heading: str, submit: str, phase: str = ""
) -> HttpResponse:
    """`phase` is where one came from; the path of the journey where there is none."""
    back = reverse("phase", args=[journey.id, phase]) if phase else reverse("journey", args=[journey.id])
    return show(
        request,
        "journeys/form.html",
        journey,
        "journey",
        {"form": form, "heading": heading, "submit": submit, "back": back},
    )


@takes_forms
def change_phase(request: Asked, journey: Any, phase: str) -> HttpResponse:
    found = tended(request.viewer, journey)
    one = _phase(found, phase)
    before = {
        "title": fields.said(one.title),
        "purpose": fields.said(one.purpose),
        "process": one.process,
        "first": one.window["from"],
        "last": one.window["to"],
        "held_by": one.gate.held_by,
        "when": "\n".join(fields.said(line) for line in one.gate.when),
    }
    form = PhaseForm(found, request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_phase(
                by=request.viewer,
                journey=found,
                phase=phase,
                changed=form.plan(one),
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("phase", journey=found.id, phase=phase), gettext("Changed."))
    return _form(request, found, form, gettext("Change this phase"), gettext("Keep the change"), phase)


@takes_forms
def add_phase(request: Asked, journey: Any) -> HttpResponse:
    found = tended(request.viewer, journey)
    form = PhaseForm(found, request.POST or None, initial={"first": "0 days", "last": "+1 week"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_phase(
                by=request.viewer,
                journey=found,
                phase=form.plan(None),
                after=request.GET.get("after"),
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=found.id), gettext("The phase is in the path."))
    return _form(request, found, form, gettext("Add a phase"), gettext("Put it in"))


@only_takes
def drop_phase(request: Asked, journey: Any, phase: str) -> HttpResponse:
    found = tended(request.viewer, journey)
    actions.drop_phase(by=request.viewer, journey=found, phase=phase)
    return tell(redirect("journey", journey=found.id), gettext("The phase is out of the path."))


@takes_forms
def change_arc(request: Asked, journey: Any, arc: str | None = None) -> HttpResponse:
    """Change an arc, or add one."""
    found = tended(request.viewer, journey)
    one = next((each for each in found.arcs if each.name == arc), None)
    if arc is not None and one is None:
        raise NotHere("This journey has no such arc.", mend="Look at its path.")
    before = (
        {}
        if one is None
        else {
            "title": fields.said(one.title),
            "before": fields.said(one.before),
            "after": fields.said(one.after),
            "phases": list(one.phases),
            "within": one.within,
        }
    )
    form = ArcForm(found, arc, request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changed = {
            "title": fields.resaid(one.title if one else {}, given["title"]),
            "phases": given["phases"],
            "within": given["within"],
            "shift": {
                "from": fields.resaid(one.before if one else {}, given["before"]),
                "to": fields.resaid(one.after if one else {}, given["after"]),
            },
        }
        try:
            actions.change_arc(
                by=request.viewer, journey=found, arc=arc, changed=changed, statement_id=given["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=found.id), gettext("Changed."))
    heading = gettext("Change this arc") if one else gettext("Add an arc")
    return _form(request, found, form, heading, gettext("Keep the change"))


@takes_forms
def fallow(request: Asked, journey: Any) -> HttpResponse:
    """Declare fallow weeks, or take them back."""
    found = tended(request.viewer, journey)
    form = FallowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.declare_fallow(
                by=request.viewer,
                journey=found,
                first=given["first"],
                last=given["last"],
                why=given["why_so"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("journey", journey=found.id), gettext("The field may rest."))
    return show(
        request,
        "journeys/fallow.html",
        found,
        "journey",
        {"form": form, "fallows": queries.fallows(request.viewer, found)},
    )


@only_takes
def end_fallow(request: Asked, journey: Any, seq: int) -> HttpResponse:
    found = tended(request.viewer, journey)
    actions.end_fallow(by=request.viewer, journey=found, seq=seq)
    return tell(redirect("fallow", journey=found.id), gettext("Taken back."))
