"""Turns: begun, told beat by beat, landing somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import ANSWERS
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Beat, Landing, StandingTurn, Stroke, Subject, Way
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.kernel.text import truncate
from prisma_hub.web import fields
from prisma_hub.web.fields import language
from prisma_hub.web.forms import Form
from prisma_hub.web.journeys.tabs import BELOW, TABS, TOUCHING, Tab, show
from prisma_hub.web.messages import tell
from prisma_hub.web.outside import Section
from prisma_hub.web.who import Asked

from ..ways import takes_forms
from . import asking, instruments

WAYS = {
    Way.TURN: _("Became the intention of a new turn"),
    Way.BLOCK: _("Became a block of a session"),
    Way.TENSION: _("Became a tension"),
    Way.PAGE: _("Became a page"),
}


class BeginForm(Form):
    sorts: ClassVar = (ANSWERS,)
    intention = fields.words(asking.ASKED[Beat.INTENTION], rows=3)


class BeatForm(Form):
    sorts: ClassVar = (ANSWERS,)
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


@takes_forms
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
    return form_page(request, form, gettext("Begin a turn"), subject.title, gettext("Begin"), _home(subject))


def turn(request: Asked, turn: UUID) -> HttpResponse:
    """One turn: five beats, each one tap from the others."""
    found = queries.turn(request.viewer, turn)
    following = found.reading.next
    return render(
        request,
        "evaluation/turn.html",
        {
            "turn": found,
            "said": [each for beat in Beat for each in found.beat(beat)],
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


@takes_forms
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
    return form_page(
        request,
        form,
        str(asking.BEATS[Beat(beat)]),
        truncate(found.title, 120),
        gettext("Keep it"),
        reverse("turn", args=[turn]),
    )


def form_page(request: Asked, form: Form, title: str, of: str, submit: str, back: str) -> HttpResponse:
    return render(
        request,
        "evaluation/form.html",
        {"form": form, "title": title, "of": of, "submit": submit, "back": back, "process": "evaluating"},
    )
