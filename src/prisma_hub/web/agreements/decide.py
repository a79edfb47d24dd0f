"""A decision: where it stands, and the viewer's one next step."""

from __future__ import annotations

import difflib
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import condition

from prisma_hub.agreements import actions
from prisma_hub.agreements.types import ROUNDS, Decision, Round, Stretch, Word
from prisma_hub.circles import queries as who
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

from .. import tags
from ..journeys.tabs import touching
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked
from . import words
from .circles import PROCESS
from .forms import PressForm, VoiceForm, WordsForm
from .propose import EFFECTS, find
from .words import Names, say_effect, say_missing


def decision(request: Asked, proposal: UUID) -> HttpResponse:
    """The page of one decision."""
    return _show(request, find(request.viewer, proposal))


def _show(request: Asked, found: Decision, form: VoiceForm | None = None) -> HttpResponse:
    names = Names(request.viewer, _refs(found))
    circle = who.circle(request.viewer, found.brief.circle)
    context = {
        "decision": found,
        "circle": words.title_of(circle) if circle else "",
        "by": names.of(found.brief.by),
        "by_way": _by_way(found),
        "wording": found.wordings[-1] if found.wordings else None,
        "change": _change(found),
        "voices": _voices(found, names),
        "objections": _objections(found, names),
        "effects": [(index, say_effect(each, names)) for index, each in enumerate(found.effects)],
        "addable": list(EFFECTS) if found.may_change else [],
        "is_mine": found.brief.by == request.viewer.ref,
        "present": names.all_of(found.present),
        "awaited": names.all_of(found.awaited) if found.standing else [],
        "lacks": [say_missing(each, names) for each in found.lacks],
        "alone": len(found.members) == 1 and not found.lacks and found.standing is not None,
        "touching": touching(request.viewer, *_things(found)),
        **_step(found, form),
        **_standing(found, names),
        "process": PROCESS,
    }
    return render(request, "agreements/decision.html", context)


def _by_way(found: Decision) -> str:
    """How it is decided, while it is open; how it was, afterwards."""
    ways = words.WAYS if found.standing else words.BY_WAY
    said = str(ways.get(found.way, found.way))
    return said if said.endswith(".") else f"{said}."


def _things(found: Decision) -> list[str]:
    """What a turn may name: the proposal, and the tension it takes up."""
    taken = [f"tension:{found.tension.id}"] if found.tension else []
    return [f"proposal:{found.brief.id}", *taken]


def _refs(found: Decision) -> set[str]:
    said = {each.person for each in found.voices} | {each.person for each in found.objections}
    answered = {each.answered_by for each in found.objections if each.answered_by}
    wrote = {each.by for each in found.wordings} | {found.brief.by}
    body = {*found.members, *found.present, *found.awaited}
    return said | answered | wrote | body | words.refs_in(found.effects)


def _step(found: Decision, form: VoiceForm | None) -> dict[str, Any]:
    """The viewer's next step: their voice, or opening what comes next, or waiting."""
    if found.standing is None or not found.belongs:
        return {}
    round_ = found.standing.round
    speaks = found.may_speak and round_ in words.ASKS
    if speaks and form is None:
        form = VoiceForm(round_, initial={"number": found.number, "round": round_.value})
    following = found.standing.next
    press = {"number": found.number, "round": round_.value}
    back = [each for each in _before(found) if each is not Round.PAUSE]
    return {
        "ask": words.ASKS.get(round_),
        "voice": form if speaks else None,
        "waits": speaks and found.my_word is None,
        "go_on": words.GO_ON.get(following) if following else None,
        "adopts": following is Round.ADOPT or found.standing.can_adopt,
        "press": PressForm(initial=press),
        "back": [(each.value, words.ROUNDS[each]) for each in back],
        "again": PressForm(initial=press),
        "my_word": words.SAID.get(found.my_word or ""),
    }


def _before(found: Decision) -> list[Round]:
    order = ROUNDS[found.rule]
    assert found.standing is not None
    return list(order[: order.index(found.standing.round)])


def _standing(found: Decision, names: Names) -> dict[str, Any]:
    """What the live part of the page shows."""
    missing = found.standing.missing if found.standing else ()
    until = next((each.until for each in found.stretches if each.state == "now"), None)
    left = int((until.timestamp() * 1000 - source.current().now_ms()) / 60_000) + 1 if until else 0
    return {
        "steps": [_stretch(each) for each in found.stretches],
        "missing": [say_missing(each, names) for each in missing],
        "unheard": names.all_of(found.unheard) if found.belongs and found.standing else [],
        "until": until.isoformat() if until else None,
        "when": words.say_when(until) if until else "",
        "length": words.say_span(found.pause),
        "left": max(left, 0),
        "version": found.version,
        "round": found.standing.round.value if found.standing else found.brief.state,
    }


def _stretch(each: Stretch) -> dict[str, str]:
    text = tags.moment_text(each.at, "near") if each.at else ""
    if each.voices:
        voices = ngettext("%(n)s voice", "%(n)s voices", each.voices) % {"n": each.voices}
        text = f"{text}, {voices}" if text else voices
    return {"title": str(words.ROUNDS[each.round]), "state": each.state, "text": text}


