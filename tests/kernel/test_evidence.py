import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.kernel.canonical import b64, b64url, canonical, from_b64
from prisma_hub.kernel.evidence import (
    LIMITS,
    Report,
    check_evidence,
    evidence_line,
    hub_json,
    read_script,
    script,
)
from prisma_hub.kernel.note import sign_note
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import rotation_message
from prisma_hub.kernel.statement import Statement
from tests.kernel.hub import ANA, BEA, Hub, founded, key, promise, raw, whole_book

CIRCLE = "circle:01890000-0000-7000-8000-0000000000c3"


def check(hub: Hub, entries: str | None = None, insist_on: str | None = None) -> Report:
    shown = hub.lines() if entries is None else entries
    return check_evidence(hub.hub_json(), hub.checkpoint(), shown, insist_on)


def said(report: Report) -> str:
    assert report.entries == ()
    assert not report.ok
    return "\n".join(str(finding) for finding in report.findings)


def test_a_true_book_is_believed_and_shown_whole():
    hub = whole_book()
    report = check(hub, insist_on=hub.did)
    assert report.findings == ()
    assert (report.hub, report.name, report.epoch, report.size) == (hub.did, hub.name, 1, 8)
    assert b64(report.root) == hub.checkpoint().split("\n")[2]
    assert report.limits == LIMITS
    assert [(entry.seq, entry.custody, entry.key) for entry in report.entries] == [
        (seq, "self" if seq == 2 else "hub", key("ana").did if seq == 2 else None) for seq in range(8)
    ]
    assert {part.name: part.value for part in report.entries[4].parts.values()} == {
        name: value for name, value in hub.kept[4].statement.values().items() if name != "body.text.001"
    }
    assert report.entries[4].count == 8


def test_bytes_are_checked_like_text():
    hub = whole_book()
    files = hub.hub_json(), hub.checkpoint(), hub.lines()
    assert check_evidence(*(text.encode() for text in files)) == check_evidence(*files)


def test_a_book_of_one_entry_is_believed():
    hub = Hub()
    hub.found()
    assert check(hub, hub.lines(e0=["kind", "body.name"])).findings == ()


def test_entries_may_be_left_out_and_parts_hidden():
    hub = whole_book()
    needed = {0: ["kind", "body.name", "body.next"], 3: None, 6: ["kind", "body.key"]}
    needed[6] = ["kind", "body.key", "body.signature"]
    entries = "".join(hub.line(seq, names) for seq, names in needed.items())
    assert check(hub, entries).findings == ()
    assert check(hub, entries + hub.line(7, ())).findings == ()


def test_a_signature_withheld_is_shown_as_withheld():
    hub = whole_book()
    entries = hub.lines().replace(hub.line(2), hub.line(2, known=False))
    report = check(hub, entries)
    assert report.findings == ()
    assert (report.entries[2].custody, report.entries[2].key) == ("withheld", None)


def test_another_hub_is_refused_when_one_insists():
    hub = whole_book()
    report = check(hub, insist_on=key("stranger").did)
    assert said(report) == f"hub.json: This is the evidence of another hub, {hub.did}."


def test_a_finding_names_the_file_and_the_line():
    hub = whole_book()
    entries = hub.lines().split("\n")
    entries[2] = "{}"
    report = check(hub, "\n".join(entries))
    assert said(report) == ("entries.jsonl, line 3: A line of evidence is a JSON object with six keys.")


def test_unknown_names_are_ignored_everywhere_but_in_receipts():
    hub = whole_book()
    file = json.loads(hub.hub_json()) | {"more": {"x": 1.5}}
    file["keys"] = [item | {"note": None} for item in file["keys"]]
    entries = "".join(
        canonical(json.loads(line) | {"more": [0.5]}).decode() + "\n" for line in hub.lines().splitlines()
    )
    plain = check(hub)
    report = check_evidence(canonical(file), hub.checkpoint(), entries)
    assert report == plain and report.ok


