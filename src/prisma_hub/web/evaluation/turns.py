"""Turns: begun, told beat by beat, landing somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Beat, Landing, StandingTurn, Stroke, Subject, Way
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.kernel.text import truncate
from prisma_hub.patterns import queries as agendas
from prisma_hub.web import fields
from prisma_hub.web.fields import language
from prisma_hub.web.forms import Form
from prisma_hub.web.journeys.tabs import BELOW, TABS, TOUCHING, Tab, show
from prisma_hub.web.messages import tell
from prisma_hub.web.outside import Section
from prisma_hub.web.who import Asked

from . import asking, instruments

WAYS = {
    Way.TURN: _("Became the intention of a new turn"),
    Way.BLOCK: _("Became a block of a session"),
    Way.TENSION: _("Became a tension"),
    Way.PAGE: _("Became a page"),
}


class BeginForm(Form):
    intention = fields.words(asking.ASKED[Beat.INTENTION], rows=3)


class BeatForm(Form):
    words = fields.words("")
    evidence = asking.evidence(_("What shows it?"))
    why: ClassVar = {
        "evidence": _("Whoever reads it later can look for themselves. Only what you hear is offered.")
    }

    def __init__(self, beat: Beat, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = asking.ASKED[beat]
        if beat is not Beat.SAW or not choices:
            del self.fields["evidence"]
        else:
            self.fields["evidence"].choices = choices  # type: ignore[attr-defined]

    @property
    def entries(self) -> list[int]:
        return [int(seq) for seq in self.cleaned_data.get("evidence", [])]


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


def learning(request: Asked, word: str, id: UUID) -> HttpResponse:
    """Everything that is learned in one circle, team, session or journey."""
    subject = queries.subject(request.viewer, f"{word}:{id}")
    return render(request, "evaluation/learning.html", learned(request, subject))


def learned(request: Asked, subject: Subject) -> dict[str, Any]:
    """What the learning page of anything shows."""
    viewer = request.viewer
    is_journey = subject.ref == subject.journey
    strokes = (queries.turns_on if is_journey else queries.turns_of)(viewer, subject.ref)
    frames = queries.frames(viewer, subject.ref)
    return {
        "subject": subject,
        "word": subject.ref.partition(":")[0],
        "id": subject.ref.partition(":")[2],
        "belongs": circles.belongs(viewer, subject.space),
        "strokes": drawn(strokes.turns),
        "movement": asking.MOVEMENTS[strokes.movement],
        "worth": frames[0] if frames else None,
        "aspects": queries.aspects(viewer),
        "questions": queries.questions(viewer, subject.ref),
        "instruments": instruments.offered(request, subject),
        "sheets": queries.sheets_of(viewer, subject.ref, language()),
        "process": "evaluating",
    }


def drawn(strokes: Iterable[StandingTurn | Stroke]) -> list[dict[str, Any]]:
    """Turns as strokes: five short lines each, drawn where the beat is there."""
    return [
        {
            "turn": each,
            "landed": each.landed if isinstance(each, Stroke) else bool(each.landings),
            "title": truncate(each.title, 120) or gettext("words taken back"),
            "beats": [asking.BEATS[beat] for beat in each.reading.there],
            "marks": [(at * 22 + 2, beat in each.reading.there) for at, beat in enumerate(Beat)],
        }
        for each in strokes
    ]


def journey_learning(request: Asked, journey: UUID) -> HttpResponse:
    """The Learning tab of a journey."""
    found = journeys.journey(request.viewer, journey)
    subject = queries.subject(request.viewer, found.scope)
    return show(request, "evaluation/journey.html", found, "journey-learning", learned(request, subject))


def has_learning(viewer: Viewer, journey: Journey) -> bool:
    """Something was told, or the viewer could begin."""
    return circles.belongs(viewer, journey.cohort_space) or bool(
        queries.turns_on(viewer, journey.scope).turns
    )


def below_the_path(viewer: Viewer, journey: Journey) -> Section | None:
    """The turns of a journey, drawn as strokes below its path."""
    strokes, movement = queries.strokes_on(viewer, journey.scope)
    if not strokes:
        return None
    values = {
        "strokes": drawn(strokes[:12]),
        "movement": asking.MOVEMENTS[movement],
        "journey": journey,
    }
    return Section("evaluation/below.html", values)


TABS.append(Tab("journey-learning", _("Learning"), 70, has_learning))
BELOW.append(below_the_path)


def on_its_page(viewer: Viewer, refs: Sequence[str]) -> Section | None:
    """The turns of a thing, and those whose next became it, for its own page."""
    strokes = queries.strokes_touching(viewer, refs)
    return Section("evaluation/touching.html", {"strokes": drawn(strokes[:12])}) if strokes else None


TOUCHING.append(on_its_page)


def begin(request: Asked, word: str, id: UUID) -> HttpResponse:
    subject = queries.subject(request.viewer, f"{word}:{id}")
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            begun = actions.begin_turn(
                by=request.viewer,
                of=subject.ref,
                intention=given["intention"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("turn", turn=begun.id), gettext("The turn has begun."))
    return _form(request, form, gettext("Begin a turn"), subject.title, gettext("Begin"), _home(subject))


def turn(request: Asked, turn: UUID) -> HttpResponse:
    """One turn: five beats, each one tap from the others."""
    found = queries.turn(request.viewer, turn)
    following = found.reading.next
    return render(
        request,
        "evaluation/turn.html",
        {
            "turn": found,
            "subject": _subject(request, found),
            "beats": [
                {"name": beat.value, "label": asking.BEATS[beat], "sayings": found.beat(beat)}
                for beat in Beat
            ],
            "steps": [_step(found, beat) for beat in Beat],
            "following": following,
            "following_label": asking.ASKED[following] if following else "",
            "landings": [
                (WAYS[each.way], each.address or _address(each), _title(each)) for each in found.landings
            ],
            "process": "evaluating",
        },
    )


def _step(found: StandingTurn, beat: Beat) -> dict[str, Any]:
    state = "done" if beat in found.reading.there else "now" if beat is found.reading.next else ""
    return {"title": asking.BEATS[beat], "state": state, "address": f"#{beat.value}"}


def _address(landing: Landing) -> str:
    """Where it can be looked at, by its kind; empty for what has no page of its own."""
    if landing.way is Way.BLOCK:
        return "/sessions/" + landing.where.removeprefix("block:").partition("/")[0]
    return landing.address


def _title(landing: Landing) -> str:
    if landing.title:
        return landing.title
    if landing.way is Way.BLOCK:
        return gettext("its agenda")
    if landing.way is Way.TENSION:
        return ""
    return landing.where.rpartition("/")[2].removesuffix(".md").replace("%20", " ")


def _subject(request: Asked, found: StandingTurn) -> Subject | None:
    try:
        return queries.subject(request.viewer, found.of)
    except NotHere:
        return None


def _home(subject: Subject | None) -> str:
    if subject is None:
        return "/"
    word, _colon, id = subject.ref.partition(":")
    return reverse("learning", args=[word, id])


def beat(request: Asked, turn: UUID, beat: str) -> HttpResponse:
    """Add one's words to a beat."""
    found = queries.turn(request.viewer, turn)
    if beat not in set(Beat):
        raise Http404
    choices = asking.given_lately(request.viewer, found.of) or asking.given_lately(request.viewer)
    form = BeatForm(Beat(beat), choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.say_beat(
                by=request.viewer,
                turn=turn,
                beat=beat,
                words=given["words"],
                evidence=form.entries,
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect(reverse("turn", args=[turn]) + f"#{beat}"), gettext("Kept."))
    return _form(
        request,
        form,
        str(asking.BEATS[Beat(beat)]),
        truncate(found.title, 120),
        gettext("Keep it"),
        reverse("turn", args=[turn]),
    )


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
    return _form(
        request, form, gettext("Begin the next turn"), truncate(found.title, 120), gettext("Begin"), back
    )


def land_as_page(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = PageForm(request.POST or None, initial={"text": _next(found), "title": truncate(_next(found), 60)})
    form.fields["space"].choices = _shelves(request)  # type: ignore[attr-defined]
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
    return _form(
        request, form, gettext("Write it down as a page"), truncate(found.title, 120), gettext("Write"), back
    )


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
    return _form(
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


def land_as_tension(request: Asked, turn: UUID) -> HttpResponse:
    found = queries.turn(request.viewer, turn)
    form = TensionForm(request.POST or None, initial={"words": _next(found)})
    known = [each for each in circles.circles(request.viewer).values() if not each.closed]
    form.fields["circle"].choices = [(str(each.id), each.title) for each in known]  # type: ignore[attr-defined]
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
    return _form(
        request, form, gettext("Bring it to a circle"), truncate(found.title, 120), gettext("Say it"), back
    )


def _shelves(request: Asked) -> list[tuple[str, str]]:
    """Where the viewer may write a page, narrow first."""
    return [
        (space, label)
        for space, label in asking.spaces(request.viewer)
        if commons.may_write(request.viewer, space)
    ]


def _next(found: StandingTurn) -> str:
    said = found.beat(Beat.NEXT)
    return said[-1].words if said else ""


def _form(request: Asked, form: Form, title: str, of: str, submit: str, back: str) -> HttpResponse:
    return render(
        request,
        "evaluation/form.html",
        {"form": form, "title": title, "of": of, "submit": submit, "back": back, "process": "evaluating"},
    )
