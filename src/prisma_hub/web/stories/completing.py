"""What stands between a story and an edition: the list, returning it, answers, signing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.kernel.refusal import Refused
from prisma_hub.stories import actions, queries
from prisma_hub.stories.types import Story

from ..forms import Form
from ..messages import tell
from ..ways import only_takes, takes_forms
from ..who import Asked

ANSWERS = [
    ("yes", _("Yes, so it can be told")),
    ("changes", _("Something must change first")),
    ("no", _("No, not like this")),
]


class AnswerForm(Form):
    answer = forms.ChoiceField(
        label=_("May it be told like this?"), choices=ANSWERS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What would you say to those who wrote it?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    content = forms.CharField(widget=forms.HiddenInput)
    why: ClassVar = {
        "answer": _("A no stops it, whoever wants to publish. You can change your mind at any time.")
    }


class AloudForm(AnswerForm):
    """What somebody said aloud, written down by somebody else."""

    person = forms.ChoiceField(label=_("Who said it?"))


def completion(request: Asked, story: UUID) -> HttpResponse:
    """What stands between the story and an edition, and who is waiting for what."""
    told = queries.story(request.viewer, story)
    return render(request, "stories/completion.html", _list(request, told))


def _list(request: Asked, told: Story) -> dict[str, Any]:
    found = queries.whole(request.viewer, told)
    items = queries.completion_list(request.viewer, told, get_language() or "en", found)
    statement = Form().initial["statement"]
    return {
        "story": told,
        "items": [(each, gettext(each.title), _why(each.why, each.values)) for each in items],
        "done": all(each.done for each in items),
        "concerns": queries.concerns(request.viewer, told, found),
        "may_write": queries.may_write(request.viewer, told),
        "may_sign": queries.may_sign(request.viewer, told),
        "statement": statement,
        "process": "infrastructuring",
    }


def _why(sentence: str, values: Mapping[str, Any]) -> str:
    return gettext(sentence) % values if sentence else ""


@only_takes
def tick(request: Asked, story: UUID) -> HttpResponse:
    asked = _Tick(request.POST)
    if not asked.is_valid():
        raise Http404
    given = asked.cleaned_data
    actions.tick(
        by=request.viewer,
        story=story,
        item=given["item"],
        done=given["done"] == "yes",
        statement_id=given["statement"],
    )
    return redirect("story-list", story=story)


class _Tick(Form):
    item = forms.CharField(max_length=80)
    done = forms.CharField(max_length=3)


@only_takes
def give_back(request: Asked, story: UUID) -> HttpResponse:
    """Return the story to those it is about."""
    asked = Form(request.POST)
    if not asked.is_valid():
        raise Http404
    actions.return_story(by=request.viewer, story=story, statement_id=asked.cleaned_data["statement"])
    return tell(
        redirect("story-list", story=story), gettext("Those it is about are told, each for themselves.")
    )


@only_takes
def sign(request: Asked, story: UUID) -> HttpResponse:
    """Sign an edition: from now on everybody may read it."""
    asked = Form(request.POST)
    if not asked.is_valid():
        raise Http404
    made = actions.sign_edition(by=request.viewer, story=story, statement_id=asked.cleaned_data["statement"])
    return tell(
        redirect("edition", story=story, edition=made.id),
        gettext("The edition is signed. Everybody may read it."),
    )


@takes_forms
def returned(request: Asked, story: UUID) -> HttpResponse:
    """Where somebody it is about reads the story as everybody would, and answers."""
    found = queries.returned(request.viewer, story)
    asked = AnswerForm(request.POST or None, initial={"content": found.content})
    if request.method == "POST" and asked.is_valid():
        given = asked.cleaned_data
        try:
            actions.answer(
                by=request.viewer,
                story=story,
                answer=given["answer"],
                content=given["content"],
                words=given["words"],
                statement_id=given["statement"],
            )
        except Refused as no:
            asked.refuse(no)
        else:
            return tell(redirect("story-return", story=story), gettext("Thank you. Your answer is kept."))
    return render(
        request,
        "stories/return.html",
        {
            "found": found,
            "form": asked,
            "mine": sorted(found.mine),
            "answers": dict(ANSWERS),
            "process": "infrastructuring",
        },
    )


@takes_forms
def aloud(request: Asked, story: UUID) -> HttpResponse:
    """Write down what somebody it is about said aloud."""
    told = queries.story(request.viewer, story)
    rights.insist(request.viewer, queries.RIGHT, told.of)
    found = queries.whole(request.viewer, told)
    people = queries.named_concerns(request.viewer, told, found)
    asked = AloudForm(request.POST or None, initial={"content": found.content})
    asked.fields["person"].choices = [(str(each), name) for each, name in people.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and asked.is_valid():
        given = asked.cleaned_data
        try:
            actions.answer(
                by=request.viewer,
                story=story,
                answer=given["answer"],
                content=given["content"],
                words=given["words"],
                spoken_by=UUID(given["person"]),
                statement_id=given["statement"],
            )
        except Refused as no:
            asked.refuse(no)
        else:
            return tell(redirect("story-list", story=story), gettext("Written down."))
    return render(request, "stories/aloud.html", {"story": told, "form": asked, "people": people})
