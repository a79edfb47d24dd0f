"""A form of the house from the questions of a protocol: each says why it is asked, texts can be spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext

from prisma_hub.circles.types import ANSWERS
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.refusal import Refused
from prisma_hub.media import queries as media
from prisma_hub.media.types import Media
from prisma_hub.protocols.types import Question

from . import fields
from .forms import Form

Choices = Sequence[tuple[str, str]]
PREFIX = "a-"
"""Before the name of each question, so that no question can be mistaken for a field of ours."""
VOICE = ".voice"
"""After it, where the answer is spoken."""
MEDIA = "media:"
"""Before the SHA-256 of what was kept, where that is the answer."""
FEW = 7
"""So many choices are shown at once; more are a list to open."""


class AnswersForm(Form):
    """Asks the questions given. `people` are those a question may name, `things` what it may refer to, by
    kind. `given` is what was answered before: a voice or a picture in it stays until another is chosen. A
    question with nothing to choose from is not asked.
    """

    sorts: ClassVar[tuple[str, ...]] = (ANSWERS,)

    def __init__(
        self,
        questions: Iterable[Question],
        *args: Any,
        people: Choices = (),
        things: Mapping[str, Choices] | None = None,
        given: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        before = given or {}
        self.standing = {name: each for name, each in before.items() if str(each).startswith(MEDIA)}
        begin = {PREFIX + name: _shown(value) for name, value in before.items() if name not in self.standing}
        super().__init__(*args, initial=begin | kwargs.pop("initial", {}), **kwargs)
        self.questions: dict[str, Question] = {}
        for each in questions:
            self._ask(each, people, things or {})
        self.why = {PREFIX + name: each.help for name, each in self.questions.items() if each.help}  # type: ignore[misc]

    def _ask(self, each: Question, people: Choices, things: Mapping[str, Choices]) -> None:
        spoken = each.can_be_spoken
        about: dict[str, Any] = {"label": each.label, "required": each.required}
        field = _field(each, people, things, about)
        if field is None:
            return
        self.questions[each.name] = each
        self.add(PREFIX + each.name, field)
        if spoken:
            field.error_messages["required"] = gettext("Write or say something here.")
            label = gettext("Or say it: %(question)s") % {"question": each.label}
            self.add(PREFIX + each.name + VOICE, fields.file(label, "audio/*", "voice"))
        for name in {each.name, each.name + VOICE} & set(self.standing):
            self.fields[PREFIX + name].required = False
            self.fields[PREFIX + name].help_text = gettext(
                "What you sent before stays unless you choose another."
            )

    def clean(self) -> dict[str, Any]:
        """A text that is due may be spoken instead."""
        said = super().clean() or self.cleaned_data
        for each in self.questions.values():
            name, voice = PREFIX + each.name, each.name + VOICE
            spoken = said.get(PREFIX + voice) or voice in self.standing
            if spoken and each.can_be_spoken and not self.data.get(name):
                self.errors.pop(name, None)
        return said

    def answers(self) -> tuple[dict[str, Any], list[Media]]:
        """What was answered, as a record keeps it, and the files that were kept for it.

        Files are judged and stripped by `media`; refused in its words, beside the field.
        """
        answers: dict[str, Any] = {}
        kept: list[Media] = []
        for name, value in self.cleaned_data.items():
            if not name.startswith(PREFIX) or value in (None, "", [], ()):
                continue
            bare = name.removeprefix(PREFIX)
            if isinstance(value, UploadedFile):
                kept.append(fields.keep(value, name))
                answers[bare] = MEDIA + kept[-1].sha256
            else:
                answers[bare] = _said(value, self.questions[bare])
        for name in set(self.standing) - set(answers):
            found = media.media(self.standing[name].removeprefix(MEDIA))
            if found is not None and PREFIX + name in self.fields:
                answers[name] = self.standing[name]
                kept.append(found)
        return answers, kept

    def typed(self) -> dict[str, Any]:
        """What stands in the form as it was typed, whether it holds or not: for keeping a draft."""
        assert isinstance(self.data, QueryDict)
        several = {name for name, each in self.questions.items() if each.type in ("choices", "people")}
        return {
            name: self.data.getlist(PREFIX + name) if name in several else self.data[PREFIX + name]
            for name in self.questions
            if self.data.get(PREFIX + name)
        }


def everybody(viewer: Viewer, questions: Iterable[Question]) -> Choices:
    """Everybody here, for the questions that ask for people; nobody where none does."""
    if not any(each.type in ("person", "people") for each in questions):
        return ()
    return [(each.ref, each.name) for each in identity.everybody(viewer) if each.name]


def _shown(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def _said(value: Any, question: Question) -> Any:
    options: Mapping[str, str | int] = {str(one.value): one.value for one in question.options}
    if isinstance(value, list):
        return [options.get(each, each) for each in value]
    if question.type == "date":
        return value.isoformat()
    if question.type == "time":
        return value.strftime("%H:%M")
    return options.get(value, value)


def _field(
    each: Question, people: Choices, things: Mapping[str, Choices], about: dict[str, Any]
) -> forms.Field | None:
    match each.type:
        case "choice" | "scale" | "choices":
            return _choice(each, [(str(one.value), one.label) for one in each.options], about)
        case "person" | "people":
            return _choice(each, people, about) if people else None
        case "reference":
            found = [one for kind in each.of for one in things.get(kind, ())]
            return _choice(each, found, about) if found else None
        case "voice":
            return _sent(each, "audio/*", "voice")
        case "photo":
            return _sent(each, "image/*", "picture")
        case "file":
            return _sent(each, "", "file")
        case _:
            return _plain(each, about)


def _choice(each: Question, choices: Choices, about: dict[str, Any]) -> forms.Field:
    if each.type in ("choices", "people"):
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
    if len(choices) > FEW and each.type != "scale":
        return forms.ChoiceField(choices=[("", "—"), *choices], **about)
    if not each.required:
        choices = [("", gettext("not said")), *choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)


def _sent(each: Question, accept: str, largest: str) -> forms.FileField:
    field = fields.file(each.label, accept, largest)
    field.required = each.required
    return field


def _plain(each: Question, about: dict[str, Any]) -> forms.Field:
    match each.type:
        case "longtext":
            return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), **about)
        case "number" | "money":
            return _ExactField(each, **about)
        case "date":
            return fields.day(**about)
        case "time":
            return fields.hour(**about)
        case "link":
            return forms.URLField(assume_scheme="https", max_length=2000, **about)
        case "place":
            return forms.CharField(max_length=500, **about)
        case _:
            return forms.CharField(max_length=1000, **about)


class _ExactField(forms.CharField):
    """An exact number, typed with a comma or a point."""

    def __init__(self, question: Question, **about: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, help_text=question.unit, **about)
        self.least, self.most = question.minimum, question.maximum

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).replace(",", ".").replace(" ", "").replace("\u00a0", "")
        if not typed:
            return ""
        try:
            exact = parse_decimal(typed)
        except Refused as no:
            raise forms.ValidationError(gettext("This is no number we can read.")) from no
        if self.least and exact < Decimal(self.least):
            raise forms.ValidationError(gettext("The least is %(least)s.") % {"least": self.least})
        if self.most and exact > Decimal(self.most):
            raise forms.ValidationError(gettext("The most is %(most)s.") % {"most": self.most})
        return format(exact, "f")
