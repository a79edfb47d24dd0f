"""The forms of deciding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.agreements.types import Round, Word
from prisma_hub.circles.types import MINUTES
from prisma_hub.identity.types import Person

from .. import fields
from ..forms import Form
from .words import CHOICES

Choices = Sequence[tuple[str, Any]]


UNTIL = _("Left empty, it holds until it is changed or ended.")
REVIEW = _(
    "The day in the field is what the circle’s way of deciding asks for, counted from today. "
    "Choose another day after today if it fits better: then everybody of the circle looks at it anew."
)


class CircleForm(Form):
    title = forms.CharField(label=_("What is the circle called?"), max_length=120)
    purpose = fields.words(_("What is it for?"), rows=2)
    mandate = fields.words(
        _("What may it decide?"),
        required=False,
        help_text=_("Its mandate: what it looks after, and where its deciding ends."),
    )
    decides = forms.ChoiceField(label=_("How does it decide?"), widget=forms.RadioSelect, initial="consent")

    def __init__(self, ways: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decides"].choices = ways  # type: ignore[attr-defined]


class AdmitForm(Form):
    person = forms.ChoiceField(label=_("Whom do you admit?"))

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(each.id), each.name) for each in people]
        self.fields["person"].choices = [("", _("choose somebody")), *known]  # type: ignore[attr-defined]


class TensionForm(Form):
    sorts: ClassVar = (MINUTES,)
    words = fields.words(
        _("What do you see?"),
        help_text=_("What is, and what could be. It needs no solution yet. The circle hears it."),
    )


class ProposalForm(Form):
    title = forms.CharField(label=_("A name of a few words"), max_length=120)
    text = fields.words(_("What do you propose?"), rows=6, help_text=_("As it would stand in the agreement."))
    reason = fields.words(_("Why?"), required=False, help_text=_("The words you present it with."))
    information = fields.words(
        _("On what information?"),
        required=False,
        rows=2,
        help_text=_("What it rests on: figures, pages, talks."),
    )
    until = fields.day(_("Until when would it hold?"), help_text=UNTIL, required=False)
    review = fields.day(_("When do you look at it again?"), help_text=REVIEW, required=False)
    for_hub = forms.BooleanField(
        label=_("Everybody on this hub may follow it, not only the circle"), required=False
    )


class RecordForm(Form):
    title = forms.CharField(label=_("A name of a few words"), max_length=120)
    text = fields.words(
        _("What was decided?"), help_text=_("One or two sentences that those present would recognise.")
    )
    information = fields.words(_("Where, and on what occasion?"), required=False, rows=2)
    present = forms.MultipleChoiceField(
        label=_("Who was there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are asked whether it is written as it was said."),
    )
    until = fields.day(_("Until when does it hold?"), help_text=UNTIL, required=False)
    review = fields.day(_("When do you look at it again?"), help_text=REVIEW, required=False)
    binding = forms.BooleanField(
        label=_("The hub is to do something about it, once all who were there said yes"), required=False
    )
    for_hub = forms.BooleanField(
        label=_("Everybody on this hub may follow it, not only the circle"), required=False
    )

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(str(each.id), each.name) for each in people]  # type: ignore[attr-defined]


class RevisionForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    text = fields.words(_("The proposal, newly worded"), rows=6)
    until = fields.day(_("Until when would it hold?"), required=False)
    review = fields.day(_("When do you look at it again?"))


class VoiceForm(Form):
    """One's voice in a round; where it only asks for words, the word is hidden."""

    sorts: ClassVar = (MINUTES,)
    number = forms.IntegerField(widget=forms.HiddenInput)
    round = forms.ChoiceField(widget=forms.HiddenInput, choices=[(each.value, each.value) for each in Round])
    word = forms.ChoiceField(label=_("Your voice"), widget=forms.RadioSelect)
    words = fields.words(_("Your words"), required=False)

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = CHOICES.get(round_)
        field: Any = self.fields["word"]
        if choices:
            field.choices = [(word.value, label) for word, label in choices]
            return
        alone = Word.CONFIRM if round_ is Round.CONFIRM else Word.SPEAK
        field.choices, field.widget, field.initial = [(alone.value, "")], forms.HiddenInput(), alone.value
        self.fields["words"].required = round_ is not Round.CONFIRM

    def clean(self) -> dict[str, Any]:
        """A question is asked in words; whoever has none says so instead."""
        said: dict[str, Any] = super().clean() or {}
        asks = said.get("round") == Round.CLARIFY and said.get("word") == Word.SPEAK
        if asks and not said.get("words", "").strip():
            self.add_error("words", gettext("Write what you ask, or choose “I have nothing to ask.”"))
        return said


class PressForm(Form):
    """A button that says something about what its page showed: which wording, which round."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    round = forms.CharField(widget=forms.HiddenInput, required=False)


class WordsForm(Form):
    sorts: ClassVar = (MINUTES,)
    words = fields.words(_("Your words"))


class KeepForm(Form):
    sorts: ClassVar = (MINUTES,)
    words = fields.words(_("What did you see when you looked at it?"))
    review = fields.day(_("When do you look at it next?"), help_text=REVIEW)


class GrantForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.CharField(
        label=_("Which role?"), max_length=40, help_text=_("As you call it, such as “Reader of the stone”.")
    )
    person = forms.ChoiceField(label=_("Who holds it?"))
    until = fields.day(_("Until when?"), required=False)

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(each.ref, each.name) for each in people]  # type: ignore[attr-defined]


class HolderForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    holder = forms.ChoiceField(label=_("Which role ends?"), widget=forms.RadioSelect)

    def __init__(self, holders: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = list(holders)  # type: ignore[attr-defined]


class NewMemberForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("Whom does the circle admit?"))

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(each.ref, each.name) for each in people]  # type: ignore[attr-defined]


class MandateForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    mandate = fields.words(_("What may the circle decide from then on?"), rows=6)
    decides = forms.ChoiceField(label=_("How does it decide from then on?"), widget=forms.RadioSelect)

    def __init__(self, ways: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decides"].choices = ways  # type: ignore[attr-defined]


class AdoptProtocolForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.ChoiceField(
        label=_("Which protocol?"),
        widget=forms.RadioSelect,
        help_text=_("As its page stands now. It is in force for this circle from adoption on."),
    )

    def __init__(self, pages: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = pages  # type: ignore[attr-defined]
