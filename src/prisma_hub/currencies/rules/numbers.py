"""Sums and products that lose no digit, and the two ways this room rounds.

Python's decimals round silently after 28 digits; here anything inexact is an error unless the
caller names the places to round to.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import reduce
from math import floor
from typing import Final

from prisma_hub.kernel.refusal import Refused

_EXACT: Final = Context(prec=2_000, traps=[Inexact, InvalidOperation])


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(_EXACT.add, numbers, Decimal(0))


def difference(larger: Decimal, smaller: Decimal) -> Decimal:
    return _EXACT.subtract(larger, smaller)


def product(one: Decimal, other: Decimal) -> Decimal:
    return _EXACT.multiply(one, other)


def cut(number: Fraction, places: int) -> Decimal:
    """Round down: whoever pays never pays more than is there."""
    return _EXACT.scaleb(Decimal(floor(number * 10**places)), -places)


def nearest(number: Fraction, places: int) -> Decimal:
    """Round half up (away from zero), as people do by hand; for numbers that are only shown."""
    size = cut(abs(number) + Fraction(1, 2 * 10**places), places)
    return -size if number < 0 else size


def check_amount(amount: Decimal, places: int) -> None:
    """An amount is finite, not below zero, and fits the decimals of its currency."""
    if not amount.is_finite() or amount < 0:
        raise Refused("An amount cannot be below zero.", mend="Give a number of zero or more.")
    if (Fraction(amount) * 10**places).denominator != 1:
        raise Refused(
            "%(amount)s has more decimals than this currency, which has %(places)s.",
            mend="Round the amount first, and say who gets the rest.",
            amount=format(amount, "f"),
            places=places,
        )
