"""The pages of one journey, as tabs that appear when there is something in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries
from prisma_hub.journeys.types import Journey
from prisma_hub.log import queries as log
from prisma_hub.web.outside import Section
from prisma_hub.web.who import Asked


@dataclass(frozen=True)
class Tab:
    """A page of a journey: its URL name (which takes `journey`), its label, its place in the row, and whether
    there is something in it for this viewer: yes, no, or what would find it (all tabs are asked at once)."""

    name: str
    label: str | Promise
    place: int
    has: Callable[[Viewer, Journey], bool | QuerySet[Any]]


def _always(viewer: Viewer, journey: Journey) -> bool:
    return True


def _tends(viewer: Viewer, journey: Journey) -> bool:
    return rights.may(viewer, "tend a journey", journey.scope)


def _has_people(viewer: Viewer, journey: Journey) -> bool:
    return _tends(viewer, journey) or rights.belongs(viewer, journey.cohort_space)


def _has_sessions(viewer: Viewer, journey: Journey) -> bool:
    return _tends(viewer, journey) or _has("session:", viewer, journey)


def _has_teams(viewer: Viewer, journey: Journey) -> bool:
    return _has("team:", viewer, journey)


def _has(sort: str, viewer: Viewer, journey: Journey) -> bool:
    return any(each.startswith(sort) for each in queries.scopes(viewer, journey))


# Other rooms add a line: Path 0, People 10, Agenda 20, Timeline 30, Teams 40, Decisions 50, Value 60,
# Learning 70, Story 80.
TABS: list[Tab] = [
    Tab("journey", _("Path"), 0, _always),
    Tab("journey-people", _("People"), 10, _has_people),
    Tab("journey-agenda", _("Agenda"), 20, _has_sessions),
    Tab("teams", _("Teams"), 40, _has_teams),
]


@dataclass(frozen=True)
class Next:
    """The one next step of a viewer on a journey; `place` says which of several comes first."""

    title: str
    address: str
    label: str
    text: str = ""
    place: int = 50
    other_address: str = ""
    other_label: str = ""


# What could be next for this viewer, asked of every room; the one with the smallest place is shown.
NEXT: list[Callable[[Viewer, Journey], Next | None]] = []


# What other rooms draw below the path: a template, and its values under `given`; None where there is nothing.
BELOW: list[Callable[[Viewer, Journey], Section | None]] = []


# What other rooms know of a thing, drawn on its own page; asked with its references (`session:…`, `team:…`).
TOUCHING: list[Callable[[Viewer, Sequence[str]], Section | None]] = []


def touching(viewer: Viewer, *refs: str) -> list[Section]:
    """What every room has to show on the page of one thing."""
    return [part for part in (ask(viewer, refs) for ask in TOUCHING) if part]


def next_step(viewer: Viewer, journey: Journey) -> Next | None:
    found = [step for step in (ask(viewer, journey) for ask in NEXT) if step is not None]
    return min(found, key=lambda step: step.place, default=None)


def _with_something(viewer: Viewer, journey: Journey, current: str) -> list[Tab]:
    """The tabs of a page, in their order; the current one is there in any case."""
    has = {tab.name: tab.name == current or tab.has(viewer, journey) for tab in TABS}
    found = log.which({name: asked for name, asked in has.items() if isinstance(asked, QuerySet)})
    here = {name for name, answer in has.items() if answer is True or name in found}
    return sorted((tab for tab in TABS if tab.name in here), key=lambda tab: tab.place)


def show(
    request: Asked, template: str, journey: Journey, current: str, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a journey: its template extends `journeys/frame.html`."""
    tabs = [
        {
            "address": reverse(tab.name, args=[journey.id]),
            "label": tab.label,
            "current": tab.name == current,
        }
        for tab in _with_something(request.viewer, journey, current)
    ]
    here = journey.current
    hues = {process.name: process.hue for process in journey.processes}
    frame = {
        "journey": journey,
        "tabs": tabs if len(tabs) > 1 else [],
        "tends": _tends(request.viewer, journey) and not journey.closed,
        "process": hues.get(here.process, "") if here else "",
        "here": here,
    }
    return render(request, template, {**frame, **values}, status=status)
