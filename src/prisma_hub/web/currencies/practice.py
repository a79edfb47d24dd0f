"""Practice currencies: what each makes visible, and what one does in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from prisma_hub.circles import queries as who
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.queries import amount_of
from prisma_hub.currencies.types import Definition, Kind, Reading, Transfer, TransferState
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_person
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Answer

from .. import fields
from ..agreements.forms import PressForm, WordsForm
from ..agreements.words import Names, in_my_language
from ..messages import tell
from ..questions import AnswersForm, everybody
from ..timeline.telling import media_address
from ..ways import only_takes, takes_forms
from ..who import Asked
from .forms import CorrectForm, OfferForm, ThankForm
from .pools import PROCESS, pictures
from .words import EVERY, KINDS, TRANSFERS, money, money_of


class ReadingForm(AnswersForm):
    """Sums rest on it: it stands."""

    sorts: ClassVar = ()


def currencies(request: Asked) -> HttpResponse:
    """Every currency in force here."""
    who.insist_member(request.viewer)
    shown = {"rows": rows_of(request.viewer), "process": PROCESS}
    return render(request, "currencies/currencies.html", shown)


def rows_of(viewer: Viewer) -> list[dict[str, Any]]:
    """Every currency the viewer may see, as a line of a list."""
    return [
        {
            "name": each.name,
            "title": in_my_language(each.title, each.name),
            "summary": in_my_language(each.summary),
            "kind": KINDS[each.currency.kind],
        }
        for each in queries.definitions(viewer)
    ]


def find(viewer: Viewer, name: str) -> Definition:
    who.insist_member(viewer)
    found = queries.definition(viewer, name)
    if found is None:
        raise NotHere("There is no such currency in force here.")
    return found


def currency(request: Asked, name: str) -> HttpResponse:
    """One currency: what it is, and its readings, thanks or transfers."""
    return _show(request, find(request.viewer, name))


def _show(request: Asked, found: Definition, form: ThankForm | OfferForm | None = None) -> HttpResponse:
    shown = {
        "name": found.name,
        "title": in_my_language(found.title, found.name),
        "summary": in_my_language(found.summary),
        "kind": KINDS[found.currency.kind],
        "flow": in_my_language(found.flow),
        "aspect": in_my_language(found.aspect),
        "evidence": in_my_language(found.evidence),
        "unit": in_my_language(found.unit_title, found.unit),
        "version": found.version,
        "process": PROCESS,
    }
    kind = found.currency.kind
    if kind is Kind.MEASUREMENT:
        return render(request, "currencies/measurement.html", shown | _measurement(request.viewer, found))
    if kind is Kind.SIGNAL:
        return render(request, "currencies/signal.html", shown | _signal(request.viewer, found, form))
    if kind is Kind.TRADABLE:
        return render(request, "currencies/tradable.html", shown | _tradable(request.viewer, found, form))
    return render(request, "currencies/currency.html", shown)


def _measurement(viewer: Viewer, found: Definition) -> dict[str, Any]:
    held = queries.readings(viewer, found.name)
    names = Names(viewer, {each.by for each in held} | {who for each in held for who in each.confirmed_by})
    places, spoken = found.currency.places, get_language() or "en"
    readers = protocols.Readers((each.version for each in held), spoken)
    return {
        "sums": [
            {
                "all": money_of(every, places),
                "confirmed": money_of(confirmed, places),
                "unit": unit,
                "current": version == found.version,
            }
            for version, unit, every, confirmed in queries.sums(held, found.needed)
        ],
        "needed": found.needed,
        "readings": [
            _reading(viewer, each, names, places, readers.read(each.version, each.answers)) for each in held
        ],
    }


def _reading(
    viewer: Viewer, each: Reading, names: Names, places: int, answers: Iterable[Answer]
) -> dict[str, Any]:
    mine = each.by == viewer.ref
    return {
        "reading": each,
        "who": names.of(each.by),
        "value": money_of(each.value, places),
        "was": money_of(each.was, places) if each.was is not None else "",
        "answers": [one for one in answers if one.type in ("choice", "text", "longtext")],
        "confirmed": names.all_of(each.confirmed_by),
        "pictures": [media_address(one, "small") for one in each.media if one.is_picture],
        "mine": mine,
        "confirm": PressForm() if not mine and viewer.ref not in each.confirmed_by else None,
    }


@takes_forms
def read(request: Asked, name: str) -> HttpResponse:
    """Write down a reading, with the questions its protocol asks."""
    found = find(request.viewer, name)
    if found.currency.kind is not Kind.MEASUREMENT:
        raise Http404
    asked = protocols.form_for(found.version, get_language() or "en").questions
    form = ReadingForm(
        asked,
        request.POST or None,
        request.FILES or None,
        people=everybody(request.viewer, asked),
    )
    if not any(each.type == "photo" for each in asked):
        form.fields["picture"] = fields.file(gettext("A picture that shows it"), "image/*", "picture")
    if request.method == "POST" and form.is_valid():
        try:
            answers, media = form.answers()
            actions.read_measure(
                by=request.viewer,
                currency=name,
                answers=answers,
                media=[*media, *pictures(request, form)],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("currency", name=name), gettext("Kept. Somebody who saw it can confirm it."))
    shown = {"form": form, "name": name, "title": in_my_language(found.title, name), "process": PROCESS}
    return render(request, "currencies/read.html", shown | {"evidence": in_my_language(found.evidence)})


@only_takes
def confirm(request: Asked, seq: int) -> HttpResponse:
    """One saw it too."""
    form = PressForm(request.POST)
    if form.is_valid():
        statement = form.cleaned_data["statement"]
        actions.confirm_measure(by=request.viewer, reading=seq, statement_id=statement)
    return tell(_back(request), gettext("Thank you. It counts as confirmed."))


def _back(request: Asked) -> HttpResponse:
    """To the currency whose page the button stood on."""
    name = request.POST.get("round", "")
    return redirect("currency", name=name) if name.replace("-", "").isalnum() else redirect("currencies")


@takes_forms
def correct(request: Asked, seq: int, name: str) -> HttpResponse:
    """Say what one's reading should have been."""
    found = find(request.viewer, name)
    reading = next((each for each in queries.readings(request.viewer, name) if each.seq == seq), None)
    if reading is None:
        raise NotHere("There is no such reading here.")
    if reading.by != request.viewer.ref:
        raise NotAllowed("Only the one who read it corrects it.", kept="Nothing was changed.")
    form = CorrectForm(request.POST or None, initial={"value": str(reading.value)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.correct_measure(
                by=request.viewer,
                reading=seq,
                value=said["value"],
                words=said["words"],
                statement_id=said["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(
                redirect("currency", name=name), gettext("Corrected. What it said before stays in the book.")
            )
    shown = {"form": form, "name": name, "title": in_my_language(found.title, name), "process": PROCESS}
    return render(request, "currencies/correct.html", shown)


def _others(viewer: Viewer) -> list[Any]:
    return [each for each in people.everybody(viewer) if each.id != viewer.person and each.name]


def _signal(viewer: Viewer, found: Definition, form: Any) -> dict[str, Any]:
    given = queries.thanks(viewer, found)
    names = Names(viewer, {each.by for each in given} | {each.to for each in given})
    left, places = queries.left(viewer, found), found.currency.places
    return {
        "left": money_of(amount_of(left, places), places),
        "allot": money_of(amount_of(found.allot or 0, places), places),
        "every": EVERY.get(found.every, ""),
        "form": (form or ThankForm(_others(viewer))) if left else None,
        "received": [(names.of(each.by), each) for each in given if each.to == viewer.ref],
        "given": [(names.of(each.to), each) for each in given if each.by == viewer.ref],
    }


def _tradable(viewer: Viewer, found: Definition, form: Any) -> dict[str, Any]:
    held = queries.transfers(viewer, found.name)
    names = Names(viewer, {each.sender for each in held} | {each.receiver for each in held})
    places, unit = found.currency.places, found.unit
    return {
        "balance": money(queries.balance(viewer, found), places, unit),
        "limit": money(-(found.limit or 0), places, unit),
        "form": form or OfferForm(_others(viewer), places),
        "transfers": [_transfer(viewer, each, names, places, unit) for each in held],
    }


def _transfer(viewer: Viewer, each: Transfer, names: Names, places: int, unit: str) -> dict[str, Any]:
    incoming = each.receiver == viewer.ref
    waits = each.state is TransferState.PROPOSED
    return {
        "transfer": each,
        "incoming": incoming,
        "other": names.of(each.sender if incoming else each.receiver),
        "money": money(each.amount, places, unit),
        "state": TRANSFERS[each.state],
        "accept": PressForm() if incoming and waits else None,
        "refuse": PressForm() if waits else None,
        "reverse": incoming and each.state is TransferState.COMPLETED,
    }


@only_takes
def give(request: Asked, name: str) -> HttpResponse:
    """Thank somebody, or offer to hand units on, as the kind of the currency allows."""
    found = find(request.viewer, name)
    signal = found.currency.kind is Kind.SIGNAL
    if not signal and found.currency.kind is not Kind.TRADABLE:
        raise Http404
    others = _others(request.viewer)
    form = (
        ThankForm(others, request.POST) if signal else OfferForm(others, found.currency.places, request.POST)
    )
    if not form.is_valid():
        return _show(request, found, form)
    try:
        _give(request.viewer, found, form.cleaned_data)
    except Refused as no:
        form.refuse(no)
        return _show(request, found, form)
    told = (
        gettext("Given. They hear it first.") if signal else gettext("Offered. It moves when they say yes.")
    )
    return tell(redirect("currency", name=name), told)


def _give(viewer: Viewer, found: Definition, said: Mapping[str, Any]) -> None:
    to, words, statement = said["receiver"], said["words"], said["statement"]
    assert is_person(to)
    if found.currency.kind is Kind.SIGNAL:
        units = said["amount"] * 10**found.currency.places
        actions.thank(
            by=viewer, currency=found.name, receiver=to, amount=units, words=words, statement_id=statement
        )
        return
    actions.propose_transfer(
        by=viewer,
        currency=found.name,
        receiver=to,
        amount=said["amount"],
        words=words,
        statement_id=statement,
    )


@takes_forms
def answer(request: Asked, transfer: UUID, how: str) -> HttpResponse:
    """Say yes or no to an offer, or give back what one was handed."""
    if how == "reverse":
        return _reverse(request, transfer)
    does = {"accept": actions.accept_transfer, "refuse": actions.refuse_transfer}.get(how)
    form = PressForm(request.POST)
    if does is None or request.method != "POST" or not form.is_valid():
        raise Http404
    does(by=request.viewer, transfer=transfer, statement_id=form.cleaned_data["statement"])
    return tell(_back(request), gettext("Kept in the book."))


def _reverse(request: Asked, transfer: UUID) -> HttpResponse:
    who.insist_member(request.viewer)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.reverse_transfer(
                by=request.viewer, transfer=transfer, words=said["words"], statement_id=said["statement"]
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("currencies"), gettext("Given back. Both movements stay in the book."))
    return render(request, "currencies/reverse.html", {"form": form, "process": PROCESS})
