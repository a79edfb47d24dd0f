"""One question, all perspectives beside each other; and giving one's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import ANSWERS, HUB
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Aspect, Column, Given, Mark, Question, Reading, SideBySide
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields, offers
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from . import asking

MARKS = {
    Mark.SILENCE: _("Nobody has spoken yet."),
    Mark.ONE_VOICE: _("One voice so far."),
    Mark.AGREEMENT: _("All who spoke read the same step."),
    Mark.DIVERGENCE: _("They differ. Both may be true; ask each other what you saw."),
    Mark.IN_WORDS: _("They answered in words; read them beside each other."),
}
WIDE, EDGE = 240, 12
"""The drawn scale, in its own units."""


class AskForm(Form):
    sorts: ClassVar = (ANSWERS,)
    words = fields.words(_("What do you ask everybody?"), rows=2)


class GiveForm(Form):
    sorts: ClassVar = (ANSWERS,)
    value = fields.one_of(_("Which step do you see?"), required=False)
    words = fields.words(_("What did you see that makes you say so?"))
    relation = fields.one_of(_("From where do you look?"), asking.RELATIONS.items())
    voice = fields.one_of(_("For whom do you speak?"), required=False)
    day = fields.day(_("Of which day do you speak?"), required=False)
    context = fields.line(_("What should a reader know about that day?"), required=False)
    evidence = asking.evidence(_("What shows it?"))
    to = fields.one_of(_("Who may hear?"))
    named = fields.one_of(
        _("How are you named?"), [("name", _("by my name")), ("unnamed", _("not by name"))], initial="name"
    )
    quote = fields.one_of(
        _("May it be quoted?"),
        [("ask", _("ask me first")), ("yes", _("yes")), ("no", _("no"))],
        initial="ask",
    )
    why: ClassVar = {
        "value": _("A step helps to see where people differ. It is never added up or averaged."),
        "day": _("Today, if you leave it empty. The wording of that day holds."),
    }

    def given(self, of: str) -> Given:
        said = self.cleaned_data
        return Given(
            words=said["words"],
            relation=said["relation"],
            value=said.get("value", ""),
            context=said["context"],
            evidence=tuple(int(seq) for seq in said.get("evidence", [])),
            day=said["day"].isoformat() if said["day"] else "",
            of=of,
            voice=said["voice"],
        )


class AskForForm(Form):
    who = fields.one_of(_("Whom do you ask to look?"))
    relation = fields.one_of(_("From where do they look?"), asking.LOOKING.items())
    until = fields.day(_("Until when?"), required=False)
    why: ClassVar = {
        "who": _("Whoever was asked and has not spoken is shown as silent, without a word of blame.")
    }


class AnswerForm(Form):
    sorts: ClassVar = (ANSWERS,)
    words = fields.words(_("What do you say to it?"), rows=3)


def board(request: Asked, word: str, id: UUID) -> HttpResponse:
    """Everybody's newest word on an aspect or a question, side by side."""
    on, title, aspect, question = _find(request, word, id)
    of = request.GET.get("of", question.of if question else "")
    found = queries.board(request.viewer, on, of, title)
    differing = request.GET.get("only") == "differing" and found.mark is Mark.DIVERGENCE
    latest = [(column, each) for column, each in found.latest if not differing or each is not None]
    return render(
        request,
        "evaluation/board.html",
        {
            "title": title,
            "word": word,
            "id": id,
            "of": of,
            "aspect": aspect,
            "definition": aspect.now if aspect else None,
            "subject": _subject(request, of),
            "subjects": _read_subjects(request, on) if aspect else [],
            "lines": [_line(found, column, each) for column, each in latest],
            "said": [part for cell in found.cells for each in cell for part in (each, *each.answers)],
            "base": _place(aspect, aspect.now.scale.base) if aspect and aspect.now.scale else None,
            "norm": _place(aspect, aspect.now.scale.norm) if aspect and aspect.now.scale else None,
            "mark": MARKS[found.mark],
            "sums": _sums(latest),
            "heads": [gettext("Who"), gettext("Arithmetic"), gettext("Way")],
            **_worded(aspect),
            "may_read": circles.is_member(request.viewer),
            "silent": [found.names.get(each, "") for each in found.silent],
            "process": "evaluating",
        },
    )


