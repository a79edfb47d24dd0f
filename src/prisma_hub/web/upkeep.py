"""Whether the hub is whole, as somebody found it last, and how it stands with its backups. For whoever tends
it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.upkeep import queries
from prisma_hub.upkeep.types import Finding, State

from .who import Asked


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in the reader's language."""

    what: str
    means: str
    todo: str
    mended: bool


def wholeness(request: Asked) -> HttpResponse:
    """What the doctor found last, in plain words."""
    circles.insist(request.viewer, "tend the hub")
    look = queries.last_look()
    told = [found for found in map(_told, look.findings if look else ()) if found]
    return render(
        request,
        "upkeep/wholeness.html",
        {
            "look": look,
            "left": [each for each in told if not each.mended],
            "mended": [each for each in told if each.mended],
            "command": queries.as_typed("prisma-hub doctor"),
            "process": "infrastructuring",
        },
    )


def _told(finding: Finding) -> Told | None:
    kind = queries.explain(finding.name)
    if kind is None:  # a newer program found it
        return None
    what = gettext(kind.what) % {"where": finding.where}
    todo = queries.as_typed(gettext(kind.todo))
    return Told(what, gettext(kind.means), todo, finding.state is State.MENDED)


def backups(request: Asked) -> HttpResponse:
    """The last backup, the next, those that are kept and until when. The disk itself is not asked."""
    circles.insist(request.viewer, "tend the hub")
    found = queries.backups()
    told = [each for each in map(_told, found.wrong) if each]
    shown = {"found": found, "wrong": told, "process": "infrastructuring"}
    now = queries.as_typed("prisma-hub backups --now")
    return render(request, "upkeep/backups.html", {**shown, "command": now})


urlpatterns = [
    path("stewardship/wholeness", wholeness, name="wholeness"),
    path("stewardship/backups", backups, name="backups"),
]
