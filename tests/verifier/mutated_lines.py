"""Mutations of `entries.jsonl`: of the file, and of one line of each sort."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from tests.verifier.altering import (
    OTHER,
    SIX,
    SMALL,
    Change,
    Files,
    Line,
    Mutation,
    dump,
    having,
    malleable,
    spare_bits,
)
from tests.verifier.writer import encode, standard


def of_lines(files: Files) -> Iterator[Mutation]:
    content = files["entries.jsonl"]
    rows = content[:-1].split(b"\n")
    lines = [json.loads(row) for row in rows]

    def so(name: str, altered: bytes) -> Mutation:
        return f"entries.jsonl: {name}", having(files, "entries.jsonl", altered)

    def joined(some: list[bytes]) -> bytes:
        return b"".join(row + b"\n" for row in some)

    yield so("empty", b"")
    yield so("a newline and nothing else", b"\n")
    yield so("no final newline", content[:-1])
    yield so("an empty line at the end", content + b"\n")
    yield so("an empty line at the start", b"\n" + content)
    yield so("a line of spaces", content + b"  \n")
    yield so("a byte-order mark", b"\xef\xbb\xbf" + content)
    yield so("not UTF-8", content[:-2] + b"\xff}\n")
    yield so("something that is no JSON", content + b"entry\n")
    yield so("a list as a line", content + dump([lines[-1]]) + b"\n")
    yield so("null as a line", content + b"null\n")
    yield so("without entry 0", joined(rows[1:]))
    yield so("the last line twice", content + rows[-1] + b"\n")
    yield so("the first line twice", rows[0] + b"\n" + content)
    if len(rows) > 1:
        yield so("an empty line between", joined([rows[0], b"", *rows[1:]]))
        yield so("lines joined", rows[0] + b" " + joined(rows[1:]))
        yield so("lines backwards", joined(rows[::-1]))
        yield so("the last two swapped", joined([*rows[:-2], rows[-1], rows[-2]]))
    bindings = {
        str(value(line, "body.key")): number
        for number, line in enumerate(lines)
        if value(line, "kind") == "key.bound/1"
    }
    for line in lines:
        if line["key"] in bindings:
            bound = bindings[line["key"]]
            yield so("the entry that bound a key missing", joined(rows[:bound] + rows[bound + 1 :]))
            break
    for rotation in json.loads(files["hub.json"])["keys"]:
        kept = [row for row, line in zip(rows, lines, strict=True) if seq(line) != rotation["seq"]]
        yield so(f"the rotation {rotation['seq']} missing", joined(kept))


def seq(line: Line) -> int:
    return int(json.loads(line["receipt"])["seq"])


def value(line: Line, name: str) -> Any:
    return next((part[2] for part in line["disclosed"].values() if part[1] == name), None)


def chosen_lines(files: Files) -> Iterator[tuple[str, int]]:
    """One line of each sort: so the number of mutations does not grow with the evidence."""
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(files["entries.jsonl"][:-1].split(b"\n")):
        line = json.loads(row)
        own = json.loads(line["receipt"])["custody"], line["key"] is None
        some = bool(line["disclosed"]), len(line["disclosed"]) == len(line["parts"])
        kind = value(line, "kind")
        sort = (kind if kind and kind.split(".")[0] in ("hub", "key", "entry") else "", own, some)
        if sort not in seen:
            seen.add(sort)
            yield f"seq {seq(line)}", number


def of_line(files: Files, where: str, number: int) -> Iterator[Mutation]:
    """Alterations of one line by itself."""
    rows = files["entries.jsonl"][:-1].split(b"\n")
    line = json.loads(rows[number])
    needs = must_show(files, line)

    def row(name: str, altered: bytes) -> Mutation:
        content = b"".join(r + b"\n" for r in [*rows[:number], altered, *rows[number + 1 :]])
        return f"{where}: {name}", having(files, "entries.jsonl", content)

    def so(name: str, /, **changes: Any) -> Mutation:
        return row(name, dump({**line, **changes}))

    for key in SIX:
        yield row(f"{key} missing", dump({k: v for k, v in line.items() if k != key}))
        yield row(f"{key} twice", rows[number][:-1] + b',"%b":%b}' % (key.encode(), dump(line[key])))
    yield from of_receipt(line, so)
    yield from of_hashes("parts", line, so)
    yield from of_hashes("proof", line, so)
    yield from of_signature(line, so)
    yield from of_disclosed(line, so)
    for index, (_, name, _) in line["disclosed"].items():
        if name in needs:
            rest = {i: part for i, part in line["disclosed"].items() if i != index}
            yield so(f"{name} not shown", disclosed=rest)
    foreign = json.loads(rows[number - 1])
    for key in ("receipt", "parts", "proof", "disclosed"):
        if line[key] != foreign[key]:
            yield so(f"{key} of another line", **{key: foreign[key]})
    first = next(iter(line["disclosed"]), None)
    if first is not None:
        twice = rows[number].replace(b'"disclosed":{', b'"disclosed":{"%b":[],' % first.encode())
        yield row("a part twice", twice)


def must_show(files: Files, line: Line) -> set[str]:
    """The parts a line of its kind has to show."""
    keys = json.loads(files["hub.json"])["keys"]
    rotations = [rotation["seq"] for rotation in keys]
    kind = value(line, "kind")
    if kind == "hub.founded/1":
        return {"kind", "body.name"} | ({"body.next"} if keys else set())
    if kind == "hub.rotated/1":
        newest = seq(line) == rotations[-1]
        return {"kind", "body.key", "body.signature"} | (set() if newest else {"body.next"})
    if kind == "entry.erased/1":
        return {"body.seq", "body.parts", "body.right"}
    used = b'"key":"%b"' % str(value(line, "body.key")).encode()
    if kind == "key.bound/1" and used in files["entries.jsonl"]:
        return {"kind", "by", "body.key"}
    return set()


def of_receipt(line: Line, so: Change) -> Iterator[Mutation]:
    text: str = line["receipt"]
    receipt = json.loads(text)
    other = standard(bytes(32)).rstrip("=")
    for name, changes in {
        "later": {"at": receipt["at"][:-2] + ("1Z" if receipt["at"][-2] != "1" else "2Z")},
        "in other custody": {"custody": "hub" if receipt["custody"] == "self" else "self"},
        "in no custody": {"custody": "nobody"},
        "of another epoch": {"epoch": receipt["epoch"] + 1},
        "to another hub": {"hub": OTHER},
        "of another number": {"seq": receipt["seq"] + 1},
        "of a number below nought": {"seq": -1},
        "with a number in words": {"seq": str(receipt["seq"])},
        "of another statement": {"statement": other},
        "with spare bits": {"statement": spare_bits(receipt["statement"], url=True)},
        "with padding": {"statement": receipt["statement"] + "="},
        "of version 2": {"v": 2},
        "of version true": {"v": True},
        "with a field more": {"words": 7},
    }.items():
        yield so(f"a receipt {name}", receipt=encode({**receipt, **changes}).decode())
    for key in receipt:
        less = {name: field for name, field in receipt.items() if name != key}
        yield so(f"a receipt without {key}", receipt=encode(less).decode())
    backwards = json.dumps(dict(reversed(receipt.items())), separators=(",", ":"))
    yield so("a receipt in another order", receipt=backwards)
    yield so("a receipt with a space", receipt=text.replace(":", ": ", 1))
    yield so("a receipt with a newline", receipt=text + "\n")
    yield so("a receipt with an escape", receipt=text.replace('"at"', '"\\u0061t"'))
    yield so("a receipt with a key twice", receipt=text[:-1] + ',"v":1}')
    yield so("a receipt with a fraction", receipt=text.replace('"v":1}', '"v":1.0}'))
    yield so("a receipt that is an object", receipt=receipt)


def of_hashes(key: str, line: Line, so: Change) -> Iterator[Mutation]:
    """For `parts` and `proof`, which are both lists of hashes."""
    hashes: list[str] = line[key]
    noughts = standard(bytes(32))
    yield so(f"{key} with one more", **{key: [*hashes, noughts]})
    yield so(f"{key} with one more before", **{key: [noughts, *hashes]})
    yield so(f"{key} that are an object", **{key: dict.fromkeys(hashes)})
    yield so(f"{key} that are text", **{key: "".join(hashes)})
    yield so(f"{key} that are null", **{key: None})
    if not hashes:
        return
    first, *rest = hashes
    turned = bytes([base64.b64decode(first)[0] ^ 128]) + base64.b64decode(first)[1:]
    yield so(f"{key} without the first", **{key: rest})
    yield so(f"{key} without the last", **{key: hashes[:-1]})
    yield so(f"{key} empty", **{key: []})
    yield so(f"{key} with a bit turned", **{key: [standard(turned), *rest]})
    yield so(f"{key} with spare bits", **{key: [spare_bits(first), *rest]})
    yield so(f"{key} without padding", **{key: [first.rstrip("="), *rest]})
    yield so(f"{key} with a line break", **{key: [first + "\n", *rest]})
    yield so(f"{key} with a byte less", **{key: [standard(base64.b64decode(first)[1:]), *rest]})
    yield so(f"{key} with a number", **{key: [7, *rest]})
    if any(letter in "".join(hashes) for letter in "+/"):
        for_urls = [text.replace("+", "-").replace("/", "_") for text in hashes]
        yield so(f"{key} in the letters of URLs", **{key: for_urls})
    if rest and len(set(hashes)) > 1:
        yield so(f"{key} backwards", **{key: hashes[::-1]})


def of_signature(line: Line, so: Change) -> Iterator[Mutation]:
    noughts = standard(bytes(64))
    yield so("somebody else's key", key=OTHER, signature=noughts)
    yield so("a key of small order", key=SMALL, signature=standard(b"\x01" + bytes(63)))
    if line["key"] is None:
        yield so("a key without signature", key=OTHER)
        yield so("a signature without key", signature=noughts)
        yield so("an empty key", key="", signature="")
        return
    raw = base64.b64decode(line["signature"])
    yield so("the signature taken away", signature=None)
    yield so("the key taken away", key=None)
    yield so("another key", key=OTHER)
    yield so("a key that is no did", key=line["key"].removeprefix("did:key:"))
    yield so("a wrong signature", signature=standard(raw[:-1] + bytes([raw[-1] ^ 1])))
    yield so("a signature with the order added", signature=standard(malleable(raw)))
    yield so("a signature too long", signature=standard(raw + b"\0"))
    yield so("a signature with spare bits", signature=spare_bits(line["signature"]))


def of_disclosed(line: Line, so: Change) -> Iterator[Mutation]:
    shown: dict[str, list[Any]] = line["disclosed"]
    yield so("disclosed as a list", disclosed=list(shown.values()))
    yield so("a part beyond the last", disclosed={**shown, str(len(line["parts"])): ["", "x", 1]})
    hidden = [i for i in range(len(line["parts"])) if str(i) not in shown]
    if hidden:
        made_up = [standard(bytes(15)) + "AA", "body.made_up", "words"]
        yield so("a part made up", disclosed={**shown, str(hidden[0]): made_up})
    if not shown:
        return
    index, (salt, name, words) = next(iter(shown.items()))
    rest = {i: part for i, part in shown.items() if i != index}
    for what, part in {
        "other words": [salt, name, [words, "!"]],
        "another name": [salt, name + "s", words],
        "another salt": [standard(bytes(15)) + "AA", name, words],
        "a salt with padding": [salt + "==", name, words],
        "a salt with spare bits": [spare_bits(salt, url=True), name, words],
        "four members": [salt, name, words, words],
        "two members": [salt, name],
        "no member": [],
        "an object": {"salt": salt, "name": name, "value": words},
        "words that are null": [salt, name, None],
        "words in a list": [salt, name, [words]],
    }.items():
        yield so(f"a part with {what}", disclosed={**rest, index: part})
    for what, written in {
        "with a nought before": "0" + index,
        "with a sign": "+" + index,
        "with a space": " " + index,
        "with a fraction": index + ".0",
        "in Arabic digits": "".join(chr(0x660 + int(digit)) for digit in index),
        "below nought": "-1",
        "in words": "first",
    }.items():
        yield so(f"an index {what}", disclosed={written: shown[index], **rest})
    free = next((str(i) for i in range(len(line["parts"])) if str(i) != index), "0")
    moved = {**rest, index: rest.get(free, shown[index]), free: shown[index]}
    yield so("a part in another place", disclosed=moved)
    whole = [(i, p) for i, p in shown.items() if type(p[2]) is int]
    for i, part in whole[:1]:
        yield so("a number in words", disclosed={**shown, i: [part[0], part[1], str(part[2])]})
        yield so("a number with a fraction", disclosed={**shown, i: [*part[:2], float(part[2])]})
