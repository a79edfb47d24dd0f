"""The money of one event: what it costs to take part, and how a total is split.

The percentages are those of one published frame and are arguments, not the law. Source:
governance.md, "Signals, pools, allocation", and the worked numbers in acceptance/currency.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from prisma_hub.currencies.rules.numbers import check_amount
from prisma_hub.currencies.types import EventShares
from prisma_hub.kernel.exact import cut, difference, exact_sum, product, share_out, text_of
from prisma_hub.kernel.refusal import Refused


def total_fees(units: Sequence[tuple[int, Decimal]]) -> Decimal:
    """What so many units at their price cost together."""
    if any(count < 0 or price < 0 for count, price in units):
        raise Refused("Neither a number of units nor a price can be below zero.")
    return exact_sum(product(Decimal(count), price) for count, price in units)


def split_event_budget(
    total: Decimal,
    *,
    facilitation: Decimal,
    infrastructure: Decimal,
    protocol: Decimal,
    hubs: int,
    places: int = 2,
    protocol_share: Decimal = Decimal(5),
    optional_share: tuple[Decimal, Decimal] = (Decimal(10), Decimal(15)),
) -> EventShares:
    """Take the shares (in percent) off a total and split the rest equally among the hubs.

    Protocol is fixed at `protocol_share`; facilitation and infrastructure are each left out (0)
    or lie within `optional_share`. Shares are rounded down, so what remains takes the odd cents.
    """
    check_amount(total, places)
    _check_shares(facilitation, infrastructure, protocol, protocol_share, optional_share)
    for_facilitation = _percent(total, facilitation, places)
    for_infrastructure = _percent(total, infrastructure, places)
    for_protocol = _percent(total, protocol, places)
    taken = exact_sum((for_facilitation, for_infrastructure, for_protocol))
    remaining = difference(total, taken)
    per_hub = share_out(remaining, [Decimal(1)] * hubs, places) if hubs else []
    return EventShares(for_facilitation, for_infrastructure, for_protocol, remaining, tuple(per_hub))


def _check_shares(
    facilitation: Decimal,
    infrastructure: Decimal,
    protocol: Decimal,
    protocol_share: Decimal,
    optional_share: tuple[Decimal, Decimal],
) -> None:
    if protocol != protocol_share:
        raise Refused(
            "The protocol's share is %(share)s %% and cannot be chosen.",
            kept="Nothing was split.",
            share=text_of(protocol_share),
        )
    least, most = optional_share
    for share in (facilitation, infrastructure):
        if share and not least <= share <= most:
            raise Refused(
                "Facilitation and infrastructure take nothing, or from %(least)s to %(most)s %%.",
                kept="Nothing was split.",
                least=text_of(least),
                most=text_of(most),
            )


def _percent(total: Decimal, share: Decimal, places: int) -> Decimal:
    return cut(Fraction(total) * Fraction(share) / 100, places)
