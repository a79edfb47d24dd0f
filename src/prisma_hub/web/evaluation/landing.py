"""Where the *next* of a turn lands: another turn, a page, a block of a session, a tension."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.commons import queries as commons
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Beat, StandingTurn
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import truncate
from prisma_hub.patterns import queries as agendas
from prisma_hub.web import fields, offers
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from .turns import BeginForm, form_page


class TensionForm(Form):
    words = fields.words(_("What is not as it could be?"), rows=3)
    circle = fields.one_of(_("Which circle should hear it?"))


class BlockForm(Form):
    title = fields.line(_("What is the block called?"))
    minutes = forms.IntegerField(
        label=_("How many minutes?"), min_value=1, max_value=600, initial=20, localize=False
    )
    session = fields.one_of(_("In which session?"))


class PageForm(Form):
    title = fields.line(_("What is the page called?"), max_length=120)
    text = fields.words(_("What does it say?"), rows=6)
    space = fields.one_of(_("Where does it lie?"))


def next_steps(request: Asked, turn: UUID) -> HttpResponse:
    """What the next can become."""
    found = queries.turn(request.viewer, turn)
    return render(
        request,
        "evaluation/land.html",
        {
            "turn": found,
            "sayings": found.beat(Beat.NEXT),
            "sessions": _sessions(request.viewer, found),
            "process": "evaluating",
        },
    )


@takes_forms
def land_as_turn(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = BeginForm(request.POST or None, initial={"intention": _next(found)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            begun = actions.land_as_turn(
                by=request.viewer,
                turn=turn,
                of=found.of,
                intention=given["intention"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("turn", turn=begun.id), gettext("The next turn has begun."))
    back = reverse("turn", args=[turn])
    return form_page(
        request, form, gettext("Begin the next turn"), truncate(found.title, 120), gettext("Begin"), back
    )


@takes_forms
def land_as_page(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = PageForm(request.POST or None, initial={"text": _next(found), "title": truncate(_next(found), 60)})
    may = partial(commons.may_write, request.viewer)
    form.offer("space", offers.who_may_hear(request.viewer, keep=may))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.land_as_page(
                by=request.viewer,
                turn=turn,
                space=given["space"],
                title=given["title"],
                text=given["text"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("turn", turn=turn), gettext("The page is written."))
    back = reverse("turn", args=[turn])
    return form_page(
        request, form, gettext("Write it down as a page"), truncate(found.title, 120), gettext("Write"), back
    )


@takes_forms
def land_as_block(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = BlockForm(request.POST or None, initial={"title": truncate(_next(found), 120)})
    form.fields["session"].choices = _sessions(request.viewer, found)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.land_as_block(
                by=request.viewer,
                turn=turn,
                session=UUID(given["session"]),
                title=given["title"],
                minutes=given["minutes"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("turn", turn=turn), gettext("The block stands at the end of the agenda."))
    back = reverse("turn", args=[turn])
    return form_page(
        request,
        form,
        gettext("Put it into a session"),
        truncate(found.title, 120),
        gettext("Put it in"),
        back,
    )


def _sessions(viewer: Viewer, found: StandingTurn) -> list[tuple[str, str]]:
    """The sessions of the turn's journey that have an agenda and are not called off."""
    if not found.journey:
        return []
    on = journeys.journey(viewer, UUID(found.journey.partition(":")[2]))
    planned = [each for each in journeys.sessions(viewer, on) if not each.cancelled]
    open_ = agendas.sheets(viewer, [each.id for each in planned])
    return [(str(each.id), each.title) for each in planned if each.id in open_]


@takes_forms
def land_as_tension(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = TensionForm(request.POST or None, initial={"words": _next(found)})
    form.offer("circle", offers.every_circle(request.viewer, lambda each: str(each.id)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.land_as_tension(
                by=request.viewer,
                turn=turn,
                circle=UUID(given["circle"]),
                words=given["words"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("turn", turn=turn), gettext("The circle hears it."))
    back = reverse("turn", args=[turn])
    return form_page(
        request, form, gettext("Bring it to a circle"), truncate(found.title, 120), gettext("Say it"), back
    )


def _next(found: StandingTurn) -> str:
    said = found.beat(Beat.NEXT)
    return said[-1].words if said else ""
