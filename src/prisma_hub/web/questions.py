"""A form of the house from the questions of a protocol, each with why it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.protocols.types import Question

from .forms import Form


class AnswersForm(Form):
    """Asks the questions given. `answers()` is what was answered, in the shape a record keeps it in."""

    def __init__(self, viewer: Viewer, questions: Iterable[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {each.name: each for each in questions if each.type in FIELDS}
        self.why = {each.name: each.help for each in self.questions.values() if each.help}  # type: ignore[misc]
        for name, question in self.questions.items():
            field = FIELDS[question.type](viewer, question)
            field.label, field.required = question.label, question.required
            if question.unit:
                field.help_text = question.unit
            self.fields[name] = field

    def answers(self) -> dict[str, Any]:
        return {
            name: kept
            for name, question in self.questions.items()
            if (kept := _kept(question, self.cleaned_data.get(name))) not in (None, "", [])
        }

    def typed(self) -> dict[str, Any]:
        """What stands in the form as it was typed, whether it holds or not: for keeping a draft."""
        several = {name for name, each in self.questions.items() if each.type in ("choices", "people")}
        assert isinstance(self.data, QueryDict)
        return {
            name: self.data.getlist(name) if name in several else self.data[name]
            for name in self.questions
            if self.data.get(name)
        }


def _kept(question: Question, given: Any) -> Any:
    if given in (None, "", []):
        return None
    if question.options:
        known: Mapping[str, str | int] = {str(option.value): option.value for option in question.options}
        return [known[each] for each in given] if isinstance(given, list) else known[given]
    if question.type in ("number", "money"):
        return str(given)
    if question.type == "date":
        return given.isoformat()
    if question.type == "time":
        return given.strftime("%H:%M")
    return given


def _line(viewer: Viewer, question: Question) -> forms.Field:
    return forms.CharField(max_length=500 if question.type == "place" else 1000)


def _text(viewer: Viewer, question: Question) -> forms.Field:
    return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))


def _number(viewer: Viewer, question: Question) -> forms.Field:
    return forms.DecimalField(
        max_digits=18,
        decimal_places=6,
        min_value=Decimal(question.minimum) if question.minimum else None,
        max_value=Decimal(question.maximum) if question.maximum else None,
    )


def _choice(viewer: Viewer, question: Question) -> forms.Field:
    choices = [(str(option.value), option.label) for option in question.options]
    if question.type == "choices":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    if not question.required:
        choices = [("", _("not said")), *choices]  # type: ignore[list-item]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _day(viewer: Viewer, question: Question) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _hour(viewer: Viewer, question: Question) -> forms.Field:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _person(viewer: Viewer, question: Question) -> forms.Field:
    choices = [(each.ref, each.name) for each in people.everybody(viewer) if each.name]
    if question.type == "people":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _link(viewer: Viewer, question: Question) -> forms.Field:
    return forms.URLField(max_length=2000, assume_scheme="https")


FIELDS: dict[str, Callable[[Viewer, Question], forms.Field]] = {
    "text": _line,
    "longtext": _text,
    "place": _line,
    "number": _number,
    "money": _number,
    "choice": _choice,
    "choices": _choice,
    "scale": _choice,
    "date": _day,
    "time": _hour,
    "person": _person,
    "people": _person,
    "link": _link,
}
"""Types of question a page asks by itself; voice, pictures, files and references need more than a form."""
