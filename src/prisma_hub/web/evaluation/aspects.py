"""Aspects: what a place is becoming capable of, in the words of its circle."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Definition, Scale
from prisma_hub.kernel.ids import is_person
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields, offers
from prisma_hub.web.agreements.words import choose_way
from prisma_hub.web.choosing import MOST, OneOf
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms

MOST_AGREEMENTS = 300
"""Agreements to choose from: more nobody looks through."""


class CircleForm(Form):
    title = fields.line(_("What is it called?"))
    purpose = fields.words(_("Who belongs to it, and why them?"), rows=3, required=False)
    decides = fields.one_of(_("How does it decide?"))


class AspectForm(Form):
    circle = fields.one_of(_("In whose name do you say this?"))
    title = fields.line(_("What is it called?"))
    words = fields.words(_("What does it mean? Whose becoming-capable is it?"))
    whose = fields.line(_("Whom is it about, in a few words?"), required=False)
    evidence = fields.line(_("What should a reading point to?"), required=False)
    steps = fields.words(
        _("A scale, if you want one: one step a line, from the lowest"), rows=7, required=False
    )
    base = forms.IntegerField(label=_("On which step did it begin?"), required=False, localize=False)
    norm = forms.IntegerField(label=_("Which step does the community want?"), required=False, localize=False)
    agreement = fields.one_of(_("On which agreement of the circle does it rest?"))
    decided = fields.words(_("How did the circle come to it?"), rows=2, required=False)
    to = fields.one_of(_("Who may read it?"), required=False)
    why: ClassVar = {
        "circle": _("Only the circle of the place can say what the place is becoming capable of."),
        "steps": _("Write the number, a colon, and what one would see: “-3: we follow others”."),
        "agreement": _("A definition is a decision. Whoever reads it can ask how it came about."),
    }

    def scale(self) -> Scale | None:
        """The scale as it was written, or none."""
        given = self.cleaned_data
        words: dict[int, str] = {}
        for line in given["steps"].splitlines():
            if not line.strip():
                continue
            number, _colon, said = line.partition(":")
            try:
                words[int(number.strip().replace("−", "-"))] = said.strip()
            except ValueError:
                raise Refused(
                    "“%(line)s” does not begin with a number.",
                    kept="Nothing was defined.",
                    mend="Write each step as a number, a colon and words.",
                    line=line.strip()[:60],
                ) from None
        if not words:
            return None
        ends = (None if given[name] is None else Decimal(given[name]) for name in ("base", "norm"))
        return Scale(min(words), max(words), words, *ends)

    def wording(self) -> actions.Wording:
        given = self.cleaned_data
        return actions.Wording(
            given["title"],
            given["words"],
            given["agreement"],
            given["decided"],
            given["whose"],
            given["evidence"],
            self.scale(),
        )


def aspects(request: Asked) -> HttpResponse:
    """What the place says it is becoming capable of."""
    circles.insist_member(request.viewer)
    place = queries.circle_of_the_place(request.viewer)
    return render(
        request,
        "evaluation/aspects.html",
        {
            "aspects": queries.aspects(request.viewer),
            "place": place,
            "of_it": place is not None and circles.belongs(request.viewer, place.space),
            "may_open": circles.may(request.viewer, "open a circle"),
            "process": "evaluating",
        },
    )


@takes_forms
def open_circle(request: Asked) -> HttpResponse:
    """Open the circle of the place, once."""
    circles.insist(request.viewer, "open a circle")
    form = CircleForm(
        request.POST or None, initial={"title": gettext("Circle of the place"), "decides": "consent"}
    )
    form.fields["decides"].choices = choose_way(request.viewer)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.open_circle_of_the_place(
                by=request.viewer,
                title=given["title"],
                purpose=given["purpose"],
                decides=given["decides"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("aspects"), gettext("The place has its circle."))
    return _form(request, form, gettext("Open the circle of the place"), gettext("Open it"))


@takes_forms
def define(request: Asked) -> HttpResponse:
    """Say what the place is becoming capable of. Whoever may not is told whose right it is."""
    form = AspectForm(request.POST or None, initial={"to": HUB})
    _choose(request, form)
    place = queries.circle_of_the_place(request.viewer)
    if request.method == "GET" and place and not agreements.agreements(request.viewer, circle=place.id):
        return render(request, "evaluation/agree_first.html", {"place": place, "process": "evaluating"})
    form.offer("to", offers.who_may_hear(request.viewer, keep=lambda space: not is_person(space)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.define_aspect(
                by=request.viewer,
                circle=UUID(given["circle"]),
                wording=form.wording(),
                to=given["to"] or HUB,
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("aspect", id=made.id), gettext("The aspect is defined."))
    return _form(request, form, gettext("What are we becoming capable of?"), gettext("Define it"))


@takes_forms
def redefine(request: Asked, aspect: UUID) -> HttpResponse:
    """Say it anew; earlier readings keep the wording they were read by."""
    found = queries.aspect(request.viewer, aspect)
    form = AspectForm(request.POST or None, initial={**_initial(found.now), "circle": str(found.circle)})
    _choose(request, form)
    del form.fields["to"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.redefine_aspect(
                by=request.viewer,
                aspect=aspect,
                circle=UUID(given["circle"]),
                wording=form.wording(),
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("aspect", id=aspect), gettext("The new wording holds from today."))
    return _form(
        request, form, gettext("Say it anew"), gettext("Define it"), reverse("aspect", args=[aspect])
    )


def _initial(found: Definition) -> dict[str, Any]:
    scale = found.scale
    return {
        "title": found.title,
        "words": found.words,
        "whose": found.whose,
        "evidence": found.evidence,
        "steps": "\n".join(f"{step}: {said}" for step, said in sorted(scale.words.items())) if scale else "",
        "base": int(scale.base) if scale and scale.base is not None else None,
        "norm": int(scale.norm) if scale and scale.norm is not None else None,
    }


def _choose(request: Asked, form: AspectForm) -> None:
    """Every circle one belongs to can be tried; the circle of the place stands first. What was agreed is
    offered of the circles that are shown, and of the one that is chosen."""
    offered = offers.my_circles(request.viewer, lambda each: str(each.id))
    place = queries.circle_of_the_place(request.viewer)
    if place is not None and (name := offered.called(str(place.id))) is not None:
        offered = replace(offered, first=((str(place.id), name),))
    near, _whole = offered.some("", MOST)
    for value, _label in (*offered.first, *near)[:1]:
        form.initial.setdefault("circle", value)
    form.offer("circle", offered)
    field = form.fields["circle"]
    assert isinstance(field, OneOf)
    turn = {UUID(value): at for at, (value, _label) in enumerate(field.shown)}
    made = agreements.agreements(request.viewer, among=turn, most=MOST_AGREEMENTS)
    made.sort(key=lambda each: turn[each.circle])
    form.fields["agreement"].choices = [(f"agreement:{each.id}", each.title) for each in made]  # type: ignore[attr-defined]


def _form(request: Asked, form: Form, title: str, submit: str, back: str = "") -> HttpResponse:
    circles.insist_member(request.viewer)
    return render(
        request,
        "evaluation/form.html",
        {
            "form": form,
            "title": title,
            "submit": submit,
            "back": back or reverse("aspects"),
            "process": "evaluating",
        },
    )
