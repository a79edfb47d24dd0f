"""Any change is refused in words; scripts carry their file exactly."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.kernel.evidence import (
    check_evidence,
    evidence_line,
    read_script,
    script,
)
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.refusal import Refused
from tests.kernel.hub import key, said, whole_book

TRUE_BOOK = whole_book()
FILES = [TRUE_BOOK.hub_json(), TRUE_BOOK.checkpoint(), TRUE_BOOK.lines()]
TRUE_REPORT = check_evidence(*FILES)


@given(
    st.sampled_from(range(3)),
    st.integers(0, 10**6),
    st.binary(max_size=3),
    st.integers(0, 3),
)
@settings(max_examples=400, deadline=None)
def test_no_change_of_a_byte_changes_what_is_believed(which, at, put, cut):
    files = [text.encode() for text in FILES]
    at %= len(files[which])
    files[which] = files[which][:at] + put + files[which][at + cut :]
    report = check_evidence(*files)
    assert not report.ok or report == TRUE_REPORT


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_noise_is_refused_and_never_breaks_the_reader(hub_file, checkpoint, entries):
    said(check_evidence(hub_file, checkpoint, entries))
    said(check_evidence(FILES[0], checkpoint, entries))
    said(check_evidence(FILES[0], FILES[1], entries + b"\n"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.integers(0, 7), st.sampled_from(sorted(json.loads(TRUE_BOOK.line(0)))), JSON)
def test_any_value_in_place_of_another_is_refused_in_words(row, name, value):
    rows = FILES[2].splitlines()
    line = json.loads(rows[row])
    rows[row] = json.dumps({**line, name: value})
    report = check_evidence(FILES[0], FILES[1], "\n".join(rows) + "\n")
    if line[name] != value and (name, value) != ("disclosed", {}):  # to show nothing is allowed
        assert said(report)


def test_a_script_carries_its_file():
    text = 'a "quoted"\nline </script> \u2028 é\n'
    made = script("hub.json", text)
    assert made == (
        '(self.prismaEvidence ||= {})["hub.json"] = "a \\"quoted\\"\\nline </script> \u2028 é\\n";\n'
    )
    assert read_script("hub.json", made) == read_script("hub.json", made.encode()) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("prismaEvidence", "evidence"),
        ("hub.json", "checkpoint"),
        (";\n", ";"),
        (";\n", ";\n\n"),
        ('"x"', '"x" + "y"'),
        ('"x"', '["x"]'),
        ('"x"', '"x'),
        ('"x"', '"\\ud800"'),
        ("||=", "="),
    ],
)
def test_what_is_no_script_of_the_file_is_refused(old, new):
    made = script("hub.json", "x")
    with pytest.raises(Refused):
        read_script("hub.json", made.replace(old, new))
    with pytest.raises(Refused, match="UTF-8"):
        read_script("hub.json", b"\xff")


def test_a_writer_cannot_show_a_signature_the_receipt_denies():
    receipt = Receipt("2026-05-18T09:00:00.000Z", "hub", 1, key("hub").did, 0, bytes(32))
    for of, signature, did in (
        (receipt, bytes(64), key("ana").did),
        (replace(receipt, custody="self"), bytes(64), None),
        (replace(receipt, custody="self"), None, key("ana").did),
    ):
        with pytest.raises(ValueError, match="stand together"):
            evidence_line(of, [], {}, [], signature, did)
