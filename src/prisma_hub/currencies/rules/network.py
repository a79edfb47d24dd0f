"""Money across the network: value of units, redemption, surplus, solvency, capped claims.

Source: governance.md, "Signals, pools, allocation" (contribution × demand, *Network*).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from prisma_hub.currencies.rules.numbers import check_amount
from prisma_hub.currencies.types import (
    LONGEST_GAP,
    ClaimPayment,
    ClaimState,
    FundYears,
    Redemption,
)
from prisma_hub.kernel.exact import cut, difference, exact_sum, nearest, product, text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NOTHING_PAID = later("Nothing was paid, and everything stays as it was.")


def attribute(hub_demand: Decimal, weight: Decimal, places: int) -> Decimal:
    """`Δ = s·w`: what a team of this weight (0 to 1) is credited of its hub's demand."""
    _check_part(weight)
    return cut(Fraction(hub_demand) * Fraction(weight), places)


def unit_value(demand: Decimal, supply: Decimal, places: int) -> Decimal | None:
    """Cumulative demand per unit outstanding, half up to `places`; none without units."""
    if demand < 0 or supply < 0:
        raise Refused("Demand and units outstanding cannot be below zero.")
    return nearest(Fraction(demand) / Fraction(supply), places) if supply else None


def redeem_share(balance: Decimal, outstanding: Decimal, units: Decimal, places: int) -> Redemption:
    """Redeeming `r` units pays `r · balance / outstanding`, rounded down to `places`."""
    if units <= 0 or balance < 0:
        raise Refused("Units to redeem must be more than zero.", kept=NOTHING_PAID)
    if units > outstanding:
        raise Refused(
            "%(units)s units were to be redeemed, and only %(outstanding)s are outstanding.",
            kept=NOTHING_PAID,
            mend="Redeem fewer units.",
            units=text_of(units),
            outstanding=text_of(outstanding),
        )
    paid = cut(Fraction(units) * Fraction(balance) / Fraction(outstanding), places)
    return Redemption(paid, difference(balance, paid), difference(outstanding, units))


def value_fund(invested: Decimal, demand_by_year: Sequence[Decimal], places: int = 4) -> FundYears:
    """What went in plus cumulative demand, year by year; the multiple is of the last year."""
    if invested <= 0 or not demand_by_year:
        raise Refused("A fund needs money in it and at least one year to look at.")
    values = tuple(exact_sum((invested, demand)) for demand in demand_by_year)
    return FundYears(values, nearest(Fraction(values[-1]) / Fraction(invested), places))


def find_surplus(inflow: Decimal, outflow: Decimal) -> Decimal:
    """`S = I − O`; refused when more went out to teams than came in."""
    if outflow > inflow:
        raise Refused(
            "%(outflow)s would go out to teams, and only %(inflow)s came in.",
            kept=NOTHING_PAID,
            mend="Pay out less, or wait until more has come in.",
            inflow=text_of(inflow),
            outflow=text_of(outflow),
        )
    return difference(inflow, outflow)


def share_of_capital(surplus: Decimal, part: Decimal, places: int) -> Decimal:
    """`λ·S` with `0 ≤ λ ≤ 1`: what providers of capital get, rounded down."""
    _check_part(part)
    check_amount(surplus, places)
    return cut(Fraction(surplus) * Fraction(part), places)


def check_solvency(inflow: Decimal, initial_capital: Decimal, payouts: Decimal) -> None:
    """Everything paid out, to teams included, is at most inflow and the capital at the start."""
    there = exact_sum((inflow, initial_capital))
    if payouts > there:
        raise Refused(
            "%(payouts)s would be paid out, and there is %(there)s.",
            kept=NOTHING_PAID,
            mend="Pay out less, or wait until more has come in.",
            payouts=text_of(payouts),
            there=text_of(there),
        )


def pay_capped_claim(
    *,
    principal: Decimal,
    cap_multiple: Decimal,
    already_paid: Decimal,
    share: Decimal,
    cash: Decimal,
) -> ClaimPayment:
    """The least of the share, what remains under the cap, and the cash there is."""
    if min(principal, cap_multiple, already_paid, share, cash) < 0:
        raise Refused("No amount of a claim can be below zero.", kept=NOTHING_PAID)
    remaining = difference(product(principal, cap_multiple), already_paid)
    if remaining < 0:
        raise Refused("More has been paid on this claim than its cap.", kept=NOTHING_PAID)
    paid = min(share, remaining, cash)
    return ClaimPayment(paid, ClaimState.CAPPED if paid == remaining else ClaimState.RUNNING)


def is_stable(largest_gap: timedelta, longest: timedelta = LONGEST_GAP) -> bool:
    """Whether a stream passes the trust gate; a gap of exactly the longest still does."""
    return largest_gap <= longest


def find_largest_gap(days: Sequence[date], pauses: Sequence[tuple[date, date]] = ()) -> timedelta:
    """The longest stretch between two signs of life, declared pauses not counted.

    `pauses` are first and last day, both left out of the count, however they overlap.
    """
    ordered = sorted(set(days))
    gaps = (
        (after - before) - timedelta(days=_paused_between(before, after, pauses))
        for before, after in pairwise(ordered)
    )
    return max(gaps, default=timedelta(0))


def _paused_between(before: date, after: date, pauses: Sequence[tuple[date, date]]) -> int:
    between = range(before.toordinal() + 1, after.toordinal())
    paused: set[int] = set()
    for first, last in pauses:
        start, stop = max(first.toordinal(), between.start), min(last.toordinal() + 1, between.stop)
        paused.update(range(start, stop))
    return len(paused)


def _check_part(part: Decimal) -> None:
    if not 0 <= part <= 1:
        raise Refused("A part must lie between none (0) and all (1).", kept=NOTHING_PAID)
