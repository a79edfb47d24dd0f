"""Exact decimals, and sharing them out so that nothing is lost or made."""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import reduce
from math import floor
from typing import Final

from .refusal import Refused

MAX_DIGITS: Final = 60
# Python's decimals round silently after 28 digits; here a lost digit is an error.
_EXACT: Final = Context(prec=2_000, traps=[Inexact, InvalidOperation])
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def parse_decimal(text: str) -> Decimal:
    """The decimal `text` says: digits, at most one point, perhaps a minus; no exponent, no `+`."""
    if _DECIMAL.fullmatch(text) is None:
        raise Refused(
            "“%(text)s” is not a decimal number.",
            mend="Write it with digits and a point, like 12.50.",
            text=text[:40],
        )
    if len(text) > MAX_DIGITS + 2:
        raise Refused("A number here has at most %(most)s digits.", most=MAX_DIGITS)
    return Decimal(text)


def text_of(number: Decimal) -> str:
    """The one canonical text of a decimal: no exponent, no trailing zeros, no minus before zero."""
    if not number.is_finite():
        raise Refused("This is not a number.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(_EXACT.add, numbers, Decimal(0))


def difference(larger: Decimal, smaller: Decimal) -> Decimal:
    return _EXACT.subtract(larger, smaller)


def product(one: Decimal, other: Decimal) -> Decimal:
    return _EXACT.multiply(one, other)


def cut(number: Fraction, places: int) -> Decimal:
    """Round down: whoever pays never pays more than is there."""
    return _decimal(floor(number * 10**places), places)


def nearest(number: Fraction, places: int) -> Decimal:
    """Round half up (away from zero), as people do by hand; for numbers that are only shown."""
    units = floor(abs(number) * 10**places + Fraction(1, 2))
    return _decimal(-units if number < 0 else units, places)


def share_out(amount: Decimal, weights: Sequence[Decimal | Fraction], places: int) -> list[Decimal]:
    """Share `amount` by `weights`, exactly to the last unit of `places` decimal places.

    Largest remainder: everyone gets their quota rounded down, what is left goes a unit each to the
    largest remainders, earlier ones first. The shares add up to `amount`. A negative amount is
    shared as its positive one. An amount finer than `places` or weights that are negative or all
    zero are refused.
    """
    units = Fraction(amount) * 10**places
    exact = [Fraction(weight) for weight in weights]
    if units.denominator != 1:
        raise Refused(
            "%(amount)s has more than %(places)s decimal places.",
            amount=text_of(amount),
            places=places,
        )
    if any(weight < 0 for weight in exact):
        raise Refused("A weight to share by cannot be negative.")
    if not any(exact):
        raise Refused("There is nobody to share this out to.")
    return [_decimal(share, places) for share in _whole_shares(int(units), exact)]


def _whole_shares(units: int, weights: list[Fraction]) -> list[int]:
    size, total = abs(units), sum(weights)
    quotas = [size * weight / total for weight in weights]
    shares = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda at: shares[at] - quotas[at])
    for at in order[: size - sum(shares)]:
        shares[at] += 1
    return [-share for share in shares] if units < 0 else shares


def _decimal(units: int, places: int) -> Decimal:
    # Built from its digits: Decimal arithmetic would round to the context's precision.
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((int(units < 0), digits, -places))
