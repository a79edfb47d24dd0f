import json
import struct

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.canonical import (
    b64,
    b64url,
    canonical,
    from_b64,
    from_b64url,
    parse_strict,
    refuse_inexact,
)
from prisma_hub.kernel.refusal import Refused

INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def test_the_examples_of_rfc_8785_come_out():
    # RFC 8785, 3.2.2 to 3.2.4
    value = json.loads(
        r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
    )
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_names_are_sorted_by_utf_16_as_rfc_8785_says():
    # RFC 8785, 3.2.3
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical(dict.fromkeys(names, 0)), object_pairs_hook=list)
    assert [name for name, _ in written] == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
    ],
)
def test_the_numbers_of_rfc_8785_come_out(bits, text):
    number = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert canonical(number).decode() == text


@given(VALUES)
def test_what_is_written_is_read_back_and_written_the_same(value):
    written = canonical(value)
    assert parse_strict(written) == value
    assert canonical(parse_strict(written.decode())) == written
    refuse_inexact(value)


@given(VALUES | st.dictionaries(TEXTS, st.floats(allow_nan=False, allow_infinity=False) | VALUES))
def test_the_quick_way_of_writing_agrees_with_the_library(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_every_character_is_written_as_the_library_writes_it():
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert canonical(every) == rfc8785.dumps(every)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":2}',
        '[{"x":{"b":0,"b":0}}]',
        "\ufeff{}",
        b"\xef\xbb\xbf{}",
        b"\xff",
        "\ud800",
        '"\\ud800"',
        '{"\\uDFFF":0}',
        "NaN",
        "[Infinity]",
        "-Infinity",
        "1.0",
        "1.5",
        "1e3",
        "-0",
        "01",
        "+1",
        "9007199254740992",
        "-9007199254740992",
        "9" * 5000,
        "",
        " ",
        "{",
        "{} {}",
        "'a'",
        '"\n"',
        "[" * 100_000,
    ],
)
def test_json_that_could_mean_two_things_is_refused(text):
    with pytest.raises(Refused):
        parse_strict(text)


def test_fractions_are_read_where_allowed_and_only_in_their_exact_form():
    assert parse_strict("[1.5,1e-7,1e+21]", floats=True) == [1.5, 1e-7, 1e21]
    for text in ("1.50", "1.0", "1e3", "1E-7", "0.1e1", "-0.0", "1e999"):
        with pytest.raises(Refused):
            parse_strict(text, floats=True)


def test_a_pair_of_surrogates_is_a_character():
    assert parse_strict('"\\ud83c\\udf31"') == "🌱"


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        2**53,
        -(2**53),
        [1, [2.0]],
        {"a": {"b": float("nan")}},
        {1: 2},
        {"\ud800": 1},
        "\udfff",
        b"bytes",
        {1, 2},
        10**400,
    ],
)
def test_what_is_not_exact_has_no_place_in_a_statement(value):
    with pytest.raises(Refused) as refused:
        refuse_inexact(value)
    assert str(refused.value)


def test_what_is_nested_too_deeply_is_refused():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Refused, match="64 levels"):
        refuse_inexact(deep)
    with pytest.raises(Refused, match="nested too deeply"):
        canonical(deep)


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, {1: 2}, 2**53, float("inf"), b"x"])
def test_what_json_cannot_hold_is_not_written(value):
    with pytest.raises(Refused):
        canonical(value)


@given(st.binary(max_size=50))
def test_base64_comes_back_in_both_alphabets(data):
    assert from_b64(b64(data), len(data)) == data
    assert from_b64url(b64url(data), len(data)) == data


@pytest.mark.parametrize(
    "text", ["AB==", "AAB=", "AA", "AA=", "A===", "AA==\n", " AA==", "A A=", "AA-_", "====", "é==="]
)
def test_base64_is_read_only_as_it_is_written(text):
    with pytest.raises(Refused, match="not exact base64"):
        from_b64(text)


@pytest.mark.parametrize("text", ["AB", "AAB", "A", "AA==", "AA\n", "AA+/", "AAAAA", "é"])
def test_base64url_is_read_only_as_it_is_written(text):
    with pytest.raises(Refused, match="not exact base64"):
        from_b64url(text)


def test_the_length_of_bytes_is_held_to():
    with pytest.raises(Refused, match="3 bytes, not 32"):
        from_b64("AAAA", 32)
    with pytest.raises(Refused, match="3 bytes, not 4"):
        from_b64url("AAAA", 4)
