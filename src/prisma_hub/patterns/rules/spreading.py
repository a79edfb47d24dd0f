"""Spreading whole minutes over spans so that not one is lost.

Source: journeys.md, "Patterns and the agenda designer".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from prisma_hub.kernel.exact import share_out
from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns.types import Span


def unfold(steps: Sequence[Span], minutes: int) -> tuple[int, ...]:
    """The minutes of each step of a pattern in a block of `minutes`; they add up exactly.

    Proportional to the typical minutes within least and most. A block shorter than all the least
    together, or longer than all the most, is spread in proportion to those: people decide, the
    agenda only warns.
    """
    if minutes <= 0:
        raise Refused("A block takes at least one minute.", mend="Give it some time, or take it out.")
    if not steps:
        raise Refused("This pattern has no steps to unfold.", mend="Describe its steps first.")
    least = [step.least for step in steps]
    most = [step.most for step in steps if step.most is not None]
    if minutes < sum(least):
        return _in_proportion(minutes, least)
    if len(most) == len(steps) and minutes > sum(most):
        return _in_proportion(minutes, most)
    return spread(minutes, steps)


def spread(minutes: int, spans: Sequence[Span]) -> tuple[int, ...]:
    """`minutes` in proportion to the typical ones, each within its least and most.

    The minutes must fit: at least the sum of all least, at most that of all most.
    """
    given: dict[int, int] = {}
    while len(given) < len(spans):
        free = [at for at in range(len(spans)) if at not in given]
        room = minutes - sum(given.values())
        bounded = _bound(room, {at: spans[at] for at in free})
        if not bounded:
            shares = _in_proportion(room, [spans[at].typical for at in free])
            given.update(zip(free, shares, strict=True))
        given.update(bounded)
    return tuple(given[at] for at in range(len(spans)))


def _bound(room: int, spans: dict[int, Span]) -> dict[int, int]:
    """Those whose share of the room would leave their bounds, set to the bound they hit.

    Where some are too short and others too long, only the side that is off by more is set: the
    other may come right with what that frees or takes.
    """
    ideal = _ideal(room, spans)
    low = {at: span.least for at, span in spans.items() if ideal[at] < span.least}
    high = {at: span.most for at, span in spans.items() if span.most is not None and ideal[at] > span.most}
    lacking = sum(least - ideal[at] for at, least in low.items())
    spare = sum(ideal[at] - most for at, most in high.items())
    if lacking == spare:
        return low | high
    return low if lacking > spare else high


def _ideal(room: int, spans: dict[int, Span]) -> dict[int, Fraction]:
    total = sum(span.typical for span in spans.values())
    if total == 0:
        return {at: Fraction(room, len(spans)) for at in spans}
    return {at: Fraction(room * span.typical, total) for at, span in spans.items()}


def _in_proportion(minutes: int, weights: Sequence[int]) -> tuple[int, ...]:
    weighed = weights if any(weights) else [1] * len(weights)
    shares = share_out(Decimal(minutes), [Decimal(weight) for weight in weighed], 0)
    return tuple(int(share) for share in shares)
