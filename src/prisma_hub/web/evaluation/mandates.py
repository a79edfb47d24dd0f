"""External evaluators: granted, taken, reading, remarking; and where a guest may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import ANSWERS, REGISTRATIONS
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Mandate, Remark, Standing, Terms
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import errors, fields
from prisma_hub.web.fields import said
from prisma_hub.web.forms import Form
from prisma_hub.web.journeys.tabs import show
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms

STANDINGS = {
    Standing.AHEAD: _("not begun yet"),
    Standing.WAITING: _("waits for the evaluator’s yes"),
    Standing.IN_FORCE: _("in force"),
    Standing.OVER: _("over"),
}
WAYS = {
    Remark.RECEIVING: _("What I recognise"),
    Remark.RESTRAINING: _("Limits and risks I see"),
    Remark.QUESTION: _("An open question"),
    Remark.DECISION: _("My decision"),
}
DECISIONS = {"partner": _("Partner"), "not_now": _("Not now"), "decline": _("Decline")}
WHATS = {
    "contribution": _("given"),
    "reading": _("a reading"),
    "turn": _("from a turn"),
}
FOR_GUESTS = frozenset(
    {
        "mandate",
        "my-mandates",
        "everything",
        "fetch-everything",
        "forget-everything",
        "leave-hub",
        "kept-mine",
        "kept-until",
        "take-mandate",
        "remark",
        "answer-remark",
        "media",
        "card",
        "sign-out",
        "language",
        "privacy",
        "front",
        "checked",
        "proof",
        "explorer",
        "witnesses",
        "checkpoint",
        "join",
        "sign-in",
        "recover",
    }
)
"""Where a guest may go: their mandate, the record book, and what of their own is kept. Everything else of the
hub is not theirs."""

Respond = Callable[[HttpRequest], HttpResponseBase]


class GuestsStay:
    """Middleware: a guest stays with their mandate, where what they read is noted."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Asked, _view: object, _args: object, _given: object
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not request.viewer.guest or name in FOR_GUESTS:
            return None
        if request.method == "GET":
            return redirect("my-mandates")
        try:
            circles.insist_member(request.viewer)
        except Refused as no:
            return errors.refused(request, no)
        return None