# --- hub.json and the checkpoint -----------------------------------------------------------------

FILE_SPOILERS: dict[str, tuple[Callable[[dict], object], str]] = {
    "no name": (lambda f: f.pop("name"), "does not say name"),
    "empty name": (lambda f: f.update(name=""), "does not say name"),
    "another name": (lambda f: f.update(name="Other"), "does not show the name"),
    "name no text": (lambda f: f.update(name=["x"]), "does not say name"),
    "no hub": (lambda f: f.pop("hub"), "does not say name"),
    "another hub": (lambda f: f.update(hub=key("x").did), "origin in hub.json"),
    "no key": (lambda f: f.update(hub="did:web:x", origin="prisma-hub/did:web:x/1"), "not the did"),
    "another origin": (lambda f: f.update(origin="prisma-hub/x/1"), "origin in hub.json"),
    "no origin": (lambda f: f.pop("origin"), "does not say name"),
    "another epoch": (lambda f: f.update(epoch=2), "origin in hub.json"),
    "epoch true": (lambda f: f.update(epoch=True), "whole number"),
    "epoch 0": (lambda f: f.update(epoch=0), "whole number"),
    "epoch text": (lambda f: f.update(epoch="1"), "whole number"),
    "epoch half": (lambda f: f.update(epoch=1.5), "whole number"),
    "no keys": (lambda f: f.pop("keys"), "does not say name"),
    "keys object": (lambda f: f.update(keys={}), "does not say name"),
    "a key less": (lambda f: f["keys"].pop(), "not signed by"),
    "keys emptied": (lambda f: f["keys"].clear(), "not signed by"),
    "keys reversed": (lambda f: f["keys"].reverse(), "ascending"),
    "a key twice": (lambda f: f["keys"].append(f["keys"][1]), "ascending"),
    "key at 0": (lambda f: f["keys"][0].update(seq=0), "whole number"),
    "key at true": (lambda f: f["keys"][0].update(seq=True), "whole number"),
    "key elsewhere": (lambda f: f["keys"][0].update(seq=2), "do not agree"),
    "key at nothing": (lambda f: f["keys"].insert(0, dict(f["keys"][1], seq=1)), "do not agree"),
    "another key": (lambda f: f["keys"][0].update(key=key("x").did), "does not show the key"),
    "key without did": (lambda f: f["keys"][0].update(key="x"), "not the did:key"),
    "key without seq": (lambda f: f["keys"][0].pop("seq"), "its seq and its key"),
    "a key to come": (
        lambda f: f["keys"].append({"seq": 8, "key": key("hub 3").did}),
        "entry 8, is missing",
    ),
}


@pytest.mark.parametrize("case", FILE_SPOILERS)
def test_hub_json_is_held_to_the_book(case):
    spoil, why = FILE_SPOILERS[case]
    hub = whole_book()
    file = json.loads(hub.hub_json())
    spoil(file)
    report = check_evidence(canonical(file), hub.checkpoint(), hub.lines())
    assert why in said(report)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"name":"x","name":"y"}', "\ufeff{}", b"\xff"])
def test_what_is_no_hub_json_is_refused(text):
    assert said(check_evidence(text, "", "")).startswith("hub.json: ")


def test_a_checkpoint_of_another_size_origin_or_signer_is_refused():
    hub = whole_book()
    other = whole_book()
    other.epoch = 2
    for checkpoint in (
        hub.checkpoint(7),
        other.checkpoint(),
        str(sign_note(hub.checkpoint().partition("\n\n")[0] + "\n", "x", key("hub 2"))),
        hub.checkpoint()[:-1],
        "",
        b"\xff",
    ):
        said(check_evidence(hub.hub_json(), checkpoint, hub.lines()))


