import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.canonical import b64url, canonical, canonical_part
from prisma_hub.kernel.merkle import node_hash
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.statement import (
    Part,
    Statement,
    check_value,
    hash_of,
    join_text,
    salted_hashes,
    split_text,
    statement_hash,
)
from tests.kernel.hub import ANA, BEA, key
from tests.kernel.test_exact_json import VALUES

SECRET = bytes(range(32))
VALID = {
    "id": "01890000-0000-7000-8000-000000000001",
    "hub": key("hub").did,
    "kind": "contribution.made/1",
    "said": "2026-05-18T09:00:00.000Z",
    "by": ANA,
    "to": ["hub"],
}


@given(st.binary(min_size=32, max_size=32), st.dictionaries(st.from_regex(r"\Abody\.[a-z]{1,9}\Z"), VALUES))
def test_a_hash_without_its_parts_is_that_of_the_statement(secret, body):
    values = {**VALID, **{name: value for name, value in body.items() if value not in (None, "", [], {})}}
    statement = Statement.build(values, secret)
    assert hash_of(values, secret) == statement.hash()
    assert salted_hashes(sorted(values.items()), secret) == statement.part_hashes()
    for part in statement.parts:
        assert part.salt == b64url(hmac.new(secret, part.name.encode(), "sha256").digest()[:16])


@given(VALUES)
def test_a_part_is_written_as_its_list_is(value):
    assert canonical_part("salt", "body.\u2028", value) == canonical(["salt", "body.\u2028", value])


def test_a_hash_is_refused_to_what_is_no_statement():
    for wrong in ({"to": []}, {"to": ["pub", "hub"]}, {"by": "Ana"}, {"body.x": 0.5}, {"body.x": "\ud800"}):
        with pytest.raises(Refused):
            hash_of({**VALID, **wrong}, SECRET)


def test_a_part_is_hashed_as_the_format_says():
    statement = Statement.build({**VALID, "body.text.000": "¿Y tú? 🌱"}, SECRET)
    salt = b64url(hmac.new(SECRET, b"body.text.000", "sha256").digest()[:16])
    written = f'["{salt}","body.text.000","¿Y tú? 🌱"]'.encode()
    assert statement.parts[0] == Part(salt, "body.text.000", "¿Y tú? 🌱")
    assert statement.part_hashes()[0] == hashlib.sha256(b"\x00" + written).digest()


def test_a_statement_is_hashed_over_the_tree_of_its_parts():
    hashes = [bytes([at]) * 32 for at in range(3)]
    root = node_hash(node_hash(hashes[0], hashes[1]), hashes[2])
    assert statement_hash(hashes) == hashlib.sha256(b"\x02\x00\x03" + root).digest()
    for wrong in ([], [b""] * 65536):
        with pytest.raises(Refused, match="1 to 65535 parts"):
            statement_hash(wrong)


@given(st.permutations(list(VALID)))
def test_the_order_of_telling_changes_nothing(names):
    shuffled = {name: VALID[name] for name in names}
    statement = Statement.build(shuffled, SECRET)
    assert statement == Statement.build(VALID, SECRET)
    assert [part.name for part in statement.parts] == ["by", "hub", "id", "kind", "said", "to"]
    assert statement.values() == VALID


def test_a_part_can_be_shown_alone():
    statement = Statement.build(VALID, SECRET)
    shown = statement.disclose(["said", "by", "nothing"])
    assert shown == {0: statement.parts[0], 4: statement.parts[4]}
    assert {at: Part.read(part.shown()).hash() for at, part in shown.items()} == {
        at: statement.part_hashes()[at] for at in (0, 4)
    }


@given(VALUES)
def test_any_value_that_says_something_is_kept_in_the_body(value):
    if value is None or value in ("", [], {}):
        with pytest.raises(Refused, match="says nothing"):
            Statement.build({**VALID, "body.x": value}, SECRET)
    else:
        statement = Statement.build({**VALID, "body.x": value}, SECRET)
        assert canonical(statement.values()["body.x"]) == canonical(value)


