from decimal import Decimal

import pytest

from prisma_hub.currencies.rules import ALLOWED, check_move, let_decay, sum_measures
from prisma_hub.currencies.types import Kind, Measure, Move
from prisma_hub.kernel.refusal import Refused

WEIGHED = Measure(Decimal("12.5"), "kg", "sha256:one")


def test_the_table_of_allowed_moves_is_the_one_of_the_design() -> None:
    table = {kind.value: sorted(move.value for move in moves) for kind, moves in ALLOWED.items()}
    assert table == {
        "measurement": ["correct", "read"],
        "participation": ["issue"],
        "reputation": ["decay", "read"],
        "signal": ["allot", "expire", "spend"],
        "tradable": ["issue", "redeem", "transfer"],
    }


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("move", Move)
def test_a_wrong_move_is_refused_with_what_the_kind_is_for(kind: Kind, move: Move) -> None:
    if move in ALLOWED[kind]:
        check_move(kind, move)
        return
    with pytest.raises(Refused) as refused:
        check_move(kind, move)
    assert refused.value.kept == "Nothing was changed."
    assert refused.value.mend == "Choose a currency whose kind allows this."


def test_reputation_cannot_be_given_away() -> None:
    with pytest.raises(Refused, match="nobody can give it away"):
        check_move(Kind.REPUTATION, Move.TRANSFER)


def test_measures_of_one_unit_and_protocol_add_up() -> None:
    assert sum_measures([WEIGHED, WEIGHED, Measure(Decimal("0.25"), "kg", "sha256:one")]) == Decimal("25.25")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Measure(Decimal(3), "trees", "sha256:one"), "kg and trees cannot be added up"),
        (Measure(Decimal(3), "kg", "sha256:two"), "under different protocols"),
    ],
)
def test_sums_that_mean_nothing_cannot_be_made(other: Measure, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sum_measures([WEIGHED, other])


def test_nothing_measured_has_no_sum() -> None:
    with pytest.raises(Refused, match="nothing to add up"):
        sum_measures([])


def test_reputation_fades_period_by_period() -> None:
    assert let_decay(Decimal(100), Decimal("0.9"), 0, 2) == Decimal("100.00")
    assert let_decay(Decimal(100), Decimal("0.9"), 3, 2) == Decimal("72.90")
    assert let_decay(Decimal("0.01"), Decimal("0.5"), 1, 2) == 0
