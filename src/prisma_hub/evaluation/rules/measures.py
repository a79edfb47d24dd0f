"""Numbers worked out from what a community agreed to measure, exactly.

Source: timeline.md, "Evaluation"; governance.md, "Signals, pools, allocation" (the worked frame).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from prisma_hub.evaluation.types import TeamReading
from prisma_hub.kernel.exact import difference, exact_sum, nearest, product, share_out, text_of
from prisma_hub.kernel.refusal import Refused


def aspect_delta(*, base: Decimal, norm: Decimal, now: Decimal, places: int = 3) -> Decimal | None:
    """`(now − base) / (norm − base)`, half up to `places`; none when norm equals base."""
    if norm == base:
        return None
    return nearest(Fraction(difference(now, base)) / Fraction(difference(norm, base)), places)


def check_on_scale(value: Decimal, least: Decimal, most: Decimal) -> None:
    """Refuse a reading outside the scale its aspect was defined on."""
    if not least <= value <= most:
        raise Refused(
            "%(value)s is not on the scale from %(least)s to %(most)s.",
            kept="Your words are kept.",
            mend="Choose a step of the scale.",
            value=text_of(value),
            least=text_of(least),
            most=text_of(most),
        )


def theme_score(weights: Mapping[str, Decimal], verified: Mapping[str, int]) -> Decimal:
    """Σ weight × verified contributions of each theme; a theme without a weight is refused."""
    for theme, count in verified.items():
        if theme not in weights:
            raise Refused(
                "“%(theme)s” is no theme of this frame.",
                mend="Change the frame by agreement first.",
                theme=theme,
            )
        if count < 0:
            raise Refused("A number of verified contributions cannot be below zero.")
    return exact_sum(product(weights[theme], Decimal(count)) for theme, count in verified.items())


def read_team(
    readings: Sequence[Decimal], weights: Sequence[Decimal], top: Decimal = Decimal(10)
) -> TeamReading:
    """Σ reading × weight, and the most it could be; readings lie from 0 to `top`."""
    if len(readings) != len(weights):
        raise Refused("Each reading needs its weight, and each weight its reading.")
    for reading in readings:
        check_on_scale(reading, Decimal(0), top)
    pairs = zip(readings, weights, strict=True)
    total = exact_sum(product(reading, weight) for reading, weight in pairs)
    return TeamReading(total, product(top, exact_sum(weights)))


def share_prize(pool: Decimal, scores: Sequence[Decimal], places: int = 0) -> tuple[Decimal, ...]:
    """A prize shared out by scores, exactly; largest remainder in the order given."""
    return tuple(share_out(pool, scores, places))


def count_registered(by_track: Sequence[int], others: int) -> tuple[int, int]:
    """Those registered in tracks, and everybody."""
    developers = sum(by_track)
    return developers, developers + others


def mean_team_size(members: int, teams: int, places: int = 2) -> Decimal | None:
    """Members per team, half up to `places`; none without teams. Counts people, judges nobody."""
    return nearest(Fraction(members, teams), places) if teams else None