def test_the_checkpoint_is_signed_by_the_newest_key_before_its_size():
    hub = whole_book()
    for retired in (0, 1, 3):
        text = hub.checkpoint().partition("\n\n")[0] + "\n"
        note = str(sign_note(text, text.partition("\n")[0], hub.keys[retired]))
        assert "not signed by" in said(check_evidence(hub.hub_json(), note, hub.lines()))


def test_a_checkpoint_right_at_a_rotation_is_signed_by_the_key_before():
    hub = founded()
    hub.rotate()
    assert hub.checkpoint(1).count("—") == 1
    head = check_evidence(
        hub_json(hub.name, hub.did, 1),
        hub.checkpoint(1),
        evidence_line(
            hub.kept[0].receipt,
            hub.kept[0].statement.part_hashes(),
            hub.kept[0].statement.disclose(["kind", "body.name"]),
            [],
        ),
    )
    assert head.findings == ()


# --- the form of a line --------------------------------------------------------------------------

BROKEN_FILES: dict[str, Callable[[str], str | bytes]] = {
    "empty": lambda text: "",
    "no newline at the end": lambda text: text[:-1],
    "empty line at the end": lambda text: text + "\n",
    "empty line at the start": lambda text: "\n" + text,
    "only a newline": lambda text: "\n",
    "byte-order mark": lambda text: "\ufeff" + text,
    "not utf-8": lambda text: text.encode() + b"\xff\n",
    "a line twice": lambda text: text.splitlines(keepends=True)[0] + text,
    "two lines changed places": lambda text: "".join(
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]])(text.splitlines(keepends=True))
    ),
    "entry 0 missing": lambda text: text.partition("\n")[2],
    "a rotation missing": lambda text: "".join(
        line for line in text.splitlines(keepends=True) if "hub.rotated/1" not in line
    ),
    "the binding missing": lambda text: "".join(
        line for line in text.splitlines(keepends=True) if "key.bound/1" not in line
    ),
}


@pytest.mark.parametrize("case", BROKEN_FILES)
def test_the_file_of_entries_is_held_to_its_form(case):
    hub = whole_book()
    report = check_evidence(hub.hub_json(), hub.checkpoint(), BROKEN_FILES[case](hub.lines()))
    assert "entries.jsonl" in said(report)


def _swap(line: dict, one: str, other: str) -> None:
    shown = line["disclosed"]
    shown[one], shown[other] = shown[other], shown[one]


def _move(line: dict, old: str, new: str) -> None:
    line["disclosed"][new] = line["disclosed"].pop(old)


