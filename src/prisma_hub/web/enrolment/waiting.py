"""What waits for somebody's own answer: the next step of a pathway, a gate to look at, a team that asks."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from prisma_hub.circles import queries as rights
from prisma_hub.enrolment import queries
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import ids, source
from prisma_hub.web import fields, today
from prisma_hub.web.journeys import Next
from prisma_hub.web.who import Asked


def on_a_journey(viewer: Viewer, journey: Journey) -> Next | None:
    """On the page of a journey: my next step onto it, or how to join."""
    if journey.closed or viewer.person is None or rights.belongs(viewer, journey.cohort_space):
        return None
    for each in queries.mine(viewer):
        if each.scope == journey.scope and not each.is_over:
            title = fields.said(each.stage.title)
            return Next(
                title, reverse("application", args=[each.id]), gettext("See where you stand"), place=20
            )
    if not queries.pathways_for(viewer, journey):
        return None
    return Next(
        gettext("Join this journey"),
        reverse("join-journey", args=[journey.id]),
        gettext("See what it asks"),
        gettext("A few questions, a conversation, then getting ready. You can stop at any point."),
        place=20,
    )


def my_turn(request: Asked) -> today.Next | None:
    """On Today: the stage in which it is my turn."""
    for each in queries.mine_and_waiting(request.viewer)[0]:
        resting = each.scope is not None and journeys.is_fallow(ids.uuid_of(each.scope))
        if each.turn == "theirs" and not resting:
            return today.Next(
                title=fields.said(each.stage.title),
                text=fields.said(each.stage.purpose),
                kicker=fields.said(each.pathway.title),
                address=reverse("application", args=[each.id]),
                label=gettext("Go on"),
                icon="enrolling",
                process="enrolling",
                due=source.parse_instant(each.since) + each.stage.weeks * 7 * 86_400_000,
            )
    return None


def teams_asking(request: Asked) -> list[today.Row]:
    """On Today: teams that wait for my own yes or no."""
    return [
        today.Row(
            title=gettext("“%(team)s” asks you into the team") % {"team": each.name},
            text=gettext("Nobody is in a team without their own yes."),
            address=reverse("team", args=[each.id]),
            icon="people",
        )
        for each in journeys.teams_asking(request.viewer)
    ]


def for_my_review(request: Asked) -> list[today.Row]:
    """On Today: how many wait at gates I hold, by journey; nothing of those in fallow time."""
    counts: dict[str | None, int] = {}
    for each in queries.waiting(request.viewer):
        counts[each.scope] = counts.get(each.scope, 0) + 1
    rows = []
    for scope, count in counts.items():
        if scope is not None and journeys.is_fallow(ids.uuid_of(scope)):
            continue
        title = ngettext(
            "%(n)s person waits at a gate you hold", "%(n)s people wait at a gate you hold", count
        )
        address = (
            reverse("journey-applications", args=[ids.uuid_of(scope)]) if scope else reverse("applications")
        )
        rows.append(
            today.Row(title=title % {"n": count}, address=address, icon="enrolling", process="enrolling")
        )
    return rows
