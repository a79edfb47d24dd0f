"""Instruments: filled in, results side by side, the emergent learning table and its hypotheses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import ANSWERS
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Sheet, Subject, Sum
from prisma_hub.identity import queries as people
from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Answer, Protocol
from prisma_hub.web import fields, offers, tags
from prisma_hub.web.fields import language, said
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.patterns.looking_back import planned_and_actual
from prisma_hub.web.questions import AnswersForm
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from . import asking


class OutcomeForm(Form):
    sorts: ClassVar = (ANSWERS,)
    words = fields.words(_("What followed?"), rows=3)
    evidence = asking.evidence(_("What shows it?"))


def offered(request: Asked, subject: Subject) -> list[tuple[str, str, str]]:
    """The instruments for this kind of thing: name, title, what for."""
    words = {"circle": ("team", "session", "journey")}.get(subject.word, (subject.word,))
    return [
        (each.name, said(each.title), said(each.block.get("summary", {})))
        for each in queries.instruments(request.viewer, words, subject.journey or None)
    ]


def instrument(request: Asked, name: str, word: str, id: UUID) -> HttpResponse:
    """Everything filled in with one instrument on one thing, side by side."""
    subject = queries.subject(request.viewer, f"{word}:{id}")
    found = queries.instrument(request.viewer, name)
    sheets = queries.sheets(request.viewer, subject.ref, name, language())
    questions = list(dict.fromkeys(answer.label for each in sheets for answer in each.answers))
    themes = (
        queries.themes(request.viewer, name, subject.ref, language()) if found.block.get("count") else None
    )
    return render(
        request,
        "evaluation/instrument.html",
        {
            "subject": subject,
            "name": name,
            "title": said(found.title),
            "summary": said(found.block.get("summary", {})),
            "sheets": [(each, _sum(each.sum)) for each in sheets],
            "questions": [(label, [(each, _answer(each, label)) for each in sheets]) for label in questions],
            "themes": _sum(themes.sum) if themes else None,
            "heads": _heads(),
            "belongs": circles.belongs(request.viewer, subject.space),
            "process": "evaluating",
        },
    )


def _answer(sheet: Sheet, label: str) -> Answer | None:
    return next((each for each in sheet.answers if each.label == label), None)


def _heads() -> list[str]:
    return [gettext("What"), gettext("Counted"), gettext("Weight"), gettext("Product")]


def _sum(found: Sum | None) -> Mapping[str, Any] | None:
    """A sum as `parts/sums.html` draws it."""
    if found is None:
        return None
    total = tags.number(found.total)
    if found.of is not None:
        total = gettext("%(total)s of %(most)s") % {"total": total, "most": tags.number(found.of)}
    lines = [
        [each.label, *(tags.number(part) for part in (each.value, each.weight, each.product))]
        for each in found.lines
    ]
    return {"title": found.title, "lines": lines, "total": [found.title, "", "", total]}


@takes_forms
def fill(request: Asked, name: str, word: str, id: UUID) -> HttpResponse:
    """Fill in an instrument."""
    subject = queries.subject(request.viewer, f"{word}:{id}")
    found = queries.instrument(request.viewer, name)
    form = _form_for(request, found, subject)
    back = reverse("instrument", args=[name, word, id])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answers, media = form.answers()
            entry = actions.fill_sheet(
                by=request.viewer,
                name=name,
                of=subject.ref,
                answers=answers,
                media=media,
                to=[given["to"]],
                agreement=given.get("agreement", ""),
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            there = reverse("sheet", args=[entry.id]) if found.block.get("parts") else back
            return tell(redirect(there), gettext("Kept."))
    lines = planned_and_actual(request.viewer, id) if word == "session" else []
    return _form(request, form, said(found.title), subject.title, gettext("Keep it"), back, lines=lines)


def _form_for(request: Asked, found: Protocol, subject: Subject) -> AnswersForm:
    """The form a protocol compiles to, with who may hear, and the agreement where one is needed."""
    asked = protocols.form_for(found.version, language())
    things = {"entry": _entries(request, subject.ref)}
    form = AnswersForm(
        asked.questions,
        request.POST or None,
        request.FILES or None,
        people=_people(request, subject),
        things=things,
    )
    heard = offers.who_may_hear(request.viewer)
    form.fields["to"] = fields.one_of(_("Who may hear?"))
    wanted = request.viewer.ref if asked.to == "me" else subject.space
    form.initial.setdefault("to", asking.narrow(request.viewer, heard, wanted))
    form.offer("to", heard)
    if found.block.get("needs_consent_of"):
        circle = UUID(subject.space.removeprefix("circle:"))
        known = agreements.agreements(request.viewer, circle=circle)
        form.fields["agreement"] = fields.one_of(
            _("With which agreement did you consent to its use?"),
            [(f"agreement:{each.id}", each.title) for each in known],
            required=False,
        )
    return form


def _entries(request: Asked, ref: str) -> list[tuple[str, str]]:
    found = asking.given_lately(request.viewer, ref) or asking.given_lately(request.viewer)
    return [(f"entry:{seq}", words) for seq, words in found]


def _people(request: Asked, subject: Subject) -> list[tuple[str, str]]:
    ids = circles.people_in(request.viewer, subject.space)
    found = people.people(request.viewer, ids)
    return [(found[each].ref, found[each].name) for each in ids if each in found and found[each].name]


def sheet(request: Asked, sheet: UUID) -> HttpResponse:
    """One sheet; with its table of lines, where its instrument has parts."""
    found = queries.sheet(request.viewer, sheet, language())
    parts = queries.table(request.viewer, found, language())
    words = {line.id: line.words for part in parts for line in part.lines}
    return render(
        request,
        "evaluation/sheet.html",
        {
            "sheet": found,
            "title": said(queries.instrument(request.viewer, found.instrument).title),
            "subject": queries.subject(request.viewer, found.of),
            "parts": [
                {
                    "part": part,
                    "lines": [
                        {
                            "line": line,
                            "grounds": [
                                (ground, words[ground]) for ground in line.grounds if ground in words
                            ],
                            "evidence": [ref.removeprefix("entry:") for ref in line.evidence],
                            "on_nothing": bool(part.grounded_in) and not line.grounds,
                        }
                        for line in part.lines
                    ],
                }
                for part in parts
            ],
            "sum": _sum(found.sum),
            "heads": _heads(),
            "process": "evaluating",
        },
    )


@takes_forms
def add_line(request: Asked, sheet: UUID, part: str) -> HttpResponse:
    """Add a line to a part of the table, with what it stands on."""
    found = queries.sheet(request.viewer, sheet, language())
    parts = {each.name: each for each in queries.table(request.viewer, found, language())}
    if part not in parts:
        raise Http404
    asked = protocols.form_for(found.version, language(), part=part)
    subject = queries.subject(request.viewer, found.of)
    form = AnswersForm(
        asked.questions,
        request.POST or None,
        request.FILES or None,
        people=_people(request, subject),
        things={"entry": _entries(request, subject.ref)},
    )
    grounds = [
        (str(line.id), line.words)
        for name in parts[part].grounded_in
        if name in parts
        for line in parts[name].lines
    ]
    if grounds:
        form.fields["grounds"] = forms.MultipleChoiceField(
            label=_("What does it stand on?"),
            choices=grounds,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    back = reverse("sheet", args=[sheet])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answers, media = form.answers()
            actions.add_line(
                by=request.viewer,
                sheet=sheet,
                part=part,
                answers=answers,
                media=media,
                grounds=[UUID(each) for each in given.get("grounds", [])],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(back), gettext("Kept."))
    return _form(request, form, parts[part].title, parts[part].help, gettext("Keep it"), back)


@takes_forms
def outcome(request: Asked, line: UUID) -> HttpResponse:
    """Come back to a hypothesis with what followed."""
    _seq, sheet, _part = queries.line(request.viewer, line)
    form = OutcomeForm(request.POST or None)
    choices = asking.given_lately(request.viewer)
    form.fields["evidence"].choices = choices  # type: ignore[attr-defined]
    if not choices:
        del form.fields["evidence"]
    back = reverse("sheet", args=[sheet])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.note_outcome(
                by=request.viewer,
                line=line,
                words=given["words"],
                evidence=[int(seq) for seq in given.get("evidence", [])],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(back), gettext("What followed stands beside it."))
    return _form(request, form, gettext("What followed?"), "", gettext("Keep it"), back)


def _form(
    request: Asked, form: Form, title: str, of: str, submit: str, back: str, **beside: Any
) -> HttpResponse:
    shown = {"form": form, "title": title, "of": of, "submit": submit, "back": back, **beside}
    return render(request, "evaluation/form.html", {**shown, "process": "evaluating"})
