from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.exact import cut, difference, exact_sum, nearest, product


@pytest.mark.parametrize(
    ("number", "down", "near"),
    [("5/6", "0.83", "0.83"), ("1/200", "0.00", "0.01"), ("-1/200", "-0.01", "-0.01"), ("2", "2.00", "2.00")],
)
def test_rounding_down_and_to_the_nearest(number: str, down: str, near: str) -> None:
    assert (str(cut(Fraction(number), 2)), str(nearest(Fraction(number), 2))) == (down, near)


@given(st.fractions(), st.integers(0, 40))
def test_rounding_stays_within_one_unit(number: Fraction, places: int) -> None:
    unit = Fraction(1, 10**places)
    assert 0 <= number - Fraction(cut(number, places)) < unit
    assert abs(number - Fraction(nearest(number, places))) <= unit / 2


@given(st.integers(-(10**60), 10**60), st.integers(-(10**60), 10**60), st.integers(0, 20))
def test_sums_and_products_lose_no_digit(one: int, other: int, places: int) -> None:
    first, second = cut(Fraction(one, 10**places), places), cut(Fraction(other), 0)
    assert Fraction(exact_sum([first, second])) == Fraction(first) + Fraction(second)
    assert Fraction(difference(first, second)) == Fraction(first) - Fraction(second)
    assert Fraction(product(first, second)) == Fraction(first) * Fraction(second)
    assert exact_sum([]) == 0
