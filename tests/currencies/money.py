"""A circle with a pool, through the public actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from prisma_hub.circles import actions as circles
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import Pool
from prisma_hub.identity.types import Viewer
from prisma_hub.work import loop
from tests.agreements.walk import adopt, open_circle

People = Callable[[str], Viewer]


def open_pool(
    steward: Viewer, members: Sequence[Viewer], custodian: Viewer, share: str = ""
) -> tuple[UUID, UUID]:
    """A circle of these people and its pool of euros; the custodian is one of them."""
    circle = open_circle(steward, members)
    assert custodian.person is not None
    circles.grant(by=steward, person=custodian.person, role="custodian", scope=f"circle:{circle}")
    pool = actions.open_pool(
        by=custodian,
        circle=circle,
        title="The May pool",
        currency="EUR",
        purpose="For the gauge and the seedlings.",
        terms="A report in October.",
        funder="Two partners",
        share=share,
    )
    return circle, pool


def fill(custodian: Viewer, pool: UUID, amount: str) -> None:
    """Promised and received."""
    actions.promise(by=custodian, pool=pool, amount=Decimal(amount), who="River Trust")
    actions.receive(by=custodian, pool=pool, amount=Decimal(amount), who="River Trust", reference="B-17")


def pay(by: Viewer, circle: UUID, members: Sequence[Viewer], pool: UUID, to: str, amount: str) -> UUID:
    """An agreement that has the hub pay; returns it."""
    effect = {"do": "pay", "pool": f"pool:{pool}", "to": to, "amount": amount, "currency": "EUR"}
    made = adopt(by, circle, members, [effect])
    loop.run_until_idle()
    return made


def look(viewer: Viewer, pool: UUID) -> Pool:
    found = queries.pool(viewer, pool)
    assert found is not None
    return found