class GrantForm(Form):
    sorts: ClassVar = (REGISTRATIONS,)
    who = fields.line(_("Who comes to look?"))
    behalf = fields.line(_("On whose behalf?"), required=False)
    begins = fields.day(_("From which day?"))
    ends = fields.day(_("Until which day?"))
    stages = forms.MultipleChoiceField(
        label=_("In which phases?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    artefacts = forms.MultipleChoiceField(
        label=_("What may they look at and speak of?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gives = fields.words(_("What do they give back?"), rows=3)
    back = fields.day(_("By when?"))
    why: ClassVar = {
        "stages": _("None chosen: in every phase."),
        "artefacts": _("Of the journey as a whole they may always speak."),
        "gives": _("Whoever looks owes something to those they look at: say what."),
    }

    def terms(self) -> Terms:
        given = self.cleaned_data
        days = {name: given[name].isoformat() for name in ("begins", "ends", "back")}
        return Terms(
            given["who"],
            given["behalf"],
            days["begins"],
            days["ends"],
            given["gives"],
            days["back"],
            tuple(given["stages"]),
            tuple(given["artefacts"]),
        )


class TakeForm(Form):
    sorts: ClassVar = (REGISTRATIONS,)
    declared = fields.words(_("What do you know of this, and do you have an interest in it?"), rows=3)
    why: ClassVar = {"declared": _("Everybody on the journey reads it. “No interest” is an answer, too.")}


class RemarkForm(Form):
    sorts: ClassVar = (ANSWERS,)
    way = fields.one_of(_("How do you speak?"), [(way.value, label) for way, label in WAYS.items()])
    of = fields.one_of(_("Of what?"), required=False)
    words = fields.words(_("What do you say?"))
    decision = fields.one_of(
        _("If it is your decision: which?"), [("", _("no decision")), *DECISIONS.items()], required=False
    )
    terms = fields.words(_("On which terms?"), rows=2, required=False)


class EndForm(Form):
    sorts: ClassVar = (REGISTRATIONS,)
    words = fields.words(_("Why does it end early?"), rows=2)


class AnswerForm(Form):
    sorts: ClassVar = (ANSWERS,)
    words = fields.words(_("What do you answer?"), rows=3)


def mandates(request: Asked, journey: UUID) -> HttpResponse:
    """The evaluators of a journey."""
    found = journeys.journey(request.viewer, journey)
    rows = [(each, STANDINGS[each.standing]) for each in queries.mandates(request.viewer, found.scope)]
    return show(
        request,
        "evaluation/mandates.html",
        found,
        "journey-learning",
        {"mandates": rows, "process": "evaluating"},
    )


@takes_forms
def grant(request: Asked, journey: UUID) -> HttpResponse:
    """Let an evaluator in, within limits."""
    found = journeys.journey(request.viewer, journey)
    circles.insist(request.viewer, "tend a journey", found.scope)
    form = GrantForm(request.POST or None, initial={"begins": circles.today()})
    form.fields["stages"].choices = [(each.name, said(each.title)) for each in found.phases]  # type: ignore[attr-defined]
    form.fields["artefacts"].choices = _artefacts(request.viewer, found)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.grant_mandate(
                by=request.viewer,
                journey=journey,
                terms=form.terms(),
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("mandate", mandate=made.id), gettext("The mandate is granted. Hand over the code.")
            )
    back = reverse("mandates", args=[journey])
    return _form(request, form, gettext("Invite an evaluator"), found.title, gettext("Grant it"), back)


def _artefacts(viewer: Viewer, journey: Journey) -> list[tuple[str, str]]:
    things = queries.on_journey(viewer, journey.scope)
    asked = [(each.ref, each.words) for each in queries.questions(viewer, journey.scope)]
    aspects = [(each.ref, each.now.title) for each in queries.aspects(viewer)]
    return [
        *((each.ref, each.title) for each in things.values() if each.ref != journey.scope),
        *asked,
        *aspects,
    ]


def my_mandates(request: Asked) -> HttpResponse:
    """Where an evaluator arrives."""
    found = queries.my_mandates(request.viewer)
    if len(found) == 1:
        return redirect("mandate", mandate=found[0].id)
    rows = [(each, STANDINGS[each.standing]) for each in found]
    return render(request, "evaluation/my_mandates.html", {"mandates": rows, "process": "evaluating"})


def mandate(request: Asked, mandate: UUID) -> HttpResponse:
    """A mandate: its terms; what was read and said under it. Its evaluator reads here, and that is noted."""
    viewer = request.viewer
    found = queries.mandate(viewer, mandate)
    reads = found.mine and found.standing is Standing.IN_FORCE
    shown = actions.read_under(by=viewer, mandate=mandate) if reads else queries.shown_to(viewer, found)
    remarks = queries.remarks(viewer, found)
    titles = found.titles or {}
    return render(
        request,
        "evaluation/mandate.html",
        {
            "mandate": found,
            "standing": STANDINGS[found.standing],
            "is_waiting": found.standing is Standing.WAITING,
            "reads": reads,
            "stages": [titles.get(each, each) for each in found.terms.stages],
            "artefacts": [titles[each] for each in found.terms.artefacts if each in titles],
            "code": _code(viewer, found),
            "shown": [(each, WHATS[each.what]) for each in shown],
            "noted": queries.noted(viewer, found),
            "remarks": [(each, WAYS[each.way], DECISIONS.get(each.decision, "")) for each in remarks],
            "said": [part for each in remarks for part in (each, *each.answers)],
            "told": shown,
            "is_over": found.standing is Standing.OVER,
            "journey_address": "" if viewer.guest else f"/journeys/{found.journey.partition(':')[2]}",
            "process": "evaluating",
        },
    )


def _code(viewer: Viewer, found: Mandate) -> str:
    """The code nobody has used yet, for the host who printed it."""
    if viewer.person is None or not found.tends or found.person is not None:
        return ""
    mine = [each.code for each in people.invitations(viewer) if each.scope == found.ref]
    return mine[0] if mine else ""


@takes_forms
def take(request: Asked, mandate: UUID) -> HttpResponse:
    """The evaluator's own yes."""
    found = queries.mandate(request.viewer, mandate)
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.take_mandate(
                by=request.viewer,
                mandate=mandate,
                declared=given["declared"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("mandate", mandate=mandate), gettext("Welcome. What you read here is noted.")
            )
    back = reverse("mandate", args=[mandate])
    return _form(request, form, gettext("Say yes to this mandate"), found.journey_title, gettext("Yes"), back)


@takes_forms
def remark(request: Asked, mandate: UUID) -> HttpResponse:
    found = queries.mandate(request.viewer, mandate)
    form = RemarkForm(request.POST or None, initial={"of": found.journey, "decision": ""})
    titles = found.titles or {}
    form.fields["of"].choices = [  # type: ignore[attr-defined]
        (ref, titles[ref]) for ref in (found.journey, *found.terms.artefacts) if titles.get(ref)
    ]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.remark(
                by=request.viewer,
                mandate=mandate,
                way=given["way"],
                of=given["of"],
                words=given["words"],
                decision=given["decision"],
                terms=given["terms"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("mandate", mandate=mandate), gettext("They will read it, and answer."))
    back = reverse("mandate", args=[mandate])
    return _form(request, form, gettext("Say what you see"), found.journey_title, gettext("Say it"), back)


@takes_forms
def end(request: Asked, mandate: UUID) -> HttpResponse:
    found = queries.mandate(request.viewer, mandate)
    circles.insist(request.viewer, "tend a journey", found.journey)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.end_mandate(
                by=request.viewer, mandate=mandate, why=given["words"], statement_id=given["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("mandate", mandate=mandate), gettext("The mandate has ended."))
    back = reverse("mandate", args=[mandate])
    return _form(request, form, gettext("End the mandate"), found.name, gettext("End it"), back)


@takes_forms
def answer(request: Asked, seq: int) -> HttpResponse:
    """A team answers a remark, or its evaluator answers back; both stay together."""
    found = queries.remark(request.viewer, seq)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.answer(by=request.viewer, to=seq, words=given["words"], statement_id=given["statement"])
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("mandate", mandate=found.mandate), gettext("Your answer stays with it."))
    back = reverse("mandate", args=[found.mandate])
    return _form(request, form, gettext("Answer"), found.words, gettext("Keep it"), back)


def _form(request: Asked, form: Form, title: str, of: str, submit: str, back: str) -> HttpResponse:
    given: dict[str, Any] = {"form": form, "title": title, "of": of, "submit": submit, "back": back}
    return render(request, "evaluation/form.html", given | {"process": "evaluating"})