SIGNED = 2  # the line of words signed by their speaker
LINE_SPOILERS: dict[str, Callable[[dict], object]] = {
    "no receipt": lambda line: line.pop("receipt"),
    "no parts": lambda line: line.pop("parts"),
    "no disclosed": lambda line: line.pop("disclosed"),
    "no signature": lambda line: line.pop("signature"),
    "no key": lambda line: line.pop("key"),
    "no proof": lambda line: line.pop("proof"),
    "receipt an object": lambda line: line.update(receipt=json.loads(line["receipt"])),
    "receipt spaced": lambda line: line.update(receipt=line["receipt"] + " "),
    "receipt of custody hub": lambda line: line.update(receipt=line["receipt"].replace('"self"', '"hub"')),
    "receipt of another seq": lambda line: line.update(receipt=line["receipt"].replace('"seq":2', '"seq":3')),
    "receipt of another second": lambda line: line.update(receipt=line["receipt"].replace("0Z", "1Z")),
    "receipt null": lambda line: line.update(receipt=None),
    "parts swapped": lambda line: line["parts"].reverse(),
    "a part less": lambda line: line["parts"].pop(),
    "a part more": lambda line: line["parts"].append(line["parts"][0]),
    "parts an object": lambda line: line.update(parts={}),
    "part null": lambda line: line["parts"].__setitem__(0, None),
    "part short": lambda line: line["parts"].__setitem__(0, "AAAA"),
    "part without padding": lambda line: line["parts"].__setitem__(0, line["parts"][0][:-1]),
    "disclosed a list": lambda line: line.update(disclosed=list(line["disclosed"].values())),
    "disclosed swapped": lambda line: _swap(line, "0", "1"),
    "index padded": lambda line: _move(line, "0", "00"),
    "index signed": lambda line: _move(line, "1", "+1"),
    "index arabic": lambda line: _move(line, "1", "١"),
    "index beyond": lambda line: _move(line, "1", "99"),
    "index huge": lambda line: _move(line, "1", "9" * 5000),
    "shown null": lambda line: line["disclosed"].update({"0": None}),
    "shown four": lambda line: line["disclosed"]["0"].append(1),
    "shown two": lambda line: line["disclosed"]["0"].pop(),
    "another salt": lambda line: line["disclosed"]["0"].__setitem__(0, "A" * 22),
    "salt spare bits": lambda line: line["disclosed"]["0"].__setitem__(0, "A" * 21 + "B"),
    "another name": lambda line: line["disclosed"]["0"].__setitem__(1, "body.text.001"),
    "another value": lambda line: line["disclosed"]["0"].__setitem__(2, "No."),
    "signature null": lambda line: line.update(signature=None),
    "key null": lambda line: line.update(key=None),
    "signature empty": lambda line: line.update(signature=""),
    "signature short": lambda line: line.update(signature="AAAA"),
    "signature of nothing": lambda line: line.update(signature=b64(bytes(64))),
    "signature url-safe": lambda line: line.update(signature=b64url(from_b64(line["signature"]))),
    "another's key": lambda line: line.update(key=key("bea").did),
    "key no did": lambda line: line.update(key="ana"),
    "proof null": lambda line: line.update(proof=None),
    "proof shorter": lambda line: line["proof"].pop(),
    "proof longer": lambda line: line["proof"].append(line["proof"][0]),
    "proof reversed": lambda line: line["proof"].reverse(),
    "proof with the leaf": lambda line: line["proof"].insert(0, line["parts"][0]),
    "proof of numbers": lambda line: line.update(proof=[1, 2, 3]),
}


@pytest.mark.parametrize("case", LINE_SPOILERS)
def test_a_line_is_held_to_its_proof(case):
    hub = whole_book()
    rows = hub.lines().splitlines(keepends=True)
    line = json.loads(rows[SIGNED])
    LINE_SPOILERS[case](line)
    spoiled = canonical(line).decode() + "\n"
    assert spoiled != rows[SIGNED]
    rows[SIGNED] = spoiled
    assert f"entries.jsonl, line {SIGNED + 1}: " in said(check(hub, "".join(rows)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"proof":', '"proof":[],"proof":'),
        ('{"disclosed":{', '{"disclosed":{"0":0,'),
        ('"proof":', '"more":NaN,"proof":'),
        ('"proof":', '"more":1.50,"proof":'),
        ('"proof":', '"more":"\\ud800","proof":'),
        ('"proof":', '"more":{"a":0,"a":0},"proof":'),
        ("Planté", "Plante\u0301"),
    ],
)
def test_json_that_could_mean_two_things_is_refused_in_a_line(old, new):
    hub = whole_book()
    assert old in hub.lines()
    said(check(hub, hub.lines().replace(old, new)))


def test_what_a_value_says_twice_is_refused_even_where_it_hashes_right():
    hub = founded()
    hub.say("a.b/1", body_x={"k": 1})
    for twice, why in (('{"k":1,"k":1}', "stands twice"), ('{"k":1.0}', "another exact form")):
        assert why in said(check(hub, hub.lines().replace('{"k":1}', twice)))


def test_a_hub_may_not_give_a_signature_to_what_it_answers_for_itself():
    hub = whole_book()
    line = json.loads(hub.line(1))
    line["signature"] = b64(key("ana").sign(hub.kept[1].statement.hash()))
    line["key"] = key("ana").did
    entries = hub.lines().replace(hub.line(1), canonical(line).decode() + "\n")
    assert "only under custody self" in said(check(hub, entries))


