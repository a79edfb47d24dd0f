"""An edition as an effect of a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.stories import queries

from ..agreements import propose
from ..forms import Form
from ..ways import takes_forms
from ..who import Asked


class EditionForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    story = forms.ChoiceField(
        label=_("Which story?"),
        widget=forms.RadioSelect,
        help_text=_(
            "As it is now: if it changes before the circle adopts this, nothing is published. "
            "Those it is about have said yes by then, and it is signed in your name."
        ),
    )

    def __init__(self, stories: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["story"].choices = list(stories)  # type: ignore[attr-defined]


@takes_forms
def publish(request: Asked, proposal: UUID) -> HttpResponse:
    """Have the hub publish an edition of a story of this circle when the proposal is adopted."""
    viewer, found = request.viewer, propose.find(request.viewer, proposal)
    circle = circles.circle(viewer, found.brief.circle)
    mine = {
        each.ref: each
        for each in queries.stories(viewer)
        if circle and each.of in (circle.space, circle.scope) and queries.may_sign(viewer, each)
    }
    choices = [(ref, each.title) for ref, each in mine.items()]
    form = EditionForm(choices, request.POST or None, initial={"number": found.number})
    if request.method == "POST" and form.is_valid():
        told = mine[form.cleaned_data["story"]]
        content = queries.content_now(viewer, told)
        effect = {"do": "publish_edition", "story": told.ref, "edition": content}
        return propose.add(request, form, found, effect)
    return propose.show_effect(request, form, found)
