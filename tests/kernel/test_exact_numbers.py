from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.exact import parse_decimal, share_out, text_of
from prisma_hub.kernel.refusal import Refused

DECIMALS = st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=9)


@given(DECIMALS)
def test_a_decimal_comes_back_from_its_text(number):
    assert parse_decimal(text_of(number)) == number
    assert text_of(parse_decimal(text_of(number))) == text_of(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("12.50", "12.5"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.00", "0"),
        ("-0", "0"),
        ("-1.10", "-1.1"),
        ("0.1000000000000000000000000000000000000000000000001",) * 2,
    ],
)
def test_a_decimal_has_one_text(number, text):
    assert text_of(Decimal(number)) == text


def test_exactness_does_not_depend_on_the_context():
    long = "1234567890123456789012345678901234567890.123456789"
    with localcontext() as context:
        context.prec = 5
        assert text_of(parse_decimal(long)) == long
        assert sum(map(Fraction, share_out(Decimal(long), [Decimal(1)] * 3, 9))) == Fraction(long)


@pytest.mark.parametrize(
    "text",
    ["", "-", "+1", "1.", ".5", "01", "1e3", "1,5", "1 000", "NaN", "Infinity", "٣", "1\n", "--1"],
)
def test_no_other_text_is_a_decimal(text):
    with pytest.raises(Refused, match="not a decimal number"):
        parse_decimal(text)


def test_a_number_has_an_end():
    assert parse_decimal("9" * 60)
    with pytest.raises(Refused, match="at most 60 digits"):
        parse_decimal("9" * 63)
    with pytest.raises(Refused, match="not a number"):
        text_of(Decimal("NaN"))


def shares(amount, weights, places=2):
    return [text_of(share) for share in share_out(Decimal(amount), weights, places)]


def test_the_largest_remainders_get_the_rest_and_earlier_ones_first():
    assert shares("10", [Decimal(1)] * 3) == ["3.34", "3.33", "3.33"]
    assert shares("0.05", [Decimal(1), Decimal(3), Decimal(1)]) == ["0.01", "0.03", "0.01"]
    assert shares("1", [Decimal(1), Decimal(2)], 0) == ["0", "1"]
    assert shares("-10", [Decimal(1)] * 3) == ["-3.34", "-3.33", "-3.33"]
    assert shares("1", [Fraction(1, 3), Decimal(0), Fraction(2, 3)]) == ["0.33", "0", "0.67"]
    assert shares("0", [Decimal(1)] * 2) == ["0", "0"]


@given(
    st.integers(-(10**30), 10**30),
    st.lists(st.fractions(0, 1000), min_size=1, max_size=12).filter(any),
    st.integers(0, 6),
)
def test_shares_add_up_and_are_off_by_less_than_a_unit(units, weights, places):
    amount = Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -places))
    given_ = [Fraction(share) for share in share_out(amount, weights, places)]
    unit, total = Fraction(1, 10**places), sum(weights)
    assert sum(given_) == Fraction(amount)
    for share, weight in zip(given_, weights, strict=True):
        assert abs(share - Fraction(amount) * weight / total) < unit
        assert (share / unit).denominator == 1


def test_what_cannot_be_shared_exactly_is_refused():
    with pytest.raises(Refused, match=r"0\.005 has more than 2 decimal places"):
        shares("0.005", [Decimal(1)])
    with pytest.raises(Refused, match="cannot be negative"):
        shares("1", [Decimal(2), Decimal(-1)])
    for nobody in ([], [Decimal(0)]):
        with pytest.raises(Refused, match="nobody to share"):
            shares("1", nobody)
