"""Allocations: rounds of sharing a pool, and what was objected to."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible, visible
from prisma_hub.currencies import facts
from prisma_hub.currencies.models import (
    AllocationObjection,
    AllocationRow,
    PointsRow,
    PoolRow,
)
from prisma_hub.currencies.types import (
    Allocation,
    Concern,
    Rule,
    Sharing,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.source import parse_instant
from prisma_hub.timeline import queries as timeline
from prisma_hub.timeline.types import VERIFIED, Filter


def allocations(viewer: Viewer, pool_id: UUID) -> list[Allocation]:
    """Rounds of a pool, the latest first."""
    gate = visible(viewer)
    row = gate.only(PoolRow.objects.filter(id=pool_id)).first()
    if row is None:
        return []
    found = gate.only(AllocationRow.objects.filter(pool=pool_id).order_by("-seq"))
    return [_allocation(gate, each, row, ()) for each in found]


def sharings(viewer: Viewer, pools: Iterable[UUID]) -> list[Sharing]:
    """Rounds of several pools, the latest first; the pools are ones the viewer may see."""
    now = facts.now().timestamp() * 1000
    found = visible(viewer).only(AllocationRow.objects.filter(pool__in=list(pools)).order_by("-seq"))
    return [
        Sharing(
            row.id,
            row.seq,
            row.pool,
            row.title,
            Rule(row.rule),
            row.amount,
            len(row.parties),
            row.state,
            now >= parse_instant(row.until),
            row.at,
        )
        for row in found
    ]


def allocation(viewer: Viewer, round_: UUID) -> Allocation | None:
    gate = visible(viewer)
    row = gate.only(AllocationRow.objects.filter(id=round_)).first()
    kept = gate.only(PoolRow.objects.filter(id=row.pool)).first() if row else None
    if row is None or kept is None:
        return None
    return _allocation(gate, row, kept, tuple(_concerns(gate, round_)))


def _allocation(
    gate: Visible, row: AllocationRow, pool_row: PoolRow, concerns: tuple[Concern, ...]
) -> Allocation:
    mine = gate.viewer.ref if gate.viewer.person else ""
    given = PointsRow.objects.filter(round=row.id, voice=mine).values_list("given", flat=True).first()
    return Allocation(
        id=row.id,
        seq=row.seq,
        pool=row.pool,
        circle=pool_row.circle,
        title=row.title,
        rule=Rule(row.rule),
        amount=row.amount,
        currency=pool_row.currency,
        places=pool_row.places,
        parties=tuple(each["party"] for each in row.parties),
        points_each=row.points,
        until=row.until,
        at=row.at,
        by=row.by,
        state=row.state,
        over=facts.now().timestamp() * 1000 >= parse_instant(row.until),
        arithmetic=facts.work_out(row, pool_row),
        concerns=concerns,
        my_points=given or {},
        agreement=row.agreement,
        spaces=tuple(row.spaces),
    )


def _concerns(gate: Visible, round_: UUID) -> Iterable[Concern]:
    rows = list(gate.only(AllocationObjection.objects.filter(round=round_).order_by("seq")))
    heard = gate.of(row.answer_seq for row in rows if row.answer_seq is not None)
    return (
        Concern(
            row.seq,
            row.by,
            row.words,
            row.answer if row.answer_seq in heard else "",
            row.answered_by,
            row.answer_seq is None,
        )
        for row in rows
    )


def is_concerned(viewer: Viewer, round_: Allocation) -> bool:
    """Whether the viewer decides about the pool or takes part in its sharing out."""
    gate = visible(viewer)
    return any(gate.reaches(space) for space in (ids.circle(round_.circle), *round_.parties))


def verified_of(viewer: Viewer, circle: UUID) -> list[int]:
    """Contributions of a circle's members that somebody verified, as far as the viewer hears them."""
    found: set[int] = set()
    for person in circles.members_of(ids.circle(circle)):
        for each in timeline.contributions(viewer, Filter(person=person)):
            if any(word.way == VERIFIED for word in each.attestations):
                found.add(each.seq)
    return sorted(found)
