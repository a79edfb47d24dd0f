"""Transfers and money in trust take one step at a time, and none backwards."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.currencies import rules
from prisma_hub.currencies.types import Posting, Stage, TransferState, TrustTotals
from prisma_hub.kernel.refusal import Refused

LINES = (Posting("ana", "hours", -3), Posting("ben", "hours", 3))
P, V, C = TransferState.PROPOSED, TransferState.VALIDATED, TransferState.COMPLETED
R, E, X = TransferState.REFUSED, TransferState.EXPIRED, TransferState.REVERSED


@pytest.mark.parametrize("state", TransferState)
@pytest.mark.parametrize("to", TransferState)
def test_a_transfer_moves_only_along_its_states(state: TransferState, to: TransferState) -> None:
    steps = {(P, V), (P, R), (P, E), (V, C), (V, R), (V, E), (C, X)}
    if (state, to) in steps:
        assert rules.advance(state, to) is to
    else:
        with pytest.raises(Refused) as refused:
            rules.advance(state, to)
        assert refused.value.kept == "The transfer stays as it was."


def test_a_completed_transfer_is_not_completed_twice() -> None:
    with pytest.raises(Refused, match="it can only be reversed"):
        rules.advance(C, C)


@given(st.lists(st.sampled_from(TransferState)))
def test_a_transfer_moves_something_only_while_it_is_completed(tried: list[TransferState]) -> None:
    state = P
    for to in tried:
        try:
            state = rules.advance(state, to)
        except Refused:
            continue
    held = rules.balances(rules.postings_in_force(LINES, state))
    assert sum(held.values()) == 0
    assert held.get(("ben", "hours"), 0) == (3 if state is C else 0)
    assert rules.is_open(state) is (state in (P, V))


def test_trust_money_goes_step_by_step() -> None:
    totals = TrustTotals()
    for stage, amount in zip(Stage, (1000, 800, 800, 500, 500), strict=True):
        totals = rules.record_step(totals, stage, amount, 2)
    assert totals == TrustTotals(1000, 800, 800, 500, 500)
    assert totals.unspent == 300


@pytest.mark.parametrize(
    ("stage", "amount", "why"),
    [
        (Stage.RECEIVED, 201, r"More would be received \(10\.01\) than was promised \(10\)"),
        (Stage.DECIDED, 301, r"More would be decided \(8\.01\) than has been received \(8\)"),
        (Stage.SENT, 1, r"More would be sent \(5\.01\) than has been decided \(5\)"),
        (Stage.RECEIVED_BY_THEM, 101, r"More would have arrived \(5\.01\) than was sent \(5\)"),
        (Stage.RECEIVED_BY_THEM, -401, "below zero"),
        (Stage.SENT, 0, "changes nothing"),
    ],
)
def test_no_total_exceeds_the_one_before(stage: Stage, amount: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.record_step(TrustTotals(1000, 800, 500, 500, 400), stage, amount, 2)


@given(st.lists(st.tuples(st.sampled_from(Stage), st.integers(-50, 50))))
def test_trust_totals_never_rise_along_the_way(steps: list[tuple[Stage, int]]) -> None:
    totals = TrustTotals()
    for stage, amount in steps:
        try:
            totals = rules.record_step(totals, stage, amount, 0)
        except Refused:
            continue
    values = [getattr(totals, stage.value) for stage in Stage]
    assert all(before >= after for before, after in pairwise(values))
    assert values[-1] >= 0
    assert totals.unspent >= 0
