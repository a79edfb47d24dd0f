"""The forms of what people say: words, terms, corrections, transcripts, and what others say of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PICTURES, VOICE, WORDS
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.media.types import Media
from prisma_hub.timeline.types import Consent, Measure

from .. import fields, offers
from ..forms import Form
from .telling import ACTIONS

NAMED = [("unnamed", _("without my name")), ("name", _("with my name"))]
QUOTES = [("ask", _("ask me first")), ("yes", _("yes")), ("no", _("no"))]


class Terms(Form):
    """Who may hear, and on what terms. Simple to give, finer on wish."""

    hears = fields.one_of(_("Who may hear it?"))
    named = forms.ChoiceField(label=_("How are you named?"), choices=NAMED, widget=forms.RadioSelect)
    quote = forms.ChoiceField(
        label=_("May it be quoted in a story?"), choices=QUOTES, widget=forms.RadioSelect
    )
    ai = forms.BooleanField(label=_("The AI on this hub’s own machine may read it"), required=False)
    until = fields.day(_("Until which day may others hear it?"), required=False)
    why: ClassVar = {
        "hears": _("Only you can let more people hear it later, and you can take it back at any time."),
        "quote": _("You are asked again before anything is published."),
    }

    def __init__(
        self, *args: Any, viewer: Viewer, consent: Consent, more: tuple[str, ...] = (), **rest: Any
    ) -> None:
        initial = {
            "hears": _one(consent.spaces),
            "named": "name" if consent.named else "unnamed",
            "quote": consent.quote,
            "ai": consent.ai,
            "until": consent.until,
        } | rest.pop("initial", {})
        super().__init__(*args, initial=initial, **rest)
        now = ((_one(consent.spaces), gettext("those who hear it now")),) if len(consent.spaces) > 1 else ()
        self.offer("hears", offers.who_may_hear(viewer, also=now))

    def consent(self) -> Consent:
        said = self.cleaned_data
        return Consent(
            spaces=tuple(said["hears"].split()),
            named=said["named"] == "name",
            quote=said["quote"],
            ai=said["ai"],
            until=said["until"].isoformat() if said["until"] else None,
        )


def _one(spaces: tuple[str, ...]) -> str:
    return " ".join(spaces)


MEDIA = ("voice", "picture", "file")


class SayForm(Terms):
    """What one says. The terms come after; the rest only on wish."""

    voice = fields.file(_("Speak"), "audio/*", "voice", capture="microphone")
    words = fields.words(_("Or write"), max_length=400_000, required=False)
    picture = fields.file(_("Or show a picture"), "image/*", "picture")
    shows = forms.CharField(label=_("What does the picture show?"), max_length=400, required=False)
    people = forms.ChoiceField(
        label=_("Who is in the picture?"),
        choices=[("nobody", _("nobody one could recognise")), ("agreed", _("people who said yes to it"))],
        widget=forms.RadioSelect,
        required=False,
    )
    file = fields.file(_("A file: PDF or plain text"), ".pdf,.txt,.md,application/pdf,text/plain", "file")
    link = forms.CharField(label=_("A page on the web"), max_length=2000, required=False)
    when = forms.CharField(
        label=_("When was it?"), help_text=_("As you say it: “about 1950”, “before the dam”."),
        max_length=200, required=False,
    )  # fmt: skip
    action = forms.ChoiceField(
        label=_("Was it work, or something made or given?"),
        choices=[("", _("neither")), *ACTIONS.items()],
        required=False,
    )
    quantity = forms.CharField(label=_("How much?"), max_length=40, required=False)
    unit = forms.CharField(
        label=_("Of what?"), help_text=_("Hours, kilograms, meals."), max_length=40, required=False
    )
    resource = forms.CharField(label=_("What was it?"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("", _("another one")), *settings.LANGUAGES], required=False
    )
    spoken_by = forms.ChoiceField(label=_("Whose words are they?"), required=False)
    sorts: ClassVar = (WORDS, VOICE, PICTURES)
    either: ClassVar = ("voice", "words", "people")
    field_order = ("voice", "words", "picture", "shows", "people", "hears", "named")
    why: ClassVar = {
        **Terms.why,
        "people": _("A face belongs to the one who wears it. Ask first, and ask children’s parents too."),
        "spoken_by": _("Words you write down for somebody wait until they accept them as theirs."),
    }

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        scope: str | None = None,
        kept: Iterable[Media] = (),
        **rest: Any,
    ) -> None:
        """`kept`: what was sent with this form before, when it was not said yet."""
        super().__init__(*args, viewer=viewer, **rest)
        self.kept = list(kept)
        self.initial.setdefault("language", get_language())
        if circles.may(viewer, "write down for others", scope):
            others = [
                (str(each.id), each.name) for each in identity.everybody(viewer) if each.id != viewer.person
            ]
            self.fields["spoken_by"].choices = [("", _("my own")), *others]  # type: ignore[attr-defined]
        else:
            del self.fields["spoken_by"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        pictured = said.get("picture") or any(each.is_picture and not each.people for each in self.kept)
        if pictured and not said.get("people"):
            self.add_error("people", _("Say who is in the picture."))
        return said

    def measure(self) -> Measure | None:
        said = self.cleaned_data
        if not said["quantity"] and not said["action"]:
            return None
        return Measure(said["action"] or "work", said["quantity"], said["unit"], said["resource"])

    def says_something(self) -> bool:
        said = self.cleaned_data
        return any(said[name].strip() for name in ("words", "link", "quantity"))

    def kept_media(self) -> list[Media]:
        """Keep what was chosen, beside what was kept before. A refusal names the field it is about."""
        said = self.cleaned_data
        chosen = [fields.keep(said[name], name) for name in MEDIA if said.get(name)]
        return [self._told(each) for each in (*self.kept, *chosen)]

    def keep_unsaid(self) -> list[Media]:
        """What can be kept of a form that is refused, so that nobody has to choose it again."""
        for name in MEDIA:
            if self.cleaned_data.get(name):
                with suppress(Refused):
                    self.kept.append(fields.keep(self.cleaned_data[name], name))
        return self.kept

    def _told(self, each: Media) -> Media:
        """A picture with what the form says of it, where it was not said before."""
        if not each.is_picture or each.people:
            return each
        said = self.cleaned_data
        return replace(each, alt=said.get("shows", "").strip(), people=said.get("people", ""))


class CorrectForm(Form):
    words = fields.words(_("As it should be"), rows=6, max_length=400_000)
    reason = forms.CharField(label=_("What was different?"), max_length=2000, required=False)


class TranscriptForm(Form):
    words = fields.words(_("What is spoken"), rows=10, max_length=400_000)
    language = SayForm.base_fields["language"]
    right = forms.BooleanField(label=_("This is what was spoken, word for word"), required=False)


class AcceptForm(Form):
    voice = fields.file(_("Their yes, spoken aloud"), "audio/*", "voice", capture="microphone")


class AttestForm(Form):
    sorts: ClassVar = (WORDS,)
    way = forms.ChoiceField(
        label=_("What can you say about it?"),
        choices=[
            ("witnessed", _("I was there, or saw it")),
            ("thanked", _("Thank you")),
            ("verified", _("I checked it")),
            ("questioned", _("I have a question")),
        ],
        widget=forms.RadioSelect,
    )
    words = fields.words(_("In your words"), rows=3, max_length=400_000, required=False)
    relation = forms.CharField(
        label=_("How are you related to each other and to this?"), max_length=400, required=False
    )
    private = forms.BooleanField(label=_("Ask only them, privately"), required=False)
    either: ClassVar = ("relation",)  # whoever was there is asked for it; thanks need none
    why: ClassVar = {
        "relation": _("In a village everybody is kin. It is shown, and never turned into a number."),
    }


class Pressed(Form):
    """A button that says something: only the id of what it says."""
