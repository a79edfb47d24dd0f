from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import ClaimState
from prisma_hub.kernel.refusal import Refused

MAY_1 = date(2026, 5, 1)
whole = st.integers(0, 10**9).map(Decimal)


def test_a_surplus_is_what_is_left_and_capital_gets_its_part() -> None:
    surplus = rules.find_surplus(Decimal("100.05"), Decimal(60))
    assert surplus == Decimal("40.05")
    assert rules.share_of_capital(surplus, Decimal("0.25"), 2) == Decimal("10.01")
    with pytest.raises(Refused, match="between none"):
        rules.share_of_capital(surplus, Decimal("1.01"), 2)


@given(whole, st.integers(0, 5), whole, whole, whole)
def test_a_capped_claim_never_passes_its_cap(
    principal: Decimal, multiple: int, paid: Decimal, share: Decimal, cash: Decimal
) -> None:
    cap = principal * multiple
    already = min(paid, cap)
    payment = rules.pay_capped_claim(
        principal=principal, cap_multiple=Decimal(multiple), already_paid=already, share=share, cash=cash
    )
    assert payment.paid == min(share, cap - already, cash)
    assert (payment.state is ClaimState.CAPPED) == (already + payment.paid == cap)


def test_declared_pauses_never_count() -> None:
    days = [MAY_1, MAY_1 + timedelta(days=20)]
    assert rules.find_largest_gap(days) == timedelta(days=20)
    funeral = (MAY_1 + timedelta(days=5), MAY_1 + timedelta(days=9))
    overlapping = (MAY_1 + timedelta(days=8), MAY_1 + timedelta(days=11))
    assert rules.find_largest_gap(days, [funeral]) == timedelta(days=15)
    assert rules.find_largest_gap(days, [funeral, overlapping]) == timedelta(days=13)
    assert rules.find_largest_gap([MAY_1]) == timedelta(0)


def test_a_pause_around_everything_leaves_one_day() -> None:
    pause = (MAY_1 - timedelta(days=9), MAY_1 + timedelta(days=99))
    days = [MAY_1, MAY_1 + timedelta(days=20)]
    assert rules.find_largest_gap(days, [pause]) == timedelta(days=1)


@pytest.mark.parametrize(("facilitation", "protocol"), [("9", "5"), ("16", "5"), ("10", "4")])
def test_shares_outside_the_frame_are_refused(facilitation: str, protocol: str) -> None:
    with pytest.raises(Refused):
        rules.split_event_budget(
            Decimal(1000),
            facilitation=Decimal(facilitation),
            infrastructure=Decimal(0),
            protocol=Decimal(protocol),
            hubs=3,
        )


@given(st.decimals(0, 10**9, places=2), st.integers(10, 15), st.integers(1, 30))
def test_an_event_budget_loses_no_cent(total: Decimal, percent: int, hubs: int) -> None:
    split = rules.split_event_budget(
        total,
        facilitation=Decimal(percent),
        infrastructure=Decimal(0),
        protocol=Decimal(5),
        hubs=hubs,
    )
    parts = (split.facilitation, split.infrastructure, split.protocol, *split.per_hub)
    assert sum(parts) == total
