"""The path of a journey: drawn, with what the next gate asks, its arcs, its fallow weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.circles import queries as rights
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import Person, Viewer
from prisma_hub.journeys import queries
from prisma_hub.journeys.types import OPEN, PASSED, WAITING, Journey, Phase, Review
from prisma_hub.web import braid, fields, outside, tags
from prisma_hub.web.who import Asked

from .tabs import BELOW, NEXT, Next, next_step, show


def journey(request: Asked, journey: Any) -> HttpResponse:
    found = queries.journey(request.viewer, journey)
    sessions = queries.sessions(request.viewer, found)
    counts: dict[str, int] = {}
    for session in sessions:
        counts[session.arc] = counts.get(session.arc, 0) + 1
    here = found.current
    step = next_step(request.viewer, found)
    fallows = queries.fallows(request.viewer, found)
    reviews = queries.reviews(request.viewer, found)[:3]
    keepers = rights.people_in(request.viewer, found.keepers_space)
    known = people.people(request.viewer, {*keepers, *(one for each in reviews for one in each.people)})
    return show(
        request,
        "journeys/path.html",
        found,
        "journey",
        {
            "path": drawn(found),
            "next": step,
            "below": [part for part in (ask(request.viewer, found) for ask in BELOW) if part],
            "arcs": [(arc, counts.get(arc.name, 0)) for arc in found.arcs],
            "fallows": fallows,
            "is_fallow": any(each.first <= _today() <= each.last for each in fallows),
            "keepers": [known[each].name for each in keepers if each in known and known[each].name],
            "holder": fields.said(found.roles.get(here.gate.held_by, {})) if here else "",
            "reviews": _named(found, reviews, known),
            "open_phases": [phase for phase in found.phases if phase.state == OPEN],
        },
    )


def drawn(journey: Journey, mark: str = "path") -> braid.Path:
    """The journey as a braid: a strand is wide where its process leads, and next to where it does."""
    here = journey.current
    phases = [
        braid.Phase(
            fields.said(phase.title),
            _when(phase),
            _shares(journey, at),
            reverse("phase", args=[journey.id, phase.name]),
            phase == here,
        )
        for at, phase in enumerate(journey.phases)
    ]
    processes = [braid.Process(fields.said(each.title), each.hue) for each in journey.processes]
    return braid.path(phases, processes, journey.walked, mark=mark)


def _shares(journey: Journey, at: int) -> list[int]:
    """The leading process has most; one that leads just before or after has some; each other a little."""
    beside = {phase.process for phase in journey.phases[max(0, at - 1) : at + 2]}
    leads = journey.phases[at].process
    return [5 if each.name == leads else 2 if each.name in beside else 1 for each in journey.processes]


def _when(phase: Phase) -> str:
    if phase.state == PASSED:
        return gettext("gate passed")
    until = tags.moment_text(phase.ends, "short")
    if phase.state == OPEN:
        return gettext("now, until about %(day)s") % {"day": until}
    begins = tags.moment_text(phase.begins, "short")
    return gettext("about %(first)s to %(last)s") % {"first": begins, "last": until}


def _today() -> date:
    return date.fromisoformat(rights.today())


def named_reviews(viewer: Viewer, journey: Journey, phase: str | None = None) -> list[dict[str, Any]]:
    """Gates looked at, with the names of those who decided as far as the viewer may know them."""
    found = queries.reviews(viewer, journey, phase)
    known = people.people(viewer, {person for review in found for person in review.people})
    return _named(journey, found, known)


def _named(journey: Journey, found: Iterable[Review], known: Mapping[UUID, Person]) -> list[dict[str, Any]]:
    return [
        {
            "seq": review.seq,
            "review": review,
            "phase": journey.phase(review.phase),
            "people": [known[each].name for each in review.people if each in known and known[each].name],
        }
        for review in found
    ]


def tending(viewer: Viewer, journey: Journey) -> Next | None:
    """What is next for those who hold the journey."""
    if journey.closed or not rights.may(viewer, "tend a journey", journey.scope):
        return None
    here = journey.current
    if here is None:
        return Next(
            gettext("Every gate was passed"),
            reverse("close-journey", args=[journey.id]),
            gettext("Close the journey"),
            gettext("Say how it ends. Its path, teams and words stay."),
            place=40,
        )
    address = reverse("phase", args=[journey.id, here.name])
    title = fields.said(here.title)
    if here.state == WAITING:
        text = gettext("Nobody has opened it yet. It opens when you say so.")
        return Next(title, address, gettext("Look at this phase"), text, place=40)
    text = gettext("When its lines hold, those who hold the gate say so, with what they saw.")
    return Next(title, address, gettext("Look at its gate together"), text, place=40)


NEXT.append(tending)


def on_the_front(request: HttpRequest) -> outside.Section | None:
    """Journeys that everybody may know of, on the hub's front page."""
    found = queries.public_journeys()
    if not found:
        return None
    first = next((each for each in found if not each.closed and each.current), found[0])
    rows = [(each, _stands(each)) for each in found[:6] if each is not first]
    values = {"first": _first(first), "journeys": rows, "more": len(found) > 6}
    return outside.Section("journeys/front.html", values, "journeys")


def _first(journey: Journey) -> dict[str, Any]:
    """The one that is on its way, else the latest, with its path as a strip."""
    here = journey.current
    return {
        "journey": journey,
        "path": drawn(journey, mark="front"),
        "process": here.process if here else "",
        "stands": _stands(journey),
    }


def _stands(journey: Journey) -> str:
    if journey.closed:
        return gettext("ended")
    if all(phase.state == WAITING for phase in journey.phases):
        return gettext("to come")
    here = journey.current
    if here is None:
        return gettext("every gate was passed")
    return gettext("now: %(phase)s") % {"phase": fields.said(here.title)}
