"""What instruments add up to, when they do; and what a line may stand on.

Source: governance.md, "Signals, pools, allocation" (the worked frame).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from prisma_hub.evaluation.rules.measures import read_team, theme_score
from prisma_hub.evaluation.types import Attester, Sum, Summand, Verifying
from prisma_hub.kernel.exact import product
from prisma_hub.kernel.refusal import Refused


def weigh(title: str, readings: Sequence[tuple[str, Decimal, Decimal]], top: Decimal) -> Sum:
    """Readings (label, value, weight) on scales from 0 to `top`, weighed and summed."""
    found = read_team([value for _l, value, _w in readings], [weight for _l, _v, weight in readings], top)
    return Sum(title, _lines(readings), found.total, found.of)


def weigh_themes(
    title: str, labels: Mapping[str, str], weights: Mapping[str, Decimal], verified: Mapping[str, int]
) -> Sum:
    """Verified contributions of each theme, weighed and summed; every theme is shown, also with none."""
    rows = [(labels[theme], Decimal(verified.get(theme, 0)), weights[theme]) for theme in weights]
    return Sum(title, _lines(rows), theme_score(weights, verified))


def _lines(rows: Sequence[tuple[str, Decimal, Decimal]]) -> tuple[Summand, ...]:
    return tuple(Summand(label, value, weight, product(value, weight)) for label, value, weight in rows)


def is_verified(rule: Verifying, speaker: str, named: Collection[str], by: Sequence[Attester]) -> bool:
    """Whether enough others verified it, in the way its theme asks. Nobody verifies themselves."""
    found = {
        each.person
        for each in by
        if each.person != speaker and _may(rule, each, named) and (each.with_words or not rule.words)
    }
    return len(found) >= rule.needed


def _may(rule: Verifying, each: Attester, named: Collection[str]) -> bool:
    ways = {"named": each.person in named, "peer": True, "facilitator": each.facilitates}
    return any(ways.get(way, False) for way in rule.by)


def check_grounds(part: str, grounds: Mapping[str, str], allowed: Collection[str]) -> None:
    """A line stands only on lines of the parts its own part is grounded in; `grounds`: line → its part."""
    for found in grounds.values():
        if found not in allowed:
            raise Refused(
                "This cannot stand on that.",
                kept="Nothing was kept.",
                mend="Choose what it follows from: a fact, an insight or a hypothesis.",
            )
