"""The Value tab of a journey: its money in common, how it was shared out, the currencies it uses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from prisma_hub.currencies import queries
from prisma_hub.currencies.types import Pool, Sharing
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey

from ..agreements.words import Names, circle_ref
from ..journeys.tabs import TABS, Tab, show
from ..who import Asked
from .practice import rows_of
from .words import RULES, money


def value(request: Asked, journey: UUID) -> HttpResponse:
    """Pools with their rounds of sharing out; each leads to its arithmetic. Currencies the plan names."""
    viewer = request.viewer
    found = journeys.journey(viewer, journey)
    pools = queries.pools(viewer, within=found.scope)
    names = Names(viewer, [circle_ref(each.circle) for each in pools])
    rounds: dict[UUID, list[Sharing]] = {}
    for each in queries.sharings(viewer, [pool.id for pool in pools]) if pools else ():
        rounds.setdefault(each.pool, []).append(each)
    shown = {
        "pools": [_pool(each, names, rounds.get(each.id, [])) for each in pools],
        "currencies": [
            each for each in (rows_of(viewer) if viewer.person else ()) if each["name"] in found.uses
        ],
    }
    return show(request, "currencies/on_journey.html", found, "journey-value", shown)


def _pool(pool: Pool, names: Names, rounds: list[Sharing]) -> dict[str, Any]:
    def said(units: int) -> str:
        return money(units, pool.places, pool.currency)

    return {
        "pool": pool,
        "circle": names.of(circle_ref(pool.circle)),
        "received": said(pool.totals.received),
        "decided": said(pool.totals.decided),
        "unspent": said(pool.totals.unspent),
        "rounds": [(each, RULES[each.rule], said(each.amount)) for each in rounds],
    }


def _has_some(viewer: Viewer, journey: Journey) -> QuerySet[Any]:
    return queries.pools_in(viewer, journey.scope)


TABS.append(Tab("journey-value", _("Value"), 60, _has_some))
