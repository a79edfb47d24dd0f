"""Many journeys and circles at once, as the log tells of them; and what a page costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import events as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import events as journeys
from prisma_hub.journeys import plans
from prisma_hub.journeys import queries as presets
from prisma_hub.kernel import source
from prisma_hub.log import actions as log

FIRST = date(2026, 1, 1)


def open_circles(by: Viewer, titles: Sequence[str], *, members: Sequence[Viewer] = ()) -> list[UUID]:
    """Circles of the hub, with these members."""
    with log.in_bulk():
        return [_circle(by, title, members=members) for title in titles]


def open_journeys(
    by: Viewer, titles: Sequence[str], *, members: Sequence[Viewer] = (), only_cohort: bool = False
) -> list[UUID]:
    """Journeys from the preset “nano”, each a day after the one before, with these people on them."""
    plan = plans.plan_of(presets.preset(by, "nano").block)
    with log.in_bulk():
        return [
            _journey(by, title, FIRST + timedelta(days=at), plan, members, only_cohort=only_cohort)
            for at, title in enumerate(titles)
        ]


def _circle(by: Viewer, title: str, *, members: Sequence[Viewer], kind: str = "", scope: str = "") -> UUID:
    said = log.say(circles.OPENED, by=by.ref, scope=scope or None, body={"title": title, "kind": kind})
    assert said.id is not None
    for each in members:
        log.say(circles.ADMITTED, by=log.HUB, scope=f"circle:{said.id}", body={"person": each.ref})
    return said.id


def _journey(
    by: Viewer, title: str, begins: date, plan: object, members: Sequence[Viewer], *, only_cohort: bool
) -> UUID:
    journey = source.current().uuid7()
    scope = f"journey:{journey}"
    cohort, keepers = (
        _circle(by, title, members=members, kind=kind, scope=scope) for kind in ("cohort", "keepers")
    )
    body = {
        "title": title,
        "begins": begins.isoformat(),
        "preset": "nano",
        "plan": plan,
        "cohort": f"circle:{cohort}",
        "keepers": f"circle:{keepers}",
    }
    to = [f"circle:{cohort}"] if only_cohort else ["hub"]
    log.say(journeys.OPENED, by=by.ref, to=to, body=body, statement_id=journey)
    return journey


def cost(browser: Client, address: str) -> tuple[int, int]:
    """Queries and bytes of a page that was looked at before."""
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return len(asked), len(answer.content)