def _find(request: Asked, word: str, id: UUID) -> tuple[str, str, Aspect | None, Question | None]:
    if word == "aspect":
        aspect = queries.aspect(request.viewer, id)
        return aspect.ref, aspect.now.title, aspect, None
    if word == "question":
        question = queries.question(request.viewer, id)
        return question.ref, question.words or gettext("A question taken back"), None, question
    raise Http404


def _subject(request: Asked, of: str) -> str:
    return queries.subject(request.viewer, of).title if of else ""


def _read_subjects(request: Asked, on: str) -> list[tuple[str, str]]:
    """What this aspect was read of, for choosing: reference and title."""
    refs = {each.of for each in queries.readings(request.viewer, on) if each.of}
    return [(ref, each.title) for ref, each in queries.subjects(request.viewer, refs).items()]


def _line(found: SideBySide, column: Column, latest: Reading | None) -> dict[str, Any]:
    asked = found.asked.get(column.author)
    return {
        "who": found.names.get(column.author, "") or gettext("somebody"),
        "relation": asking.LOOKING[column.relation],
        "reading": latest,
        "value": signed(latest.value) if latest else "",
        "at": _at(latest) if latest else None,
        "until": asked.until if asked else "",
        "earlier": [
            each
            for one, cell in zip(found.columns, found.cells, strict=True)
            if one == column
            for each in cell[:-1]
        ],
    }


def signed(value: str) -> str:
    """A step as people write it: +1, 0, −1."""
    if not value:
        return ""
    number = Decimal(value)
    return f"+{value}" if number > 0 else value.replace("-", "−")


def _worded(aspect: Aspect | None) -> dict[str, Any]:
    """Every wording of an aspect, the newest first, and what stands at the ends of its scale."""
    if aspect is None:
        return {}
    wordings = [
        {
            "number": each.number,
            "since": each.since,
            "words": each.words,
            "evidence": each.evidence,
            "decided": each.decided,
            "agreement": each.agreement.removeprefix("agreement:"),
            "steps": [(signed(str(step)), said) for step, said in sorted(each.scale.words.items())]
            if each.scale
            else [],
        }
        for each in reversed(aspect.definitions)
    ]
    scale = aspect.now.scale
    ends = {"least": scale.words[scale.least], "most": scale.words[scale.most]} if scale else {}
    return {"wordings": wordings, **ends}


def _at(reading: Reading) -> str | None:
    """Where a reading lies on the drawn scale, by the wording it was read by."""
    definition = reading.definition
    if definition is None or definition.scale is None or not reading.value:
        return None
    return _along(Decimal(reading.value), definition.scale.least, definition.scale.most)


def _place(aspect: Aspect, value: Decimal | None) -> str | None:
    scale = aspect.now.scale
    return None if scale is None or value is None else _along(value, scale.least, scale.most)


def _along(value: Decimal, least: int, most: int) -> str:
    """In units of the drawing; as text, so that no language writes it with a comma."""
    return f"{EDGE + (value - least) / (most - least) * (WIDE - 2 * EDGE):.1f}"


def _sums(latest: list[tuple[Column, Reading | None]]) -> list[list[str]]:
    """How far from base to norm each reading lies, with its arithmetic."""
    found = []
    for _column, each in latest:
        if each is None or each.delta is None:
            continue
        base, norm, now = (signed(str(part)) for part in (each.delta.base, each.delta.norm, each.delta.now))
        if each.delta.value is None:
            sum_, way = gettext("norm and base are the same"), gettext("none")
        else:
            sum_, way = f"({now} − ({base})) / ({norm} − ({base}))", signed(str(each.delta.value))
        found.append([each.name or gettext("somebody"), sum_, way])
    return found


