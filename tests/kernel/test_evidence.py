"""The files of the evidence, each for itself."""

import json
from collections.abc import Callable

import pytest

from prisma_hub.kernel.canonical import b64, b64url, canonical, from_b64
from prisma_hub.kernel.evidence import (
    LIMITS,
    check_evidence,
    evidence_line,
    hub_json,
)
from prisma_hub.kernel.note import sign_note
from tests.kernel.hub import Hub, check, founded, key, said, whole_book


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
