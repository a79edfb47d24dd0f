"""Taking the commons along: with git, with Obsidian; and letting go of what its history holds."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions, queries
from prisma_hub.commons.types import MAX_FILE, MOST_PUSHED, SpaceOfPages
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused

from ..forms import Form
from ..messages import tell
from ..ways import takes_forms
from ..who import Asked
from . import addresses
from .reading import room_of

_MEGABYTE = 1_000_000


class KeepForm(Form):
    keeps = forms.BooleanField(required=False, widget=forms.HiddenInput)


class PurgeForm(Form):
    path = forms.CharField(
        label=_("Which file?"),
        required=False,
        max_length=400,
        help_text=_(
            "Its past goes; other pages keep theirs on the hub. Left empty, the past of every page here goes."
        ),
    )
    sure = forms.BooleanField(
        label=_("I know that this cannot be undone, and that no clone can be called back.")
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A space as it is cloned: its address, and the folder it becomes."""

    name: str
    address: str
    folder: str
    here: bool


@takes_forms
def clone(request: Asked, slug: str) -> HttpResponse:
    """How to take a space along, step by step; for a garden, whether its history is kept."""
    space = addresses.space_named(slug)
    room = room_of(request.viewer, space)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, room, form)
        except Refused as no:
            form.refuse(no)
    places = _places(request, slug)
    given = {
        "room": room,
        "name": addresses.name_of(room),
        "slug": slug,
        "place": next((each for each in places if each.here), None),
        "places": places if len(places) > 1 else [],
        "config": queries.config_lines(request.viewer) if room.may_write else [],
        "author": dict(zip(("name", "id"), queries.signature(request.viewer), strict=True)),
        "form": form,
        "is_garden": space == f"person:{request.viewer.person}",
        "known": circles.is_member(request.viewer),
        "purges": room.has_history and room.may_write and circles.may(request.viewer, "tend the commons"),
        "most": MOST_PUSHED // _MEGABYTE,
        "most_file": MAX_FILE // _MEGABYTE,
    }
    return render(request, "commons/clone.html", given)


def _places(request: Asked, slug: str) -> list[_Place]:
    return [
        _Place(
            addresses.name_of(each),
            request.build_absolute_uri(reverse("git", args=(each.slug,))),
            _folder(each),
            each.slug == slug,
        )
        for each in queries.spaces(request.viewer)
        if each.has_history
    ]


def _folder(room: SpaceOfPages) -> str:
    """What the folder of a clone is called: by the name of the space, in letters every computer takes."""
    if not room.name:
        return "garden" if room.slug.startswith("person-") else room.slug
    plain = "-".join("".join(each if each.isalnum() else " " for each in room.name).split())
    return plain[:60] or room.slug


def _keep(request: Asked, room: SpaceOfPages, form: Form) -> HttpResponse:
    keeps = form.cleaned_data["keeps"]
    actions.keep_garden(
        by=request.viewer, space=room.space, keeps=keeps, statement_id=form.cleaned_data["statement"]
    )
    said = (
        gettext("From now on your garden keeps its history.")
        if keeps
        else gettext("Your garden keeps no history any more; what stood there before is gone.")
    )
    return tell(redirect("clone", room.slug), said)


@takes_forms
def purge(request: Asked, slug: str) -> HttpResponse:
    """A steward lets the past of a space go: what it means is said before."""
    space = addresses.space_named(slug)
    room = room_of(request.viewer, space)
    circles.insist(request.viewer, "tend the commons")
    queries.insist_write(request.viewer, space)
    form = PurgeForm(request.POST or None, initial={"path": request.GET.get("path", "")[:400]})
    if request.method == "POST" and form.is_valid():
        try:
            return _purge(request.viewer, room, form)
        except Refused as no:
            form.refuse(no, "path")
    given = {
        "form": form,
        "room": room,
        "name": addresses.name_of(room),
        "people": queries.count_copies(request.viewer, space),
        "back": reverse("clone", args=(slug,)),
    }
    return render(request, "commons/purge.html", given)


def _purge(viewer: Viewer, room: SpaceOfPages, form: Form) -> HttpResponse:
    actions.purge_history(
        by=viewer,
        space=room.space,
        path=form.cleaned_data["path"].strip().strip("/"),
        statement_id=form.cleaned_data["statement"],
    )
    said = gettext("The history begins anew. Those who cloned are told.")
    return tell(redirect("clone", room.slug), said)