# --- properly proven, and yet against the rules --------------------------------------------------


def proven(hub: Hub, made: Statement, receipt: dict | None = None) -> str:
    hub.keep(made, **receipt or {})
    return said(check(hub, hub.lines()))


def parts(of: Hub, /, **changed) -> list[tuple[str, object]]:
    whole = {
        "by": "hub",
        "hub": of.did,
        "id": "01890000-0000-7000-8000-0000000000ff",
        "kind": "a.b/1",
        "said": "2026-05-18T09:00:00.000Z",
        "to": ["hub"],
    }
    return sorted({**whole, **{name.replace("__", "."): changed[name] for name in changed}}.items())


WRONG_PARTS: dict[str, dict] = {
    "a kind without version": {"kind": "a.b"},
    "an id of another form": {"id": "01890000-0000-4000-8000-0000000000ff"},
    "nobody hears": {"to": []},
    "hearers unsorted": {"to": ["public", "hub"]},
    "a hearer twice": {"to": ["hub", "hub"]},
    "no such space": {"to": ["all"]},
    "an empty body": {"body__x": ""},
    "a null body": {"body__x": None},
    "an empty list": {"body__x": []},
    "an empty object": {"body__x": {}},
    "about unsorted": {"about": ["b:b", "a:a"]},
    "about of numbers": {"about": [1]},
    "an unknown part": {"extra": "x"},
    "a two-digit segment": {"body__text__00": "x"},
    "a capital field": {"body__Text": "x"},
    "a wrong scope": {"scope": "hub"},
    "a wrong protocol": {"protocol": "sha256:xyz"},
    "a wrong recorder": {"via": "somebody"},
    "a wrong moment": {"said": "yesterday"},
    "another hub": {"hub": key("stranger").did},
}


@pytest.mark.parametrize("case", WRONG_PARTS)
def test_proven_parts_that_break_the_rules_are_refused(case):
    hub = founded()
    assert "line 2" in proven(hub, raw(parts(hub, **WRONG_PARTS[case])))


def test_an_inexact_number_is_refused_even_where_it_hashes_right():
    hub = founded()
    assert "fraction" in proven(hub, raw(parts(hub, body__x=0.5)))


def test_names_out_of_order_or_twice_are_refused():
    hub = founded()
    by, hub_part, *rest = parts(hub)
    assert "order of their names" in proven(hub, raw([by, by, hub_part, *rest]))
    hub = founded()
    assert "order of their names" in proven(hub, raw([("body.b", 1), ("body.a", 1), by, hub_part, *rest]))
    hub = founded()
    assert "line 2" in proven(hub, raw(parts(hub)[::-1]))


@pytest.mark.parametrize("missing", ["by", "hub", "id", "kind", "said", "to"])
def test_a_statement_without_what_must_stand_is_refused_however_little_it_shows(missing):
    for shown in (None, (), ["to"], ["by"], ["kind"]):
        hub = founded()
        hub.keep(raw([part for part in parts(hub) if part[0] != missing]))
        entries = hub.line(0) + hub.line(1, shown)
        assert "cannot be those a statement has" in said(check(hub, entries))


def test_hidden_parts_have_room_only_for_names_that_exist():
    hub = founded()
    hub.keep(raw([*parts(hub), ("zz", 1), ("zzz", 2)]))
    entries = hub.line(0) + hub.line(1, ["to"])
    assert "cannot be those a statement has" in said(check(hub, entries))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_choice_of_parts_of_a_true_statement_is_believed(data):
    optional = {
        "via": BEA,
        "scope": "journey:01890000-0000-7000-8000-000000000001",
        "about": ["a:a"],
        "protocol": "sha256:" + "0" * 64,
        "body.a": 1,
        "body.b.c": 2,
        "body.b.c.000": "x",
    }
    hub = founded()
    names = data.draw(st.sets(st.sampled_from(sorted(optional))))
    if "body.b.c" in names:
        names -= {"body.b.c.000"}
    made = hub.build(
        {"by": ANA, "hub": hub.did, "kind": "a.b/1", "to": ["hub"]} | {name: optional[name] for name in names}
    )
    hub.keep(made)
    shown = data.draw(st.sets(st.sampled_from(sorted(made.values()))))
    assert check(hub, hub.line(0) + hub.line(1, shown)).findings == ()