def _change(found: Decision) -> SafeString | None:
    """What the latest wording changed, word by word."""
    if len(found.wordings) < 2:
        return None
    before, after = (each.text.split() for each in found.wordings[-2:])
    pieces = []
    for how, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if how == "equal":
            pieces.append((_quiet(before[a:b]),))
        elif how in ("delete", "replace"):
            pieces.append((format_html("<del>{}</del>", " ".join(before[a:b])),))
        if how in ("insert", "replace"):
            pieces.append((format_html("<ins>{}</ins>", " ".join(after[c:d])),))
    return format_html_join(mark_safe(" "), "{}", pieces)


def _quiet(same: list[str], keep: int = 6) -> str:
    """Words that stayed; a long run of them shortened to its ends."""
    if len(same) <= 2 * keep:
        return " ".join(same)
    return " ".join([*same[:keep], "…", *same[-keep:]])


def _voices(found: Decision, names: Names) -> list[dict[str, Any]]:
    """What was said, round by round."""
    shown = []
    for round_ in ROUNDS[found.rule]:
        said = [each for each in found.voices if each.round is round_ and each.word is not Word.OBJECT]
        if said:
            lines = [
                {
                    "who": names.of(each.person),
                    "word": words.SAID[each.word],
                    "words": each.words,
                    "at": each.at,
                }
                for each in said
            ]
            shown.append({"title": words.ROUNDS[round_], "lines": lines})
    return shown


def _objections(found: Decision, names: Names) -> list[dict[str, Any]]:
    return [
        {
            "seq": each.seq,
            "who": names.of(each.person),
            "ref": each.person,
            "words": each.words,
            "state": words.SETTLED[each.state],
            "open": each.state == "open" and found.belongs and found.standing is not None,
            "answer": each.answer,
            "answered_by": names.of(each.answered_by) if each.answered_by else "",
        }
        for each in found.objections
    ]


def _tag(request: HttpRequest, proposal: UUID) -> str:
    return f'"{find(request.viewer, proposal).version}"'  # type: ignore[attr-defined]


@condition(etag_func=_tag)
def standing(request: Asked, proposal: UUID) -> HttpResponse:
    """The live part: where the rounds are, who has not been heard, how long the pause is held."""
    found = find(request.viewer, proposal)
    names = Names(request.viewer, _refs(found))
    shown = {**_standing(found, names), "decision": found, "seen": request.GET.get("seen", "")}
    return render(request, "agreements/standing.html", shown)


@only_takes
def voice(request: Asked, proposal: UUID) -> HttpResponse:
    """Give one's voice in the round that is open."""
    found = find(request.viewer, proposal)
    try:
        round_ = Round(request.POST.get("round", ""))
    except ValueError:
        raise Http404 from None
    form = VoiceForm(round_, request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    said = form.cleaned_data
    try:
        actions.speak(
            by=request.viewer,
            proposal=proposal,
            number=said["number"],
            round_=round_,
            word=Word(said["word"]),
            words=said["words"],
            statement_id=said["statement"],
        )
    except Refused as no:
        if not found.may_speak:
            raise
        form.refuse(no)
        return _show(request, found, form)
    return tell(redirect("decision", proposal=proposal), gettext("Your voice is kept."))


@only_takes
def next_round(request: Asked, proposal: UUID) -> HttpResponse:
    """Open the next round."""
    form = PressForm(request.POST)
    if form.is_valid() and form.cleaned_data["round"] in set(Round):
        said = form.cleaned_data
        actions.open_next_round(
            by=request.viewer,
            proposal=proposal,
            seen=Round(said["round"]),
            statement_id=said["statement"],
        )
    return redirect("decision", proposal=proposal)


@only_takes
def again(request: Asked, proposal: UUID) -> HttpResponse:
    """Open an earlier round again."""
    form, wanted = PressForm(request.POST), request.POST.get("again", "")
    if form.is_valid() and wanted in set(Round):
        actions.open_round_again(
            by=request.viewer,
            proposal=proposal,
            round_=Round(wanted),
            statement_id=form.cleaned_data["statement"],
        )
    return redirect("decision", proposal=proposal)


@only_takes
def adopt(request: Asked, proposal: UUID) -> HttpResponse:
    """Adopt the wording on the page: an agreement."""
    form = PressForm(request.POST)
    if not form.is_valid() or form.cleaned_data["number"] is None:
        return redirect("decision", proposal=proposal)
    said = form.cleaned_data
    made = actions.adopt(
        by=request.viewer, proposal=proposal, number=said["number"], statement_id=said["statement"]
    )
    return tell(redirect("agreement", agreement=made), gettext("Agreed. It is in force from now on."))


@takes_forms
def settle(request: Asked, proposal: UUID, seq: int, how: str) -> HttpResponse:
    """Answer an objection by a change of the text, or withdraw one's own."""
    does = {"answer": actions.answer_objection, "withdraw": actions.withdraw_objection}.get(how)
    if does is None:
        raise Http404
    found = find(request.viewer, proposal)
    objection = next((each for each in found.objections if each.seq == seq), None)
    if objection is None:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            does(
                by=request.viewer,
                proposal=proposal,
                objection=seq,
                words=form.cleaned_data["words"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("decision", proposal=proposal)
    names = Names(request.viewer, [objection.person])
    shown = {"form": form, "decision": found, "objection": objection, "who": names.of(objection.person)}
    return render(request, "agreements/settle.html", {**shown, "how": how, "process": PROCESS})
