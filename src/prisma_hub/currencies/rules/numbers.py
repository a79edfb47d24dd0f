"""Sums and products that lose no digit.

Python's decimals round silently after 28 digits; here anything inexact is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import reduce
from typing import Final

from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import Refused

_EXACT: Final = Context(prec=2_000, traps=[Inexact, InvalidOperation])


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(_EXACT.add, numbers, Decimal(0))


def difference(larger: Decimal, smaller: Decimal) -> Decimal:
    return _EXACT.subtract(larger, smaller)


def product(one: Decimal, other: Decimal) -> Decimal:
    return _EXACT.multiply(one, other)


def check_amount(amount: Decimal, places: int) -> None:
    """An amount is finite, not below zero, and fits the decimals of its currency."""
    if not amount.is_finite() or amount < 0:
        raise Refused("An amount cannot be below zero.", mend="Give a number of zero or more.")
    if (Fraction(amount) * 10**places).denominator != 1:
        raise Refused(
            "%(amount)s has more decimals than this currency, which has %(places)s.",
            mend="Round the amount first, and say who gets the rest.",
            amount=text_of(amount),
            places=places,
        )
