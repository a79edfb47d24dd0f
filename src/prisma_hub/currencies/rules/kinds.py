"""What each kind of currency allows (governance.md, table in "Practice currencies")."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from prisma_hub.currencies.types import Kind, Measure, Move
from prisma_hub.kernel.exact import cut, exact_sum
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

ALLOWED: Final[dict[Kind, frozenset[Move]]] = {
    Kind.MEASUREMENT: frozenset({Move.READ, Move.CORRECT}),
    Kind.PARTICIPATION: frozenset({Move.ISSUE}),
    Kind.REPUTATION: frozenset({Move.READ, Move.DECAY}),
    Kind.SIGNAL: frozenset({Move.ALLOT, Move.SPEND, Move.EXPIRE}),
    Kind.TRADABLE: frozenset({Move.ISSUE, Move.TRANSFER, Move.REDEEM}),
}

_WHY: Final[dict[Kind, str]] = {
    Kind.MEASUREMENT: later("A measurement can only be read and corrected; it is not money."),
    Kind.PARTICIPATION: later("Participation is confirmed on evidence; it cannot be handed on or spent."),
    Kind.REPUTATION: (
        later("Reputation is read from what others witnessed and fades; nobody can give it away.")
    ),
    Kind.SIGNAL: later("Signals are allotted for a period, spent or expire; they are never owned."),
    Kind.TRADABLE: later("This currency can be issued, passed on and redeemed, and nothing else."),
}


def check_move(kind: Kind, move: Move) -> None:
    """Refuse a move that means nothing in a currency of this kind."""
    if move not in ALLOWED[kind]:
        raise Refused(
            _WHY[kind],
            kept="Nothing was changed.",
            mend="Choose a currency whose kind allows this.",
        )


def sum_measures(measures: Sequence[Measure]) -> Decimal:
    """Add up readings of one unit under one protocol; anything else has no meaning as a sum."""
    if not measures:
        raise Refused("There is nothing to add up: no measure has been read yet.")
    first = measures[0]
    for other in measures[1:]:
        if other.unit != first.unit:
            raise Refused(
                "%(one)s and %(other)s cannot be added up: they are different units.",
                mend="Add up each unit by itself.",
                one=first.unit,
                other=other.unit,
            )
        if other.protocol != first.protocol:
            raise Refused(
                "These were measured under different protocols and cannot be added up.",
                mend="Add up each protocol by itself, and show the sums beside each other.",
            )
    return exact_sum(measure.value for measure in measures)


def let_decay(value: Decimal, keeps: Decimal, periods: int, places: int) -> Decimal:
    """What is left of a reputation after whole periods in each of which it keeps a part.

    `keeps` lies from 0 (gone at once) to 1 (never fades). Rounded down to `places`.
    """
    if not 0 <= keeps <= 1:
        raise Refused("What is kept of a reputation each period lies between none and all of it.")
    if value < 0 or periods < 0:
        raise Refused("Reputation and time passed cannot be below zero.")
    return cut(Fraction(value) * Fraction(keeps) ** periods, places)
