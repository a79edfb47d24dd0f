"""Sharing out a pool, with the arithmetic laid open.

Every rule ends in the same way: weights, then `amount · weight / Σ weights`, rounded by largest
remainder in the order the parties were given, so that the shares add up exactly. Without a basis
(all weights zero) nothing is paid. Source: governance.md, "Signals, pools, allocation".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from prisma_hub.currencies.rules.numbers import check_amount
from prisma_hub.currencies.types import (
    Arithmetic,
    Earner,
    Points,
    Rule,
    Share,
    Step,
    Verified,
)
from prisma_hub.kernel.exact import exact_sum, product, share_out, text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NOTHING_PAID = later("Nothing was paid.")


def allocate_equally(
    amount: Decimal, parties: Sequence[str], places: int, rests_on: tuple[int, ...] = ()
) -> Arithmetic:
    """The same for everybody; `rests_on` are the entries that say who takes part."""
    steps = [
        Step(later("%(party)s takes part"), "1", Decimal(1), rests_on, {"party": party}) for party in parties
    ]
    weights = [(party, Decimal(1)) for party in parties]
    return _share_out(Rule.EQUAL, amount, weights, places, steps)


def allocate_by_agreement(
    amount: Decimal, given: Mapping[str, Decimal], places: int, rests_on: tuple[int, ...]
) -> Arithmetic:
    """What the agreement says, provided that it adds up; `rests_on` is the agreement's entry."""
    _check_parties(amount, list(given), places)
    for share in given.values():
        check_amount(share, places)
    total = exact_sum(given.values())
    if total != amount:
        raise Refused(
            "The agreement gives %(given)s in all, and %(amount)s is to be shared out.",
            kept=NOTHING_PAID,
            mend="Change the amounts in the agreement, or the amount to share out.",
            given=text_of(total),
            amount=text_of(amount),
        )
    steps = [
        Step(later("%(party)s gets what was agreed"), text_of(share), share, rests_on, {"party": party})
        for party, share in given.items()
    ]
    shares = tuple(Share(party, share, share) for party, share in given.items())
    steps.append(Step(later("All shares together"), _written_sum(given.values()), total))
    return Arithmetic(Rule.AGREEMENT, amount, places, tuple(steps), shares)


def allocate_by_signals(
    amount: Decimal,
    parties: Sequence[str],
    spread: Sequence[Points],
    points_each: int,
    places: int,
) -> Arithmetic:
    """By the points everybody spread, each voice having `points_each` to give in all."""
    _check_points(parties, spread, points_each)
    steps, weights = [], []
    for party in parties:
        mine = [given for given in spread if given.party == party]
        weight = exact_sum(Decimal(given.points) for given in mine)
        formula = _written_sum(Decimal(given.points) for given in mine)
        seqs = tuple(given.seq for given in mine)
        steps.append(Step(later("Points given to %(party)s"), formula, weight, seqs, {"party": party}))
        weights.append((party, weight))
    return _share_out(Rule.SIGNALS, amount, weights, places, steps)


def _check_points(parties: Sequence[str], spread: Sequence[Points], points_each: int) -> None:
    given: dict[str, int] = {}
    for points in spread:
        if points.party not in parties:
            raise Refused(
                "%(party)s does not take part in this round.",
                kept="The other points stay.",
                party=points.party,
            )
        if points.points < 0:
            raise Refused("Points are given, never taken away.", kept="The other points stay.")
        given[points.voice] = given.get(points.voice, 0) + points.points
        if given[points.voice] > points_each:
            raise Refused(
                "%(voice)s gave %(given)s points and has %(points_each)s.",
                kept="The points given before stay.",
                mend="Take some points back, so that they fit.",
                voice=points.voice,
                given=given[points.voice],
                points_each=points_each,
            )


def allocate_by_verified(amount: Decimal, verified: Sequence[Verified], places: int) -> Arithmetic:
    """By the number of contributions that others verified; an entry counts once per party."""
    steps, weights = [], []
    for of in verified:
        seqs = tuple(sorted(set(of.entries)))
        weight = Decimal(len(seqs))
        label = later("Verified contributions of %(party)s")
        steps.append(Step(label, text_of(weight), weight, seqs, {"party": of.party}))
        weights.append((of.party, weight))
    return _share_out(Rule.VERIFIED, amount, weights, places, steps)


def allocate_by_demand(earners: Sequence[Earner], places: int) -> Arithmetic:
    """Contribution × demand within one hub: `c = p·d`, `w = c / Σc`, `s = Σd`, `Δ = s·w`."""
    for earner in earners:
        if earner.participation < 0 or earner.demand < 0:
            raise Refused("Participation and demand cannot be below zero.", kept=NOTHING_PAID)
    steps, weights = [], []
    for earner in earners:
        weight = product(earner.participation, earner.demand)
        formula = f"{text_of(earner.participation)} × {text_of(earner.demand)}"
        label = later("Participation times demand of %(party)s")
        steps.append(Step(label, formula, weight, earner.rests_on, {"party": earner.party}))
        weights.append((earner.party, weight))
    amount = exact_sum(earner.demand for earner in earners)
    formula = _written_sum(earner.demand for earner in earners)
    steps.append(Step(later("Demand of the whole hub"), formula, amount))
    return _share_out(Rule.DEMAND, amount, weights, places, steps)


def _share_out(
    rule: Rule,
    amount: Decimal,
    weights: Sequence[tuple[str, Decimal]],
    places: int,
    steps: list[Step],
) -> Arithmetic:
    _check_parties(amount, [party for party, _ in weights], places)
    total = exact_sum(weight for _, weight in weights)
    steps.append(Step(later("All weights together"), _written_sum(weight for _, weight in weights), total))
    if total == 0:
        steps.append(Step(later("There is no basis, so nothing is paid"), "0", None))
        nothing = tuple(Share(party, Decimal(0), Decimal(0)) for party, _ in weights)
        return Arithmetic(rule, amount, places, tuple(steps), nothing)
    amounts = share_out(amount, [weight for _, weight in weights], places)
    shares = tuple(
        Share(party, weight, share) for (party, weight), share in zip(weights, amounts, strict=True)
    )
    steps.extend(_share_step(share, amount, total) for share in shares)
    steps.append(Step(later("All shares together"), _written_sum(amounts), exact_sum(amounts)))
    return Arithmetic(rule, amount, places, tuple(steps), shares)


def _share_step(share: Share, amount: Decimal, total: Decimal) -> Step:
    formula = f"{text_of(amount)} × {text_of(share.weight)} / {text_of(total)}"
    return Step(later("Share of %(party)s"), formula, share.amount, (), {"party": share.party})


def _check_parties(amount: Decimal, parties: Sequence[str], places: int) -> None:
    check_amount(amount, places)
    if not parties:
        raise Refused(
            "Nobody takes part in this round.",
            kept=NOTHING_PAID,
            mend="Name the teams or people this round is for.",
        )
    twice = sorted({party for party in parties if list(parties).count(party) > 1})
    if twice:
        raise Refused(
            "%(parties)s would be counted twice.",
            kept=NOTHING_PAID,
            mend="Name everybody once.",
            parties=", ".join(twice),
        )


def _written_sum(numbers: Iterable[Decimal]) -> str:
    return " + ".join(text_of(number) for number in numbers) or "0"
