"""What the forms of learning ask, and the choices they offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles.types import HUB
from prisma_hub.evaluation.types import Beat, Movement
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import truncate
from prisma_hub.timeline import queries as timeline
from prisma_hub.timeline.types import Filter
from prisma_hub.web.choosing import Choices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"

BEATS = {
    Beat.INTENTION: _("What we intend"),
    Beat.DID: _("What we did"),
    Beat.SAW: _("What we saw"),
    Beat.LEARNED: _("What we learned"),
    Beat.NEXT: _("What we do next"),
}
ASKED = {
    Beat.INTENTION: _("What do you want to find out or change?"),
    Beat.DID: _("What did you do? Say it as it was, not as it should have been."),
    Beat.SAW: _("What did you see? What could others see too?"),
    Beat.LEARNED: _("What do you understand now that you did not before?"),
    Beat.NEXT: _("What comes next, and who begins?"),
}
MOVEMENTS = {
    Movement.NOT_BEGUN: _("Nothing was told yet."),
    Movement.ONLY_ACTS: _("Much is done here, and nobody has said yet what was seen or learned."),
    Movement.ONLY_TALKS: _("There are words here, and nothing was done yet."),
    Movement.BOTH: _("Acting and learning go hand in hand here."),
}
RELATIONS = {
    "self": _("I look at our own doing"),
    "peer": _("as somebody beside them"),
    "facilitator": _("as a facilitator"),
    "place": _("from the place"),
    "practice": _("from the practice network"),
    "evaluator": _("as an external evaluator"),
}
LOOKING = {
    "self": pgettext_lazy("whose perspective", "of itself"),
    "peer": pgettext_lazy("whose perspective", "as peers"),
    "facilitator": pgettext_lazy("whose perspective", "facilitators"),
    "place": pgettext_lazy("whose perspective", "the place"),
    "practice": pgettext_lazy("whose perspective", "practice network"),
    "evaluator": pgettext_lazy("whose perspective", "external evaluator"),
}


def evidence(label: Label) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def given_lately(viewer: Viewer, scope: str = "", most: int = 8) -> list[tuple[str, str]]:
    """What was given lately and the viewer hears, as choices of evidence: number of the entry, words."""
    found = timeline.contributions(viewer, Filter(scope=scope or None), most=most)
    return [(str(each.seq), _said(each.name, each.text, each.channel)) for each in found]


def _said(name: str, text: str, channel: str) -> str:
    said = truncate(text, 90) or channel or gettext("a voice or a picture")
    return gettext("%(who)s: %(words)s") % {"who": name or gettext("somebody"), "words": said}


def narrow(viewer: Viewer, choices: Choices, wanted: str) -> str:
    """The space a form begins with: the one it is about where one belongs to it, else only me."""
    return wanted if wanted != HUB and choices.holds(wanted) else viewer.ref
