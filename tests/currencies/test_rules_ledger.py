"""Whatever is done in whatever order, the books balance and nothing appears from nowhere."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import Backing, Currency, Kind, Posting
from prisma_hub.kernel.refusal import Refused

HOURS = Currency("hours", Kind.TRADABLE, 2, Backing.MUTUAL)
VOUCHER = Currency("voucher", Kind.TRADABLE, 0, Backing.FULL)
POINTS = Currency("points", Kind.SIGNAL)
PRESENCE = Currency("presence", Kind.PARTICIPATION)
MEMBERS = ("ana", "ben", "cai")


def test_a_transfer_takes_from_one_and_gives_to_the_other() -> None:
    moved = rules.transfer(VOUCHER, sender="ana", receiver="ben", amount=3, held=5)
    assert moved == (Posting("ana", "voucher", -3), Posting("ben", "voucher", 3))
    rules.check_balanced(moved)


def test_not_enough_says_in_the_currency_what_is_there() -> None:
    with pytest.raises(Refused, match=r"12\.5 is held, and it may not fall below -20"):
        rules.transfer(HOURS, sender="ana", receiver="ben", amount=4000, held=1250, lowest=-2000)


def test_only_mutual_credit_goes_below_zero() -> None:
    moved = rules.transfer(HOURS, sender="ana", receiver="ben", amount=100, held=0, lowest=-100)
    assert rules.balances(moved) == {("ana", "hours"): -100, ("ben", "hours"): 100}
    with pytest.raises(Refused, match="Only in mutual credit"):
        rules.transfer(VOUCHER, sender="ana", receiver="ben", amount=1, held=0, lowest=-1)


def test_a_receiver_takes_no_more_than_its_limit() -> None:
    with pytest.raises(Refused, match=r"only 0\.5 more"):
        rules.transfer(HOURS, sender="ana", receiver="ben", amount=51, held=100, room=50)


@pytest.mark.parametrize(
    ("sender", "receiver", "amount", "why"),
    [
        ("ana", "ana", 1, "the same account"),
        ("source:voucher", "ana", 1, "by issuing and redeeming only"),
        ("ana", "source:voucher", 1, "by issuing and redeeming only"),
        ("ana", "ben", 0, "larger than zero"),
        ("ana", "ben", -1, "larger than zero"),
    ],
)
def test_transfers_that_are_none(sender: str, receiver: str, amount: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.transfer(VOUCHER, sender=sender, receiver=receiver, amount=amount, held=9)


def test_participation_is_issued_on_evidence_only() -> None:
    with pytest.raises(Refused, match="none was named"):
        rules.issue(PRESENCE, to="ana", amount=1)
    assert rules.issue(PRESENCE, to="ana", amount=1, evidence=(7,)) == (
        Posting("source:presence", "presence", -1),
        Posting("ana", "presence", 1),
    )


def test_a_backed_currency_is_issued_up_to_what_is_held_in_trust() -> None:
    assert rules.issue(VOUCHER, to="ana", amount=5, issued=5, backing=10)
    with pytest.raises(Refused, match="Only 10 are held in trust, and 11 would be"):
        rules.issue(VOUCHER, to="ana", amount=6, issued=5, backing=10)
    with pytest.raises(Refused, match="In mutual credit nobody issues"):
        rules.issue(HOURS, to="ana", amount=1)


def test_a_movement_that_does_not_balance_is_refused() -> None:
    with pytest.raises(Refused, match=r"differ \(hours\)"):
        rules.check_balanced([Posting("ana", "hours", -1), Posting("ben", "points", 1)][:1])
    with pytest.raises(Refused, match=r"differ \(hours, points\)"):
        rules.check_balanced([Posting("ana", "hours", -1), Posting("ben", "points", 1)])
    with pytest.raises(Refused, match="moves nothing"):
        rules.check_balanced([Posting("ana", "hours", 0)])


def test_amounts_fit_the_smallest_unit() -> None:
    assert rules.in_smallest(Decimal("12.50"), 2) == 1250
    assert rules.from_smallest(1250, 2) == Decimal("12.50")
    with pytest.raises(Refused, match=r"12\.505 has more decimals"):
        rules.in_smallest(Decimal("12.505"), 2)
    with pytest.raises(Refused, match="below zero"):
        rules.in_smallest(Decimal(-1), 2)


@given(st.integers(0, 10**40), st.integers(0, 8))
def test_an_amount_keeps_every_digit_both_ways(amount: int, places: int) -> None:
    assert rules.in_smallest(rules.from_smallest(amount, places), places) == amount


class Books(RuleBasedStateMachine):
    """People doing anything at all, in a backed, a mutual and a signal currency at once."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Posting] = []
        self.trust = 40

    def held(self, who: str, currency: Currency) -> int:
        return rules.balances(self.lines).get((who, currency.code), 0)

    @rule(to=st.sampled_from(MEMBERS), amount=st.integers(-5, 30))
    def issue(self, to: str, amount: int) -> None:
        issued = rules.outstanding(VOUCHER, rules.balances(self.lines))
        try:
            self.lines += rules.issue(VOUCHER, to=to, amount=amount, issued=issued, backing=self.trust)
        except Refused:
            assert amount <= 0 or issued + amount > self.trust

    @rule(
        currency=st.sampled_from([VOUCHER, HOURS]),
        sender=st.sampled_from(MEMBERS),
        receiver=st.sampled_from(MEMBERS),
        amount=st.integers(-5, 30),
    )
    def transfer(self, currency: Currency, sender: str, receiver: str, amount: int) -> None:
        lowest = -20 if currency is HOURS else 0
        held = self.held(sender, currency)
        try:
            self.lines += rules.transfer(
                currency, sender=sender, receiver=receiver, amount=amount, held=held, lowest=lowest
            )
        except Refused:
            assert amount <= 0 or sender == receiver or held - amount < lowest

    @rule(holder=st.sampled_from(MEMBERS), amount=st.integers(-5, 30))
    def redeem(self, holder: str, amount: int) -> None:
        held = self.held(holder, VOUCHER)
        try:
            self.lines += rules.redeem(VOUCHER, holder=holder, amount=amount, held=held)
        except Refused:
            assert amount <= 0 or amount > held

    @rule(to=st.sampled_from(MEMBERS), on=st.sampled_from(MEMBERS), amount=st.integers(1, 9))
    def give_points(self, to: str, on: str, amount: int) -> None:
        self.lines += rules.allot(POINTS, to=to, amount=amount)
        if to != on:
            self.lines += rules.spend(POINTS, holder=to, on=on, amount=amount, held=self.held(to, POINTS))

    @rule(holder=st.sampled_from(MEMBERS))
    def let_points_expire(self, holder: str) -> None:
        self.lines += rules.expire(POINTS, holder=holder, held=self.held(holder, POINTS))
        assert self.held(holder, POINTS) == 0

    @invariant()
    def books_balance(self) -> None:
        if self.lines:
            rules.check_balanced(self.lines)

    @invariant()
    def nothing_from_nowhere(self) -> None:
        held = rules.balances(self.lines)
        assert 0 <= rules.outstanding(VOUCHER, held) <= self.trust
        assert rules.outstanding(POINTS, held) >= 0
        assert sum(held.get((who, "hours"), 0) for who in MEMBERS) == 0
        assert all(held.get((who, "voucher"), 0) >= 0 for who in MEMBERS)
        assert all(held.get((who, "hours"), 0) >= -20 for who in MEMBERS)


TestBooks = Books.TestCase
