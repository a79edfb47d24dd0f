"""The value frame: what has worth here, how it was at the beginning, and how that changed."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements import queries as agreements
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Frame, Value
from prisma_hub.kernel.refusal import Refused
from prisma_hub.web import fields
from prisma_hub.web.forms import Form
from prisma_hub.web.messages import tell
from prisma_hub.web.who import Asked

from ..ways import takes_forms

KINDS = {
    "capital": _("What we live from"),
    "sphere": _("Where it shows"),
    "activity": _("What we do that has worth"),
}


class FrameForm(Form):
    capital = fields.words(KINDS["capital"], rows=3, required=False)
    sphere = fields.words(KINDS["sphere"], rows=3, required=False)
    activity = fields.words(KINDS["activity"], rows=3, required=False)
    baseline = fields.words(_("How is it now, at the beginning?"), rows=3, required=False)
    agreement = fields.one_of(_("On which agreement does it rest?"), required=False)
    how = fields.words(_("How did you come to this, and who was there?"), rows=2, required=False)
    why: ClassVar = {
        "capital": _("One a line. After a colon say what you mean by it: “Water: what stays until August”."),
        "baseline": _("Later you can look back and see what moved."),
    }

    def values(self) -> list[Value]:
        """Each line is a name and, after a colon, what is meant."""
        found = []
        for kind in KINDS:
            for line in self.cleaned_data[kind].splitlines():
                name, _colon, words = line.partition(":")
                if name.strip():
                    found.append(Value(kind, name.strip(), words.strip()))
        return found


def frame(request: Asked, word: str, id: UUID) -> HttpResponse:
    """The frame as it stands, and every earlier one."""
    subject = queries.subject(request.viewer, f"{word}:{id}")
    found = queries.frames(request.viewer, subject.ref)
    return render(
        request,
        "evaluation/frame.html",
        {
            "subject": subject,
            "word": word,
            "id": id,
            "frames": [(each, grouped(each)) for each in found],
            "process": "evaluating",
        },
    )


def grouped(found: Frame) -> list[tuple[object, tuple[Value, ...]]]:
    """What a frame names, by kind; kinds nobody named are left out."""
    return [(label, found.of(kind)) for kind, label in KINDS.items() if found.of(kind)]


def _initial(found: Frame) -> dict[str, str]:
    """What stands, written as it is typed."""
    typed = {
        kind: "\n".join(f"{each.name}: {each.words}".removesuffix(": ") for each in found.of(kind))
        for kind in KINDS
    }
    return {**typed, "baseline": found.baseline}


@takes_forms
def set_frame(request: Asked, word: str, id: UUID) -> HttpResponse:
    subject = queries.subject(request.viewer, f"{word}:{id}")
    before = queries.frames(request.viewer, subject.ref)
    form = FrameForm(request.POST or None, initial=_initial(before[0]) if before else {})
    circle = UUID(subject.space.removeprefix("circle:"))
    known = agreements.agreements(request.viewer, circle=circle) if before else []
    form.fields["agreement"].choices = [(f"agreement:{each.id}", each.title) for each in known]  # type: ignore[attr-defined]
    if not known:
        del form.fields["agreement"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_frame(
                by=request.viewer,
                of=subject.ref,
                values=form.values(),
                baseline=given["baseline"],
                how=given["how"],
                agreement=given.get("agreement", ""),
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("value-frame", word=word, id=id), gettext("This is what has worth here."))
    return render(
        request,
        "evaluation/form.html",
        {
            "form": form,
            "title": gettext("What has worth here?"),
            "of": subject.title,
            "submit": gettext("Keep it"),
            "process": "evaluating",
        },
    )