WRONG_RECEIPTS: dict[str, tuple[dict, str]] = {
    "another hub": ({"hub": key("stranger").did}, "given by another hub"),
    "a later epoch": ({"epoch": 2}, "after the checkpoint"),
    "an earlier moment": ({"at": "2020-01-01T00:00:00.000Z"}, "kept before"),
    "another seq": ({"seq": 5}, "not in the tree"),
    "another statement": ({"statement": bytes(32)}, "do not make the statement"),
    "self said by the hub": ({"custody": "self"}, "Only a person"),
}


@pytest.mark.parametrize("case", WRONG_RECEIPTS)
def test_proven_receipts_that_break_the_rules_are_refused(case):
    receipt, why = WRONG_RECEIPTS[case]
    hub = founded()
    assert why in proven(hub, raw(parts(hub)), receipt)


def test_a_later_epoch_keeps_the_entries_and_receipts_of_the_earlier():
    hub = whole_book()
    hub.epoch = 3
    hub.say("log.resumed/1")
    assert check(hub).findings == ()
    hub.epoch = 2
    hub.say("a.b/1")
    hub.epoch = 3
    assert "kept before" in said(check(hub))


# --- founding ------------------------------------------------------------------------------------


def test_entry_0_shows_that_it_is_the_founding_and_its_name():
    hub = whole_book()
    for names in (["kind", "body.next"], ["body.name", "body.next"], ()):
        assert "ntry 0" in said(check(hub, hub.lines(e0=names)))


def test_entry_0_is_the_founding_and_nothing_else_is():
    hub = Hub()
    hub.say("a.b/1", body_name=hub.name)
    assert "and no other, is the founding" in said(check(hub))
    hub = founded()
    hub.found()
    assert "and no other, is the founding" in said(check(hub))


@pytest.mark.parametrize("body", [{"body_name": 7}, {"body_next": "x"}, {"body_next": 1}])
def test_the_founding_is_held_to_its_form(body):
    hub = Hub()
    hub.found(**body)
    assert "line 1" in said(check(hub))


def test_entry_0_is_nobodys_own_word():
    hub = Hub()
    statement = hub.build(
        {"by": ANA, "hub": hub.did, "kind": "hub.founded/1", "to": ["hub"], "body.name": hub.name}
    )
    hub.keep(statement, custody="self")
    assert "Only a person" in said(check(hub))


# --- rotations -----------------------------------------------------------------------------------


def _rotated(**body) -> Hub:
    hub = founded()
    hub.rotate(**body)
    return hub


def test_a_rotation_is_believed():
    assert check(_rotated()).findings == ()


WRONG_ROTATIONS: dict[str, tuple[Callable[[], Hub], str]] = {
    "signed by another": (lambda: _rotated(by=key("thief")), "not signed by the key before"),
    "signed by the new key": (lambda: _rotated(by=key("hub 1")), "not signed by the key before"),
    "signed over another key": (
        lambda: _rotated(body_signature=b64url(key("hub 0").sign(rotation_message(key("x").public)))),
        "not signed by the key before",
    ),
    "signed without its purpose": (
        lambda: _rotated(body_signature=b64url(key("hub 0").sign(key("hub 1").public))),
        "not signed by the key before",
    ),
    "signature of another form": (lambda: _rotated(body_signature=b64(bytes(64))), "base64"),
    "signature no text": (lambda: _rotated(body_signature=[1]), "is a text"),
    "another key": (lambda: _rotated(body_key=key("x").did), "does not show the key"),
    "next of another form": (lambda: _rotated(body_next="next"), "3 bytes"),
}


