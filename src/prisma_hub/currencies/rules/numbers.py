"""Which decimals are amounts of a currency."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import Refused


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


def check_measure(value: Decimal, places: int) -> Decimal:
    """A measure is zero or more, and as fine as its unit says; the measure itself, where it is."""
    check_amount(value, places)
    return value
