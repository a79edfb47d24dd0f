"""Signals, measures and transfers: what each currency makes visible."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from prisma_hub.circles.queries import visible
from prisma_hub.currencies import facts, rules
from prisma_hub.currencies.models import (
    MeasureConfirmation,
    MeasureRow,
    ThanksRow,
    TransferRow,
)
from prisma_hub.currencies.types import (
    Definition,
    Measure,
    Reading,
    Thanks,
    Transfer,
    TransferState,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.source import parse_instant
from prisma_hub.media.types import Media


def left(viewer: Viewer, found: Definition) -> int:
    """What the viewer may still give in this period."""
    period = rules.period_of(facts.now(), found.every)
    given = ThanksRow.objects.filter(currency=found.name, by=viewer.ref, period=period)
    return (found.allot or 0) - (given.aggregate(all=Sum("amount"))["all"] or 0)


def thanks(viewer: Viewer, found: Definition, most: int = 60) -> list[Thanks]:
    """Signals the viewer gave or was given, the latest first. Nobody sees anybody else's."""
    rows = visible(viewer).only(ThanksRow.objects.filter(currency=found.name).order_by("-seq"))[:most]
    now = facts.now().timestamp() * 1000
    span = found.expires.total_seconds() * 1000 if found.expires else None
    return [
        Thanks(
            row.seq,
            row.by,
            row.to,
            row.amount,
            row.words,
            row.at,
            span is not None and parse_instant(row.at) + span < now,
        )
        for row in rows
    ]


# == Measures ==


def readings(viewer: Viewer, name: str, most: int = 200) -> list[Reading]:
    """Readings of a measurement the viewer may see, the latest first."""
    rows = list(visible(viewer).only(MeasureRow.objects.filter(currency=name).order_by("-seq"))[:most])
    confirmed: dict[int, list[str]] = {}
    for each in MeasureConfirmation.objects.filter(reading__in=[row.seq for row in rows]).order_by("seq"):
        confirmed.setdefault(each.reading, []).append(each.by)
    return [_reading(row, tuple(confirmed.get(row.seq, ()))) for row in rows]


def _reading(row: MeasureRow, confirmed: tuple[str, ...]) -> Reading:
    return Reading(
        row.seq,
        row.by,
        parse_decimal(row.value),
        parse_decimal(row.was) if row.was else None,
        row.unit,
        row.version,
        row.day.isoformat() if row.day else "",
        row.words,
        row.answers,
        tuple(Media.read(each) for each in row.media),
        row.at,
        confirmed,
    )


def sums(found: Iterable[Reading], needed: int) -> list[tuple[str, str, Decimal, Decimal]]:
    """Per version and unit: the sum of all readings, and of those confirmed by as many as needed.

    Readings under different versions are never added up.
    """
    groups: dict[tuple[str, str], list[Reading]] = {}
    for each in found:
        groups.setdefault((each.version, each.unit), []).append(each)
    shown = []
    for (version, unit), held in groups.items():
        known = [each for each in held if len(each.confirmed_by) >= max(needed, 1)]
        confirmed = rules.sum_measures([_measure(each) for each in known]) if known else Decimal(0)
        shown.append((version, unit, rules.sum_measures([_measure(each) for each in held]), confirmed))
    return shown


def _measure(each: Reading) -> Measure:
    return Measure(each.value, each.unit, each.version)


# == Tradable ==


def transfers(viewer: Viewer, name: str, most: int = 60) -> list[Transfer]:
    """Transfers the viewer sends or is to receive, the latest first."""
    rows = visible(viewer).only(TransferRow.objects.filter(currency=name).order_by("-seq"))[:most]
    return [
        Transfer(
            row.id,
            row.seq,
            row.currency,
            row.sender,
            row.receiver,
            row.amount,
            row.words,
            TransferState(row.state),
            row.at,
        )
        for row in rows
    ]


def balance(viewer: Viewer, found: Definition) -> int:
    """The viewer's own balance."""
    return facts.held(viewer.ref, found.currency.code) if viewer.person else 0