@pytest.mark.parametrize("case", WRONG_ROTATIONS)
def test_a_rotation_is_signed_by_the_key_before(case):
    make, why = WRONG_ROTATIONS[case]
    assert why in said(check(make()))


def test_a_key_that_was_not_promised_is_refused():
    hub = Hub()
    hub.found(body_next=promise(key("other")))
    hub.rotate()
    assert "Entry 0 did not promise" in said(check(hub))
    hub = founded()
    hub.rotate(body_next=promise(key("other")))
    hub.rotate()
    assert "Entry 1 did not promise" in said(check(hub))


def test_every_promise_but_the_newest_is_shown():
    hub = whole_book()
    body = ["kind", "body.key", "body.signature"]
    assert check(hub, hub.lines(e6=body)).findings == ()
    assert "did not promise" in said(check(hub, hub.lines(e3=body)))
    assert "did not promise" in said(check(hub, hub.lines(e0=["kind", "body.name"])))


@pytest.mark.parametrize("hidden", ["kind", "body.key", "body.signature"])
def test_a_rotation_shows_kind_key_and_signature(hidden):
    hub = whole_book()
    names = [name for name in hub.kept[3].statement.values() if name != hidden]
    said(check(hub, hub.lines(e3=names)))


def test_a_rotation_that_hub_json_does_not_name_is_refused():
    hub = _rotated()
    hub.rotations.clear()
    assert "do not agree" in said(check(hub))


# --- keys of people ------------------------------------------------------------------------------


def signed_book(**binding) -> Hub:
    """Entry 1 binds Ana's key, entry 2 is signed by her."""
    hub = founded()
    facts = {"kind": "key.bound/1", "by": ANA, "body_key": key("ana").did, **binding}
    hub.say(**facts)
    hub.say("a.b/1", ANA, key("ana"), body_x=1)
    return hub


def test_words_signed_by_a_bound_key_are_believed():
    assert check(signed_book()).findings == ()


WRONG_BINDINGS: dict[str, dict] = {
    "another's": {"by": BEA},
    "another key": {"body_key": key("bea").did},
    "an unbinding": {"kind": "key.unbound/1"},
    "another kind": {"kind": "key.tried/1"},
    "another version": {"kind": "key.bound/2"},
    "said by the hub": {"by": "hub"},
    "said by a circle": {"by": CIRCLE},
    "key of another form": {"body_key": "ana"},
    "key no text": {"body_key": 5},
}


@pytest.mark.parametrize("case", WRONG_BINDINGS)
def test_words_signed_by_a_key_nobody_bound_are_refused(case):
    said(check(signed_book(**WRONG_BINDINGS[case])))


@pytest.mark.parametrize("hidden", ["kind", "by", "body.key"])
def test_a_binding_shows_who_and_which_key(hidden):
    hub = signed_book()
    names = [name for name in hub.kept[1].statement.values() if name != hidden]
    assert "this key was bound" in said(check(hub, hub.lines(e1=names)))


def test_a_key_counts_only_after_it_was_bound():
    hub = founded()
    hub.say("a.b/1", body_x=0)
    hub.say("a.b/1", ANA, key("ana"), body_x=1)
    hub.say("key.bound/1", ANA, body_key=key("ana").did)
    assert "this key was bound" in said(check(hub))


def test_a_key_counts_until_it_is_unbound_and_again_when_bound_anew():
    hub = signed_book()
    hub.say("key.unbound/1", ANA, body_key=key("ana").did)
    assert check(hub).findings == ()
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert "this key was bound" in said(check(hub))
    hub = signed_book()
    hub.say("key.unbound/1", ANA, body_key=key("ana").did)
    hub.say("key.bound/1", ANA, body_key=key("ana").did)
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert check(hub).findings == ()


