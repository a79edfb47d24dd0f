"""The published worked examples come out to the last digit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import ClaimPayment, ClaimState, Earner, FundYears, Redemption
from prisma_hub.kernel.exact import parse_decimal, share_out, text_of
from prisma_hub.kernel.refusal import Refused
from tests.shared import accepted

Example = dict[str, Any]


def decimals(texts: list[str]) -> list[Decimal]:
    return [parse_decimal(text) for text in texts]


@pytest.mark.parametrize("of", accepted("attribution"))
def test_a_team_is_credited_its_weight_of_the_demand(of: Example) -> None:
    credited = rules.attribute(parse_decimal(of["hub_demand"]), parse_decimal(of["weight"]), 2)
    assert text_of(credited) == of["expect"]


@pytest.mark.parametrize("of", accepted("contribution_times_demand"))
def test_contribution_and_demand_must_both_be_there(of: Example) -> None:
    pairs = zip(decimals(of["p"]), decimals(of["d"]), strict=True)
    worked = rules.allocate_by_demand([Earner(f"team {n}", p, d) for n, (p, d) in enumerate(pairs)], 2)
    assert [text_of(share.weight) for share in worked.shares] == of["expect_c"]
    if of["expect_w"] is None:
        assert not worked.has_basis
        assert worked.paid == 0
        assert worked.steps[-1].label == "There is no basis, so nothing is paid"
    else:
        expected = [worked.amount * weight for weight in decimals(of["expect_w"])]
        assert [share.amount for share in worked.shares] == expected
        assert worked.paid == worked.amount == sum(decimals(of["d"]))


@pytest.mark.parametrize("of", accepted("unit_value"))
def test_a_unit_is_worth_its_part_of_the_demand(of: Example) -> None:
    value = rules.unit_value(parse_decimal(of["demand"]), parse_decimal(of["supply"]), of.get("round", 4))
    assert value == (None if of["expect"] is None else Decimal(of["expect"]))


@pytest.mark.parametrize("of", accepted("redemption"))
def test_redeeming_pays_the_part_of_the_balance(of: Example) -> None:
    balance, outstanding, units = decimals([of["balance"], of["outstanding"], of["redeem"]])
    if of.get("expect") == "refused":
        with pytest.raises(Refused, match="only 40000 are outstanding"):
            rules.redeem_share(balance, outstanding, units, 2)
        return
    expected = decimals([of["expect_paid"], of["expect_balance"], of["expect_outstanding"]])
    assert rules.redeem_share(balance, outstanding, units, 2) == Redemption(*expected)


@pytest.mark.parametrize("of", accepted("fund"))
def test_a_fund_is_what_went_in_and_what_was_asked_for(of: Example) -> None:
    years = rules.value_fund(parse_decimal(of["invested"]), decimals(of["demand_by_year"]))
    expected = FundYears(tuple(decimals(of["expect_value"])), parse_decimal(of["expect_multiple"]))
    assert years == expected


@pytest.mark.parametrize("of", accepted("fees"))
def test_fees_add_up(of: Example) -> None:
    total = rules.total_fees([(count, parse_decimal(price)) for count, price in of["units"]])
    assert total == parse_decimal(of["expect"])


@pytest.mark.parametrize("of", accepted("event_budget"))
def test_an_event_budget_leaves_what_the_hubs_share(of: Example) -> None:
    total, *shares = decimals([of["total"], of["facilitation"], of["infrastructure"], of["protocol"]])
    hubs = of.get("hubs", 0)
    split = rules.split_event_budget(
        total, facilitation=shares[0], infrastructure=shares[1], protocol=shares[2], hubs=hubs
    )
    assert split.remaining == parse_decimal(of["expect_remaining"])
    assert split.facilitation + split.infrastructure + split.protocol + split.remaining == total
    assert split.per_hub == tuple(parse_decimal(of.get("expect_per_hub", "0")) for _ in range(hubs))


@pytest.mark.parametrize("of", accepted("surplus"))
def test_no_surplus_where_more_went_out_than_came_in(of: Example) -> None:
    assert of["expect"] == "refused"
    with pytest.raises(Refused, match="only 100 came in"):
        rules.find_surplus(parse_decimal(of["inflow"]), parse_decimal(of["outflow"]))


@pytest.mark.parametrize("of", accepted("solvency"))
def test_no_more_is_paid_than_there_is(of: Example) -> None:
    facts = decimals([of["inflow"], of["initial_capital"], of["payouts"]])
    if of["expect"] == "accepted":
        rules.check_solvency(*facts)
    else:
        with pytest.raises(Refused, match="151 would be paid out, and there is 150"):
            rules.check_solvency(*facts)


@pytest.mark.parametrize("of", accepted("capped_claim"))
def test_a_capped_claim_ends_at_its_cap(of: Example) -> None:
    names = ("principal", "cap_multiple", "already_paid", "share", "cash")
    payment = rules.pay_capped_claim(**{name: parse_decimal(of[name]) for name in names})
    assert payment == ClaimPayment(parse_decimal(of["expect_paid"]), ClaimState(of["expect_state"]))


@pytest.mark.parametrize("of", accepted("rounding"))
def test_the_odd_cent_goes_to_the_first(of: Example) -> None:
    amount = parse_decimal(of["amount"])
    parties = [f"team {n}" for n, _ in enumerate(of["weights"])]
    worked = rules.allocate_equally(amount, parties, 2)
    assert [share.amount for share in worked.shares] == decimals(of["expect"])
    assert share_out(amount, decimals(of["weights"]), 2) == decimals(of["expect"])


@pytest.mark.parametrize("of", accepted("stability_gate"))
def test_a_stream_with_too_long_a_gap_does_not_count(of: Example) -> None:
    gap = timedelta(days=of["largest_gap_days"])
    days = [date(2026, 5, 1), date(2026, 5, 1) + gap]
    assert rules.find_largest_gap(days) == gap
    assert rules.is_stable(gap) is (of["expect"] == "open")