@pytest.mark.parametrize("name", sorted(VALID))
def test_what_must_stand_must_stand(name):
    with pytest.raises(Refused, match=f"parts too: {name}"):
        Statement.build({other: VALID[other] for other in VALID if other != name}, SECRET)


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "body",
        "body.",
        "body.Text",
        "body.000",
        "body.text.",
        "body.text.00",
        "body.text.0000",
        "body.text.000.x",
        "body.text..x",
        "body.1x",
        "body.é",
        "body.x\n",
        "BY",
        "to ",
        "",
        "by.x",
    ],
)
def test_no_other_part_has_a_name(name):
    with pytest.raises(Refused, match="not the name of a part"):
        check_value(name, "x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("body.x", 0),
        ("body.x", False),
        ("body.x-y_z.a0", {"a": None, "b": [], "c": ""}),
        ("body.text.999", "x"),
        ("by", "hub"),
        ("by", "circle:01890000-0000-7000-8000-0000000000a1"),
        ("via", BEA),
        ("via", "hub"),
        ("scope", "journey:01890000-0000-4000-8000-0000000000a1"),
        ("protocol", "sha256:" + "0a" * 32),
        ("to", ["circle:01890000-0000-7000-8000-0000000000a1", "hub", "network", "public"]),
        ("about", ["B", "a", "é"]),
        ("kind", "a.b/10"),
    ],
)
def test_well_formed_values_are_kept(name, value):
    check_value(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", VALID["id"].upper().replace("0001", "000A")),
        ("id", "01890000-0000-4000-8000-000000000001"),
        ("id", "01890000-0000-7000-c000-000000000001"),
        ("id", 5),
        ("hub", "hub"),
        ("hub", VALID["hub"] + "x"),
        ("kind", "made/1"),
        ("kind", "a.b/0"),
        ("kind", "a.b/01"),
        ("kind", "a.b"),
        ("kind", "a.b.c/1"),
        ("kind", "A.b/1"),
        ("kind", "a.b/1\n"),
        ("said", "2026-05-18T09:00:00Z"),
        ("said", "2026-02-30T09:00:00.000Z"),
        ("said", "2026-05-18T09:00:00.000+00:00"),
        ("by", "person:1"),
        ("by", "public"),
        ("by", "person:01890000-0000-7000-8000-0000000000A1"),
        ("via", "somebody"),
        ("scope", "hub"),
        ("scope", "journey:x"),
        ("protocol", "sha256:" + "0A" * 32),
        ("protocol", "sha512:" + "0a" * 32),
        ("to", "hub"),
        ("to", ["public", "hub"]),
        ("to", ["hub", "hub"]),
        ("to", ["everybody"]),
        ("to", [1]),
        ("to", [""]),
        ("about", ["a", "B"]),
        ("about", {"a": 1}),
        ("body.x", 0.5),
        ("body.x", [0.5]),
        ("body.x", 2**53),
    ],
)
def test_ill_formed_values_are_refused(name, value):
    with pytest.raises(Refused):
        check_value(name, value)


def test_lists_are_sorted_by_bytes_not_by_utf_16():
    check_value("about", ["\uffee", "\U0001f331"])
    with pytest.raises(Refused, match="not sorted"):
        check_value("about", ["\U0001f331", "\uffee"])


def test_what_a_statement_is_about_is_a_reference():
    Statement.build({**VALID, "about": [ANA, "sha256:" + "a" * 64]}, SECRET)
    for item in ("ana", "person:", "page:two words", ":x"):
        with pytest.raises(Refused, match="not a reference"):
            Statement.build({**VALID, "about": [item]}, SECRET)


@pytest.mark.parametrize(
    "parts",
    [
        {"body.text.001": "x"},
        {"body.text.000": "x", "body.text.002": "y"},
        {"body.text.000": "x", "body.text": "y"},
    ],
)
def test_segments_count_from_zero(parts):
    with pytest.raises(Refused, match="do not count from 000"):
        Statement.build({**VALID, **parts}, SECRET)


def test_a_text_is_kept_by_the_paragraph():
    text = "One.\nStill one.\n\n \nTwo.\r\n\r\nThree.\n"
    parts = split_text("text", text)
    assert parts == {
        "body.text.000": "One.\nStill one.",
        "body.text.001": "Two.",
        "body.text.002": "Three.",
    }
    Statement.build({**VALID, **parts}, SECRET)
    assert join_text("text", parts) == "One.\nStill one.\n\nTwo.\n\nThree."
    del parts["body.text.001"]
    assert join_text("text", {**parts, "body.text.more": "x", "body.textual.000": "x"}) == (
        "One.\nStill one.\n\nThree."
    )
    assert split_text("text", " \n\n ") == {}


def test_a_text_of_more_than_a_thousand_paragraphs_is_refused_whole():
    text = "\n\n".join(["x"] * 1000)
    assert list(split_text("text", text))[-1] == "body.text.999"
    with pytest.raises(Refused) as refused:
        split_text("text", text + "\n\ny")
    assert str(refused.value) == (
        "This text has 1001 paragraphs; one statement keeps at most 1000. Nothing of it was kept. "
        "Say the rest in a further statement that refers to the first."
    )
    with pytest.raises(ValueError, match="not the name of a field"):
        split_text("Text", "x")


@pytest.mark.parametrize(
    "shown", [None, [], ["salt", "by"], ["AAAA", "by", ANA], [1, "by", ANA], {"by": ANA}]
)
def test_a_disclosed_part_is_three_things(shown):
    with pytest.raises(Refused):
        Part.read(shown)


def test_a_secret_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        Statement.build(VALID, b"short")