def test_another_cannot_unbind_a_key_and_a_hidden_unbinding_counts():
    hub = signed_book()
    hub.say("key.unbound/1", BEA, body_key=key("ana").did)
    hub.say("a.b/1", ANA, key("ana"), body_x=2)
    assert check(hub).findings == ()
    hidden = hub.lines(e3=["kind", "body.key"])
    assert "this key was bound" in said(check(hub, hidden))


def test_signed_words_may_hide_their_speaker():
    hub = signed_book()
    assert check(hub, hub.lines(e2=["body.x"])).findings == ()


@pytest.mark.parametrize("by", ["hub", CIRCLE])
@pytest.mark.parametrize("known", [True, False])
def test_what_the_hub_or_a_circle_says_is_never_its_own(by, known):
    hub = signed_book()
    hub.say("a.b/1", by, key("ana"), body_x=1)
    entries = hub.line(0) + hub.line(1) + hub.line(3, known=known)
    assert "Only a person" in said(check(hub, entries))


# --- erasures ------------------------------------------------------------------------------------


def erased_book(**body) -> Hub:
    """Entry 1 has a text of two segments, entry 2 erases some of it."""
    hub = founded()
    hub.say("a.b/1", ANA, **{"body_text.000": "x", "body_text.001": "y"})
    facts = {"body_seq": 1, "body_right": "speaker", **body}
    hub.say("entry.erased/1", **{name: facts[name] for name in facts if facts[name] is not None})
    return hub


def test_what_was_erased_is_shown_nowhere():
    hub = erased_book(body_parts=["body.text.001"])
    assert "Entry 1 shows what was erased" in said(check(hub))
    assert check(hub, hub.lines(e1=["body.text.000", "by"])).findings == ()
    assert check(hub, hub.line(0) + hub.line(2)).findings == ()


def test_an_entry_erased_whole_has_no_line():
    hub = erased_book()
    assert "Entry 1 shows what was erased" in said(check(hub, hub.lines(e1=())))
    assert check(hub, hub.line(0) + hub.line(2)).findings == ()


WRONG_ERASURES: dict[str, dict] = {
    "no seq": {"body_seq": None},
    "seq no number": {"body_seq": "1"},
    "seq true": {"body_seq": True},
    "a later entry": {"body_seq": 3},
    "itself": {"body_seq": 2},
    "before the first": {"body_seq": -1},
    "no right": {"body_right": None},
    "right no text": {"body_right": 5},
    "more than that": {"body_why": "because"},
    "more than that, at the end": {"body_z": "because"},
    "parts no list": {"body_parts": "body.text.001"},
    "parts unsorted": {"body_parts": ["to", "body.text.001"]},
    "a part twice": {"body_parts": ["to", "to"]},
    "no such part": {"body_parts": ["text"]},
}


@pytest.mark.parametrize("case", WRONG_ERASURES)
def test_an_erasure_is_held_to_its_form(case):
    hub = erased_book(**WRONG_ERASURES[case])
    assert "entries.jsonl" in said(check(hub, hub.line(0) + hub.line(2)))


@pytest.mark.parametrize("hidden", ["body.parts", "body.right", "body.seq", "body.z", "body.a"])
def test_an_erasure_shows_all_of_its_body(hidden):
    extra = {"body_z": 1} if hidden == "body.z" else {"body_a": 1} if hidden == "body.a" else {}
    hub = erased_book(body_parts=["body.text.001"], **extra)
    names = [name for name in hub.kept[2].statement.values() if name != hidden]
    assert "n erasure" in said(check(hub, hub.line(0) + hub.line(2, names)))


def test_an_erasure_may_hide_who_and_when():
    hub = erased_book(body_parts=["body.text.001"])
    names = ["kind", "body.parts", "body.right", "body.seq"]
    assert check(hub, hub.line(0) + hub.line(2, names)).findings == ()


# --- mutations -----------------------------------------------------------------------------------

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


# --- scripts and writing -------------------------------------------------------------------------


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
