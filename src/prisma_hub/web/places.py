"""A place: what it is like, what it asks, what it remembers, who cares for it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity import queries as people
from prisma_hub.kernel.refusal import Refused
from prisma_hub.places import actions, queries
from prisma_hub.places.events import HEADINGS

from . import fields, outside
from .forms import Form
from .messages import tell
from .ways import only_takes, takes_forms
from .who import Asked

SAID = {
    "essence": _("What is this place, at heart?"),
    "asks": _("What is it asking of its people?"),
    "bioregion": _("Which land is it part of?"),
    "waters": _("Its waters"),
    "seasons": _("Its seasons"),
    "species": _("Who else lives here"),
    "languages": _("Its languages"),
    "focus": _("What its people work on: water, food, health, law, land, story"),
}
SPACES = (
    ("hub", _("everybody on this hub")),
    ("network", _("hubs of our network too")),
    ("public", _("everybody, everywhere: it stands on our front page")),
)


class PlaceForm(Form):
    name = fields.line(_("What is it called?"))
    to = fields.one_of(_("Who may know of it?"), SPACES, initial="hub")
    why: ClassVar = {"to": _("A place can be hurt by being known. Begin narrow; you can describe it anew.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields.pop("to")
        for name in HEADINGS:
            self.fields[name] = fields.words(SAID[name], required=False, rows=3, max_length=8000)
        self.fields["to"] = to

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in HEADINGS}


class MemoryForm(Form):
    when = fields.line(_("When, as well as you know?"), max_length=200)
    words = fields.words(_("What happened here?"), max_length=8000)
    year = forms.IntegerField(label=_("A year, for the order"), required=False, localize=False)
    why: ClassVar = {
        "when": _("“When my grandmother was small” is a date. So is “after the second flood”."),
        "year": _("Only where you dare one. Before our era: a minus before it."),
    }


class CareForm(Form):
    words = fields.line(_("What of it do you care for?"), required=False, max_length=500)


def places(request: Asked) -> HttpResponse:
    found = queries.places(request.viewer)
    if len(found) == 1:
        return redirect("place", place=found[0].id)
    values = {"places": found, "may_open": rights.may(request.viewer, actions.RIGHT)}
    return render(request, "places/list.html", values)


@takes_forms
def open_place(request: Asked) -> HttpResponse:
    rights.insist(request.viewer, actions.RIGHT)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_place(
                by=request.viewer,
                name=form.cleaned_data["name"],
                words=form.words(),
                to=form.cleaned_data["to"],
                statement_id=form.cleaned_data["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("place", place=made.id), gettext("The place has its page."))
    return _form(request, form, gettext("Describe the place"), gettext("Keep it"), "")


def _form(request: Asked, form: Form, heading: str, submit: str, back: str) -> HttpResponse:
    values = {"form": form, "heading": heading, "submit": submit, "back": back}
    return render(request, "places/form.html", values)


def place(request: Asked, place: UUID) -> HttpResponse:
    found = queries.place(request.viewer, place)
    memories = queries.memories(request.viewer, found)
    carers = queries.caretakers(request.viewer, found)
    ids = {each.person for each in carers} | {each.by for each in memories if each.by}
    known = people.people(request.viewer, ids)
    return render(
        request,
        "places/place.html",
        {
            "place": found,
            "essence": found.words.get("essence", ""),
            "asks": found.words.get("asks", ""),
            "words": [
                (SAID[name], found.words[name])
                for name in HEADINGS
                if name in found.words and name not in ("essence", "asks")
            ],
            "memories": [(each, known[each.by].name if each.by in known else "") for each in memories],
            "carers": [(known[each.person].name, each.words) for each in carers if each.person in known],
            "cares": any(each.person == request.viewer.person for each in carers),
            "may": rights.may(request.viewer, actions.RIGHT),
            "inside": rights.is_member(request.viewer),
        },
    )


@takes_forms
def describe(request: Asked, place: UUID) -> HttpResponse:
    found = queries.place(request.viewer, place)
    rights.insist(request.viewer, actions.RIGHT)
    form = PlaceForm(request.POST or None, initial={"name": found.name, **found.words})
    del form.fields["to"]
    if request.method == "POST" and form.is_valid():
        actions.describe(
            by=request.viewer,
            place=found,
            name=form.cleaned_data["name"],
            words=form.words(),
            statement_id=form.cleaned_data["statement"],
        )
        return tell(
            redirect("place", place=found.id), gettext("Kept. What was said before stays in the record book.")
        )
    return _form(
        request, form, gettext("Describe it anew"), gettext("Keep it"), request.path.rsplit("/", 1)[0]
    )


@takes_forms
def remember(request: Asked, place: UUID) -> HttpResponse:
    found = queries.place(request.viewer, place)
    rights.insist_member(request.viewer)
    form = MemoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.remember(
                by=request.viewer,
                place=found,
                when=given["when"],
                words=given["words"],
                year=given["year"],
                statement_id=given["statement"],
            )
        except Refused as no:
            form.refuse(no)
        else:
            return tell(redirect("place", place=found.id), gettext("The place remembers it now."))
    return _form(
        request, form, gettext("Tell what happened here"), gettext("Tell it"), request.path.rsplit("/", 1)[0]
    )


@takes_forms
def care(request: Asked, place: UUID) -> HttpResponse:
    found = queries.place(request.viewer, place)
    rights.insist_member(request.viewer)
    form = CareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.care(
            by=request.viewer,
            place=found,
            words=form.cleaned_data["words"],
            statement_id=form.cleaned_data["statement"],
        )
        return tell(redirect("place", place=found.id), gettext("You are named among its caretakers."))
    return _form(
        request, form, gettext("I care for this place"), gettext("Say so"), request.path.rsplit("/", 1)[0]
    )


@only_takes
def let_go(request: Asked, place: UUID) -> HttpResponse:
    found = queries.place(request.viewer, place)
    actions.let_go(by=request.viewer, place=found)
    return tell(redirect("place", place=found.id), gettext("You are not named any more."))


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """The place of the hub, for everybody, where it was said to everybody."""
    found = queries.public_places()
    return outside.Section("places/front.html", {"places": found}, "place") if found else None


outside.SECTIONS = (on_the_front, *outside.SECTIONS)

urlpatterns = [
    path("places", places, name="places"),
    path("places/open", open_place, name="open-place"),
    path("places/<uuid:place>", place, name="place"),
    path("places/<uuid:place>/describe", describe, name="describe-place"),
    path("places/<uuid:place>/remember", remember, name="remember"),
    path("places/<uuid:place>/care", care, name="care-for-place"),
    path("places/<uuid:place>/let-go", let_go, name="let-place-go"),
]
