"""Shares add up exactly, and every line says what it rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import Arithmetic, Earner, Points, Rule, Share, Step, Verified
from prisma_hub.kernel.refusal import Refused

amounts = st.decimals(0, 10**12, places=2)
names = st.lists(st.text("abcdefg", min_size=1), min_size=1, max_size=12, unique=True)


def test_the_arithmetic_reads_line_by_line() -> None:
    worked = rules.allocate_by_verified(
        Decimal("100.00"), [Verified("fern", (4, 9, 9)), Verified("moss", (12,))], 2
    )
    assert worked == Arithmetic(
        Rule.VERIFIED,
        Decimal("100.00"),
        2,
        (
            Step("Verified contributions of %(party)s", "2", Decimal(2), (4, 9), {"party": "fern"}),
            Step("Verified contributions of %(party)s", "1", Decimal(1), (12,), {"party": "moss"}),
            Step("All weights together", "2 + 1", Decimal(3)),
            Step("Share of %(party)s", "100 × 2 / 3", Decimal("66.67"), (), {"party": "fern"}),
            Step("Share of %(party)s", "100 × 1 / 3", Decimal("33.33"), (), {"party": "moss"}),
            Step("All shares together", "66.67 + 33.33", Decimal("100.00")),
        ),
        (
            Share("fern", Decimal(2), Decimal("66.67")),
            Share("moss", Decimal(1), Decimal("33.33")),
        ),
    )
    assert worked.rests_on == (4, 9, 12)


def test_points_are_counted_as_they_were_spread() -> None:
    spread = [Points("ana", "fern", 3, 1), Points("ana", "moss", 2, 2), Points("ben", "fern", 5, 3)]
    worked = rules.allocate_by_signals(Decimal(50), ["moss", "fern"], spread, 5, 0)
    assert [(share.party, share.amount) for share in worked.shares] == [("moss", 10), ("fern", 40)]
    assert worked.steps[1] == Step(
        "Points given to %(party)s", "3 + 5", Decimal(8), (1, 3), {"party": "fern"}
    )


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (Points("ana", "fern", 3, 9), "ana gave 6 points and has 5"),
        (Points("ben", "oak", 1, 9), "oak does not take part"),
        (Points("ben", "fern", -1, 9), "never taken away"),
    ],
)
def test_points_nobody_has_are_refused(points: Points, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.allocate_by_signals(Decimal(50), ["fern"], [Points("ana", "fern", 3, 1), points], 5, 0)


def test_an_agreement_must_add_up() -> None:
    given_shares = {"fern": Decimal("60.00"), "moss": Decimal("39.99")}
    with pytest.raises(Refused, match=r"gives 99\.99 in all, and 100 is to be shared out"):
        rules.allocate_by_agreement(Decimal(100), given_shares, 2, (3,))
    worked = rules.allocate_by_agreement(Decimal("99.99"), given_shares, 2, (3,))
    assert worked.paid == Decimal("99.99")
    assert worked.rests_on == (3,)


def test_nobody_is_counted_twice_and_somebody_takes_part() -> None:
    with pytest.raises(Refused, match="fern would be counted twice"):
        rules.allocate_equally(Decimal(1), ["fern", "moss", "fern"], 0)
    with pytest.raises(Refused, match="Nobody takes part"):
        rules.allocate_equally(Decimal(1), [], 0)


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "Infinity"])
def test_an_amount_the_currency_cannot_hold_is_refused(amount: str) -> None:
    with pytest.raises(Refused):
        rules.allocate_equally(Decimal(amount), ["fern"], 2)


def test_demand_below_zero_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be below zero"):
        rules.allocate_by_demand([Earner("fern", Decimal(1), Decimal(-1))], 2)


def test_contribution_times_demand_pays_out_all_of_the_demand() -> None:
    earners = [Earner("fern", Decimal(2), Decimal(30), (1, 2)), Earner("moss", Decimal(1), Decimal(40), (3,))]
    worked = rules.allocate_by_demand(earners, 2)
    assert [(share.weight, share.amount) for share in worked.shares] == [(60, 42), (40, 28)]
    assert worked.steps[0] == Step(
        "Participation times demand of %(party)s", "2 × 30", Decimal(60), (1, 2), {"party": "fern"}
    )
    assert worked.rests_on == (1, 2, 3)


@given(amounts, names)
def test_equal_shares_add_up_and_differ_by_a_cent_at_most(amount: Decimal, parties: list[str]) -> None:
    worked = rules.allocate_equally(amount, parties, 2)
    shares = [share.amount for share in worked.shares]
    assert sum(shares) == worked.paid == amount
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert [share.party for share in worked.shares] == parties


@given(amounts, names, st.data())
def test_weighted_shares_add_up_or_nothing_is_paid(
    amount: Decimal, parties: list[str], data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.integers(0, 40), min_size=len(parties), max_size=len(parties)))
    verified = [Verified(party, tuple(range(n))) for party, n in zip(parties, counts, strict=True)]
    worked = rules.allocate_by_verified(amount, verified, 2)
    assert worked.paid == (amount if any(counts) else 0)
    for share, count in zip(worked.shares, counts, strict=True):
        if any(counts):
            assert abs(share.amount - amount * count / sum(counts)) < Decimal("0.01")
            assert count or share.amount == 0


@given(st.lists(st.tuples(st.decimals(0, 99, places=3), amounts), min_size=1, max_size=8))
def test_demand_is_attributed_exactly(facts: list[tuple[Decimal, Decimal]]) -> None:
    earners = [Earner(str(n), p, d) for n, (p, d) in enumerate(facts)]
    worked = rules.allocate_by_demand(earners, 2)
    assert worked.amount == sum(d for _, d in facts)
    assert worked.paid == (worked.amount if any(p and d for p, d in facts) else 0)


@given(st.decimals("0.01", 10**12, places=2), st.integers(1, 10**6), st.data())
def test_redeeming_bit_by_bit_never_pays_more_than_there_is(
    balance: Decimal, outstanding: int, data: st.DataObject
) -> None:
    left, units, paid = balance, Decimal(outstanding), Decimal(0)
    while units:
        bit = data.draw(st.integers(max(1, int(units) // 4), int(units)))
        redeemed = rules.redeem_share(left, units, Decimal(bit), 2)
        paid, left, units = paid + redeemed.paid, redeemed.balance, redeemed.outstanding
        assert left >= 0
    assert paid == balance
