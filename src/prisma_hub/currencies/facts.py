"""The facts behind pools and allocations, read from the tables for the rules to judge."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from prisma_hub.currencies import rules
from prisma_hub.currencies.models import AllocationRow, BalanceRow, PointsRow, PoolRow
from prisma_hub.currencies.types import Arithmetic, Earner, Points, Rule, TrustTotals, Verified
from prisma_hub.kernel import source
from prisma_hub.kernel.exact import parse_decimal


def now() -> datetime:
    return datetime.fromtimestamp(source.current().now_ms() / 1000, UTC)


def totals(pool: PoolRow) -> TrustTotals:
    return TrustTotals(pool.promised, pool.received, pool.decided, pool.sent, pool.received_by_them)


def held(account: str, currency: str) -> int:
    """What an account holds now."""
    found = BalanceRow.objects.filter(account=account, currency=currency)
    return found.values_list("amount", flat=True).first() or 0


def work_out(row: AllocationRow, pool: PoolRow) -> Arithmetic:
    """The arithmetic of a round, from what its opening and its voices say and nothing else."""
    amount = rules.from_smallest(row.amount, pool.places)
    spread = _points(row) if row.rule == Rule.SIGNALS else []
    return arithmetic(Rule(row.rule), amount, row.parties, pool.places, row.seq, spread, row.points)


def _points(row: AllocationRow) -> list[Points]:
    found = PointsRow.objects.filter(round=row.id).order_by("seq")
    return [
        Points(each.voice, party, points, each.seq) for each in found for party, points in each.given.items()
    ]


def arithmetic(
    rule: Rule,
    amount: Decimal,
    parties: list[dict[str, Any]],
    places: int,
    seq: int | None,
    spread: list[Points],
    points_each: int,
) -> Arithmetic:
    """Work a rule out over parties as an opening names them. `seq` is the opening itself, where it exists."""
    names = [each["party"] for each in parties]
    opening = (seq,) if seq is not None else ()
    if rule is Rule.EQUAL:
        return rules.allocate_equally(amount, names, places, opening)
    if rule is Rule.AGREEMENT:
        given = {each["party"]: parse_decimal(each["amount"]) for each in parties}
        return rules.allocate_by_agreement(amount, given, places, opening)
    if rule is Rule.SIGNALS:
        return rules.allocate_by_signals(amount, names, spread, points_each, places)
    if rule is Rule.VERIFIED:
        counted = [Verified(each["party"], tuple(each.get("entries", ()))) for each in parties]
        return rules.allocate_by_verified(amount, counted, places)
    earners = [
        Earner(
            each["party"],
            parse_decimal(each["participation"]),
            parse_decimal(each["demand"]),
            tuple(each.get("entries", ())),
        )
        for each in parties
    ]
    return rules.allocate_by_demand(earners, places)
