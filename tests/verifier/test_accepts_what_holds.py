"""What must be accepted: refusing too much would make honest hubs look false."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.verifier.altering import Files, dump, having
from tests.verifier.broken import OWN, WHOLE, added, at, extra, many, parts, with_lines
from tests.verifier.program import load_verify, refusal
from tests.verifier.sample import (
    HUB_KEYS,
    OTHER_KEY,
    OWN_KEY,
    promise,
    sample_log,
    small_log,
    statement,
)
from tests.verifier.writer import (
    CIRCLE,
    PERSON_A,
    PERSON_B,
    Entry,
    Log,
    did_of,
    write_evidence,
)

VERIFY = load_verify()
BOUND = statement(16, "key.bound/1", PERSON_A, body__key=did_of(OTHER_KEY))
SIGNED = statement(17, "contribution.made/1", PERSON_A, body__n=1)


def first(log: Log, size: int) -> Log:
    """The book when it held `size` entries, with the key in force then."""
    return replace(log, entries=log.entries[:size], keys=HUB_KEYS[: 1 + (size > 6) + (size > 11)])


CHANGES: dict[str, Callable[[Log], Log]] = {
    **{f"the book at size {size}": lambda log, n=size: first(log, n) for size in range(1, 17)},
    "a book of one entry": lambda log: small_log(),
    "no witness": lambda log: replace(log, witness=None),
    "a second key of one's own": many(added(Entry(BOUND)), added(Entry(SIGNED, signed=OTHER_KEY))),
    "a binding signed by the key before": lambda log: log.put(3, Entry(BOUND, signed=OWN_KEY)),
    "a key bound again": many(
        added(Entry({**BOUND, "body.key": did_of(OWN_KEY)})), added(Entry(SIGNED, signed=OWN_KEY))
    ),
    "a signed entry that hides its speaker": at(OWN, hidden=("by",)),
    "a withheld signature that shows its speaker": at(3, show=("*",)),
    "nothing shown but the founding": lambda log: replace(
        small_log(), entries=(small_log().entries[0], Entry(SIGNED, line=None))
    ),
    "the founding with only what it must": lambda log: replace(
        small_log(), entries=(replace(small_log().entries[0], show=("kind", "body.name")),)
    ),
    "the newest promise hidden": at(11, hidden=("body.next",)),
    "extension lines in the checkpoint": with_lines("more", "and more"),
    "an erased part erased again": added(
        Entry(statement(16, "entry.erased/1", "hub", body__seq=9, body__parts=["by"], body__right="speaker"))
    ),
    "an entry of a later epoch": lambda log: replace(log, epoch=3).change(15, receipt={"epoch": 2}),
    "two entries at one time": at(WHOLE, receipt={"at": "2026-05-18T09:04:00.000Z"}),
    "words of the last second of a leap day": parts(said="2028-02-29T23:59:59.999Z"),
    "a kind we do not know": parts(kind="soil_life.counted-twice/12"),
    "to all kinds of spaces": parts(to=[CIRCLE, "hub", "network", PERSON_A, PERSON_B, "public"]),
    "a field of one letter": extra("body.z", False),
    "nought": extra("body.z", 0),
    "the largest number": extra("body.z", [2**53 - 1, -(2**53 - 1)]),
    "null within": extra("body.z", {"a": None}),
    "a field of many words": extra("body.a.b-c.d_e.f9.999", "words"),
    "words in many scripts": extra("body.z", "水 ماء \U0001f4a7 e\u0301 \u00e9 \u0000\u001f\u2029"),
    "keys in the order of UTF-16": extra(
        "body.z", {"\U00010000": 1, "\uffff": 2, "": 3, "1": 4, "__proto__": 5}
    ),
    "three hundred parts": lambda log: log.change(
        WHOLE,
        fields={**log.entries[WHOLE].fields, **{f"body.text.{n:03}": f"paragraph {n}" for n in range(300)}},
        show=("body.text.150", "kind"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_accepts(name: str) -> None:
    assert refusal(VERIFY, write_evidence(CHANGES[name](sample_log()))) is None


def in_hub(**changes: Any) -> Callable[[Files], Files]:
    return lambda files: having(files, "hub.json", dump({**json.loads(files["hub.json"]), **changes}))


def in_lines(change: Callable[[dict[str, Any]], Any]) -> Callable[[Files], Files]:
    def altered(files: Files) -> Files:
        rows = files["entries.jsonl"][:-1].split(b"\n")
        lines = [change(json.loads(row)) for row in rows]
        return having(files, "entries.jsonl", b"".join(dump(line) + b"\n" for line in lines))

    return altered


def escaped(files: Files) -> Files:
    lines = [json.loads(row) for row in files["entries.jsonl"][:-1].split(b"\n")]
    return having(files, "entries.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())


def other_escapes(files: Files) -> Files:
    start, _, rest = files["entries.jsonl.js"].partition(b"] = ")
    text = json.dumps(json.loads(rest[:-2])).encode()
    return {**files, "entries.jsonl.js": start + b"] = " + text + b";\n"}


def older_signature(files: Files) -> Files:
    origin = files["checkpoint"].split(b"\n")[0]
    return having(files, "checkpoint", files["checkpoint"] + "— ".encode() + origin + b" AAAAAAAA\n")


IRRELEVANT: dict[str, Callable[[Files], Files]] = {
    "an unknown key in hub.json": in_hub(more={"a": [1.5, -0.25, None]}),
    "hub.json on many lines": lambda files: having(
        files, "hub.json", json.dumps(json.loads(files["hub.json"]), indent=2).encode()
    ),
    "an unknown key in each rotation": lambda files: in_hub(
        keys=[{**rotation, "note": "x"} for rotation in json.loads(files["hub.json"])["keys"]]
    )(files),
    "an unknown key in every line": in_lines(lambda line: {"more": {"seq": 1}, **line}),
    "keys of lines backwards": in_lines(lambda line: dict(reversed(line.items()))),
    "parts shown backwards": in_lines(
        lambda line: {**line, "disclosed": dict(reversed(line["disclosed"].items()))}
    ),
    "spaces and escapes in lines": escaped,
    "other escapes in a script": other_escapes,
    "the signature of an unknown witness": lambda files: having(
        files, "checkpoint", files["checkpoint"] + "— elsewhere.example/é AAAAAAAA\n".encode()
    ),
    "a signature by an older key of the hub": older_signature,
    "a further file": lambda files: {**files, "README.txt": b"\xff"},
}


@pytest.mark.parametrize("name", IRRELEVANT)
def test_passes_over(name: str) -> None:
    assert refusal(VERIFY, IRRELEVANT[name](write_evidence(sample_log()))) is None


def test_a_promise_is_needed_only_where_a_rotation_keeps_it() -> None:
    log = replace(small_log(), entries=(small_log().entries[0].but(body__next=promise(4)),))
    assert refusal(VERIFY, write_evidence(log)) is None