@takes_forms
def ask(request: Asked, word: str, id: UUID) -> HttpResponse:
    """Ask one question of everybody."""
    subject = queries.subject(request.viewer, f"{word}:{id}")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            asked = actions.ask(
                by=request.viewer, of=subject.ref, words=given["words"], statement_id=given["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("question", id=asked.id), gettext("The question is asked."))
    back = reverse("learning", args=[word, id])
    return _form(request, form, gettext("Ask one question"), subject.title, gettext("Ask"), back)


@takes_forms
def give(request: Asked, word: str, id: UUID) -> HttpResponse:
    """Read an aspect, or answer a question."""
    on, title, aspect, question = _find(request, word, id)
    of = request.GET.get("of", question.of if question else "")
    form = GiveForm(request.POST or None)
    _offer(request, form, aspect, of)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.give(
                by=request.viewer,
                on=on,
                given=form.given(of),
                to=[said["to"]],
                named=said["named"] == "name",
                quote=said["quote"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(_board(word, id, of)), gettext("Your words stand beside the others."))
    return _form(request, form, title, _subject(request, of), gettext("Keep it"), _board(word, id, of))


def _board(word: str, id: UUID, of: str) -> str:
    address = reverse(word, args=[id])
    return f"{address}?of={of}" if of else address


def _offer(request: Asked, form: GiveForm, aspect: Aspect | None, of: str) -> None:
    """The choices of this viewer: steps of the scale, circles to speak for, evidence, who may hear."""
    viewer, choices = request.viewer, dict[str, list[tuple[str, str]]]()
    scale = aspect.now.scale if aspect else None
    if scale is None:
        del form.fields["value"]
    else:
        choices["value"] = [
            (str(step), f"{signed(str(step))}: {words}") for step, words in sorted(scale.words.items())
        ]
    choices["evidence"] = asking.given_lately(viewer, of) or asking.given_lately(viewer)
    for name, offered in choices.items():
        form.fields[name].choices = offered  # type: ignore[attr-defined]
    if not choices["evidence"]:
        del form.fields["evidence"]
    heard = offers.who_may_hear(viewer)
    mine, _whole = heard.some("", 1)
    form.initial.setdefault("to", asking.narrow(viewer, heard, of or (mine[0][0] if mine else HUB)))
    form.initial.setdefault("voice", "")
    form.offer("to", heard)
    form.offer("voice", offers.near_circles(viewer, first=(("", gettext("for myself")),)))


@takes_forms
def ask_for(request: Asked, word: str, id: UUID) -> HttpResponse:
    """Ask somebody to look too."""
    on, title, _aspect, question = _find(request, word, id)
    of = request.GET.get("of", question.of if question else "")
    form = AskForForm(request.POST or None)
    form.offer("who", offers.every_circle(request.viewer, lambda each: each.space))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_for(
                by=request.viewer,
                on=on,
                of=of,
                who=given["who"],
                relation=given["relation"],
                until=given["until"].isoformat() if given["until"] else None,
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(_board(word, id, of)), gettext("They are asked."))
    return _form(
        request, form, gettext("Ask somebody to look too"), title, gettext("Ask"), _board(word, id, of)
    )


@takes_forms
def answer(request: Asked, seq: int) -> HttpResponse:
    """Say something back to a reading; both stay together."""
    found = queries.reading(request.viewer, seq)
    form = AnswerForm(request.POST or None)
    word, _colon, id = found.on.partition(":")
    back = _board(word, UUID(id), found.of)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.answer(by=request.viewer, to=seq, words=given["words"], statement_id=given["statement"])
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(back), gettext("Your answer stays with it."))
    return _form(request, form, gettext("Answer"), found.words, gettext("Keep it"), back)


def _form(request: Asked, form: Form, title: str, of: str, submit: str, back: str) -> HttpResponse:
    return render(
        request,
        "evaluation/form.html",
        {"form": form, "title": title, "of": of, "submit": submit, "back": back, "process": "evaluating"},
    )
