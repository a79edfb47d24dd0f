"""The forms of money and currencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.currencies.types import Rule
from prisma_hub.identity.types import Person

from .. import fields
from ..choosing import Choices, OneOf
from ..forms import Form
from .words import RULES, SHARES


def amount(label: Any, places: int = 2) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=15, decimal_places=places, localize=False)


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class PoolForm(Form):
    circle = OneOf(label=_("Which circle holds it, and decides about it?"))
    title = forms.CharField(label=_("What is it called?"), max_length=120)
    currency = forms.CharField(
        label=_("In which currency?"), max_length=10, initial="EUR", help_text=_("Like EUR, BRL or COP.")
    )
    purpose = fields.words(_("What is the money for?"), rows=3)
    funder = forms.CharField(label=_("Who gives it?"), max_length=200, required=False)
    terms = fields.words(_("On what terms?"), rows=3, required=False)
    custodian = forms.ChoiceField(
        label=_("Who holds the money and keeps its book?"),
        help_text=_("The custodian. Everybody sees who it is."),
    )
    share = forms.ChoiceField(
        label=_("Who may see it?"), choices=SHARES, widget=forms.RadioSelect, required=False
    )

    def __init__(self, circles: Choices, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("circle", circles)
        choose(self, "custodian", ((str(each.id), each.name) for each in people))


class StepForm(Form):
    amount = amount(_("How much?"))
    who = forms.CharField(label=_("From whom?"), max_length=200)
    reference = forms.CharField(label=_("Number of the receipt or transfer"), max_length=200, required=False)
    picture = fields.file(_("A picture of it"), "image/*", "picture")
    words = fields.words(_("Anything to add?"), rows=2, required=False)

    def __init__(self, places: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount(_("How much?"), places)


class SentForm(Form):
    reference = forms.CharField(label=_("Number of the transfer or receipt"), max_length=200, required=False)
    picture = fields.file(_("A picture of it"), "image/*", "picture")
    words = fields.words(_("Anything to add?"), rows=2, required=False)


class HandForm(Form):
    custodian = forms.ChoiceField(label=_("Who keeps it from now on?"))

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "custodian", ((str(each.id), each.name) for each in people))


class RuleForm(forms.Form):
    """The first half of opening a round, asked by address: which rule, and who takes part."""

    rule = forms.ChoiceField(
        label=_("By which rule?"), choices=tuple(RULES.items()), widget=forms.RadioSelect
    )
    party = forms.MultipleChoiceField(label=_("Who takes part?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, circles: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "party", circles)


class RoundForm(Form):
    """The second half: how much, how long one may object, and what the rule needs for each."""

    title = forms.CharField(label=_("What is it called?"), max_length=120)
    amount = amount(_("How much is shared out?"))
    points = forms.IntegerField(
        label=_("How many points has each voice to give?"), min_value=1, max_value=1000, initial=10
    )
    days = forms.IntegerField(
        label=_("For how many days may anyone concerned object?"), min_value=1, max_value=90, initial=3
    )

    def __init__(
        self, rule: Rule, parties: Sequence[tuple[str, str]], places: int, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount(_("How much is shared out?"), places)
        if rule is not Rule.SIGNALS:
            del self.fields["points"]
        if rule is Rule.DEMAND:
            del self.fields["amount"]
        for at, (_ref, name) in enumerate(parties):
            for field, made in self._fields_for(rule, name, places):
                self.fields[f"{field}_{at}"] = made

    def _fields_for(self, rule: Rule, name: str, places: int) -> Iterable[tuple[str, forms.Field]]:
        if rule is Rule.AGREEMENT:
            yield "amount", amount(gettext("%(name)s receives") % {"name": name}, places)
        if rule is Rule.DEMAND:
            given = gettext("%(name)s: what was given, as a number (p)") % {"name": name}
            asked = gettext("%(name)s: what the work earned or saved outside (d)") % {"name": name}
            entries = gettext("%(name)s: numbers of the entries both rest on") % {"name": name}
            yield "participation", amount(given)
            yield "demand", amount(asked, places)
            yield "entries", forms.CharField(label=entries, max_length=500, required=False)


class PointsForm(Form):
    """One number per party, adding up to at most what each voice has."""

    def __init__(self, parties: Sequence[tuple[str, str]], most: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, (_ref, name) in enumerate(parties):
            self.fields[f"points_{at}"] = forms.IntegerField(
                label=name, min_value=0, max_value=most, required=False, localize=False
            )


class ThankForm(Form):
    receiver = forms.ChoiceField(label=_("Whom do you thank?"))
    amount = forms.IntegerField(label=_("How many?"), min_value=1, initial=1, localize=False)
    words = fields.words(_("What for?"), rows=2)

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "receiver", ((each.ref, each.name) for each in people))


class OfferForm(Form):
    receiver = forms.ChoiceField(label=_("To whom?"))
    amount = amount(_("How much?"))
    words = fields.words(_("What for?"), rows=2, required=False)

    def __init__(self, people: Iterable[Person], places: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = amount(_("How much?"), places)
        choose(self, "receiver", ((each.ref, each.name) for each in people))


class CorrectForm(Form):
    value = forms.CharField(label=_("What should it have been?"), max_length=40)
    words = fields.words(_("What was wrong?"), rows=2)


class PayForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    pool = forms.ChoiceField(label=_("From which pool?"))
    to = forms.ChoiceField(label=_("To whom?"))
    amount = amount(_("How much?"), 6)

    def __init__(
        self,
        pools: Iterable[tuple[str, str]],
        to: Iterable[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "pool", pools)
        choose(self, "to", to)


class OpenPoolForm(Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    purpose = forms.CharField(label=_("What is the money for?"), max_length=200)
    currency = forms.CharField(label=_("In which currency?"), max_length=10, initial="EUR")
    custodian = forms.ChoiceField(label=_("Who holds the money and keeps its book?"))
    terms = fields.words(_("On what terms?"), rows=3, required=False)

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "custodian", ((each.ref, each.name) for each in people))
