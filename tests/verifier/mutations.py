"""Ways to alter published evidence, for any folder of it: a verifier must refuse every one.

`mutations(folder)` yields a name and all files of the altered folder. Where a file changes, its
script changes along, so that the refusal is earned by the file; scripts have mutations of their
own. `flips(folder)` turns single bits; `meaning(files)` tells what a reader takes from evidence,
so that a flip that changes nothing (an unknown key, a witness' signature) can be told apart.
"""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.verifier.writer import FILES, did_of, encode, private_key, with_scripts

Files = dict[str, bytes]
Line = dict[str, Any]
Mutation = tuple[str, Files]
SMALL = "did:key:z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"  # 32 zero bytes: order four
OTHER = did_of(private_key("somebody else"))
SIX = ("receipt", "parts", "disclosed", "signature", "key", "proof")


def read(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def mutations(folder: Path) -> Iterator[Mutation]:
    """Every alteration that applies to this folder, named; each must be refused."""
    files = read(folder)
    yield from of_hub(files)
    yield from of_checkpoint(files)
    yield from of_lines(files)
    for where, number in chosen_lines(files):
        yield from of_line(files, where, number)
    yield from of_scripts(files)


def having(files: Files, name: str, content: bytes) -> Files:
    return with_scripts({**files, name: content}) if valid(content) else {**files, name: content}


def valid(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def of_hub(files: Files) -> Iterator[Mutation]:
    original = files["hub.json"]
    hub = json.loads(original)

    def so(name: str, /, **changes: Any) -> Mutation:
        return f"hub.json: {name}", having(files, "hub.json", dump({**hub, **changes}))

    yield so("another name", name=hub["name"] + "!")
    yield so("an empty name", name="")
    yield so("a name that is a list", name=[hub["name"]])
    yield so("another hub", hub=OTHER)
    yield so("another hub and origin", hub=OTHER, origin=f"prisma-hub/{OTHER}/{hub['epoch']}")
    yield so("a hub of small order", hub=SMALL, origin=f"prisma-hub/{SMALL}/{hub['epoch']}")
    yield so("a hub without did:key", hub=hub["hub"].removeprefix("did:key:"))
    yield so("a hub key with a letter more", hub=hub["hub"] + "1")
    yield so("another origin", origin=hub["origin"] + "0")
    yield so("the next epoch", epoch=hub["epoch"] + 1)
    later = f"prisma-hub/{hub['hub']}/{hub['epoch'] + 1}"
    yield so("the next epoch and origin", epoch=hub["epoch"] + 1, origin=later)
    yield so("epoch nought", epoch=0, origin=f"prisma-hub/{hub['hub']}/0")
    yield so("an epoch in words", epoch=str(hub["epoch"]))
    yield so("an epoch that is true", epoch=True)
    yield so("keys that are an object", keys={})
    yield so("keys that are null", keys=None)
    yield so("a rotation that is none", keys=[*hub["keys"], {"seq": 1, "key": OTHER}])
    yield so("a rotation beyond the log", keys=[*hub["keys"], {"seq": 2**40, "key": OTHER}])
    if hub["keys"]:
        first, *rest = hub["keys"]
        yield so("the first rotation missing", keys=rest)
        yield so("the newest rotation missing", keys=hub["keys"][:-1])
        yield so("no rotations", keys=[])
        yield so("a rotation twice", keys=[first, first, *rest])
        yield so("a rotation to another key", keys=[{**first, "key": OTHER}, *rest])
        yield so("a rotation to a small key", keys=[{**first, "key": SMALL}, *rest])
        yield so("a rotation elsewhere", keys=[{**first, "seq": first["seq"] + 1}, *rest])
        yield so("a rotation in words", keys=[{**first, "seq": str(first["seq"])}, *rest])
        yield so("a rotation without key", keys=[{"seq": first["seq"]}, *rest])
    if len(hub["keys"]) > 1:
        yield so("rotations backwards", keys=hub["keys"][::-1])
    for key in ("name", "hub", "origin", "epoch", "keys"):
        without = {name: value for name, value in hub.items() if name != key}
        yield f"hub.json: {key} missing", having(files, "hub.json", dump(without))
        twice = original.rstrip()[:-1] + b',"%b":%b}' % (key.encode(), dump(hub[key]))
        yield f"hub.json: {key} twice", having(files, "hub.json", twice)
    for name, content in {
        "a byte-order mark": b"\xef\xbb\xbf" + original,
        "something after it": original + b"{}",
        "not an object": dump([hub]),
        "empty": b"",
        "not UTF-8": original.replace(b'"name":"', b'"name":"\xff', 1),
        "a word that is not JSON": original.rstrip()[:-1] + b',"more":NaN}',
        "a key twice within what is unknown": original.rstrip()[:-1] + b',"x":{"a":1,"a":1}}',
        "an epoch with a fraction": original.replace(b'"epoch":', b'"epoch":0.0e0,"old":'),
    }.items():
        yield f"hub.json: {name}", having(files, "hub.json", content)


def of_checkpoint(files: Files) -> Iterator[Mutation]:
    text = files["checkpoint"].decode()
    body, signatures = text.split("\n\n")
    origin, size, root = body.split("\n")
    own = next(line for line in signatures.split("\n") if line.startswith(f"— {origin} "))
    raw = base64.b64decode(own.split(" ")[2])
    others = "".join(f"{line}\n" for line in signatures.split("\n") if line not in (own, ""))
    witness = "— witness.example/two " + standard(bytes(76)) + "\n"

    def signed(code: bytes) -> str:
        return text.replace(own, f"— {origin} {standard(code)}")

    for name, content in {
        "one entry more": text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n"),
        "one entry fewer": text.replace(f"\n{size}\n", f"\n{int(size) - 1}\n"),
        "size with a nought before": text.replace(f"\n{size}\n", f"\n0{size}\n"),
        "size with a sign": text.replace(f"\n{size}\n", f"\n+{size}\n"),
        "size nought": text.replace(f"\n{size}\n", "\n0\n"),
        "another root": text.replace(root, standard(bytes(32))),
        "a root with spare bits": text.replace(root, spare_bits(root)),
        "a root without padding": text.replace(root, root.rstrip("=")),
        "another origin": text.replace(origin, origin[:-1] + "9"),
        "another origin above": text.replace(origin, origin[:-1] + "9", 1),
        "an extension line": text.replace("\n\n", "\nmore\n\n"),
        "a blank line more": text.replace("\n\n", "\n\n\n"),
        "no blank line": text.replace("\n\n", "\n"),
        "no final newline": text.rstrip("\n"),
        "an empty last line": text + "\n",
        "lines of Windows": text.replace("\n", "\r\n"),
        "a byte-order mark": "\ufeff" + text,
        "a control character": text.replace("— ", "—\x00", 1),
        "no signature": f"{body}\n\n",
        "only a witness": f"{body}\n\n{others or witness}",
        "a wrong signature": signed(raw[:-1] + bytes([raw[-1] ^ 1])),
        "another key id": signed(bytes([raw[0] ^ 1]) + raw[1:]),
        "a signature too short": signed(raw[:-1]),
        "a signature too long": signed(raw + b"\0"),
        "the order of the curve added to the signature": signed(raw[:36] + malleable(raw[36:])),
        "a wrong signature besides": text + f"— {origin} {standard(raw[:4] + bytes(64))}\n",
        "spare bits in the signature": text.replace(own, spare_bits(own)),
        "a line that is no signature": text + "and more\n",
        "a signature without a name": text + f"—  {standard(raw)}\n",
        "a signature by a name with a plus": text + f"— a+b {standard(raw)}\n",
        "a signature by a name with a wide space": text + f"— a\u2003b {standard(raw)}\n",
        "a signature that is not base64": text + "— witness.example/two !!!!\n",
        "a hyphen for a dash": text.replace("—", "-", 1),
        "empty": "",
    }.items():
        yield f"checkpoint: {name}", having(files, "checkpoint", content.encode())
    broken = text.encode().replace(b"\n\n", b"\n\xff\n\n")
    yield "checkpoint: not UTF-8", {**files, "checkpoint": broken}


def standard(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def malleable(signature: bytes) -> bytes:
    """The same signature with the order of the curve's base point added to its second half."""
    order = 2**252 + 27742317777372353535851937790883648493
    total = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + total.to_bytes(32, "little")


def spare_bits(text: str, url: bool = False) -> str:
    """The same bytes, spelled with bits set that nobody reads."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + "+/-_"[url * 2 :][:2]
    bare = text.rstrip("=")
    return bare[:-1] + letters[letters.index(bare[-1]) ^ 1] + text[len(bare) :]


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


Change = Callable[..., Mutation]


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


def of_scripts(files: Files) -> Iterator[Mutation]:
    for name in FILES:
        script = f"{name}.js"
        text = files[script]
        other = "checkpoint" if name != "checkpoint" else "hub.json"
        for what, content in {
            "a word more": text[:-3] + b' ";\n',
            "a further command": text + b"self.prismaEvidence = null;\n",
            "a further command on its line": text[:-1] + b"void 0;\n",
            "a comment before": b"/* */" + text,
            "a comment within": text.replace(b"] = ", b"] = /* */"),
            "plain setting": text.replace(b"||=", b"="),
            "another name": text.replace(name.encode(), other.encode(), 1),
            "the script of another file": files[f"{other}.js"],
            "no newline at its end": text[:-1],
            "lines of Windows": text[:-1] + b"\r\n",
            "no semicolon": text[:-2] + b"\n",
            "a byte-order mark": b"\xef\xbb\xbf" + text,
            "nothing": b"",
        }.items():
            yield f"{script}: {what}", {**files, script: content}
        yield f"{script}: missing", {n: c for n, c in files.items() if n != script}
        yield f"{name}: missing", {n: c for n, c in files.items() if n != name}
        yield f"{name}: changed, its script not", {**files, name: files[name] + b" "}


def flips(folder: Path, every: int) -> Iterator[Mutation]:
    """A bit turned in each `every`th byte of each file, scripts following the file they copy."""
    files = read(folder)
    for name, content in files.items():
        for place in range(0, len(content), every):
            bit = 1 << (place // every) % 8
            altered = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
            scripted = name in FILES
            whole = having(files, name, altered) if scripted else {**files, name: altered}
            yield f"{name}: byte {place} ^ {bit}", whole


def meaning(files: Files) -> Any:
    """What a reader takes from evidence: all but unknown keys and signatures of witnesses."""
    try:
        hub = json.loads(files["hub.json"])
        known = {key: hub.get(key) for key in ("name", "hub", "origin", "epoch")}
        keys = [(rotation["seq"], rotation["key"]) for rotation in hub["keys"]]
        rows = files["entries.jsonl"].decode().split("\n")
        lines = [{key: json.loads(row).get(key) for key in SIX} for row in rows if row]
        notes = files["checkpoint"].decode().split("\n")
        own = [line for line in notes if not line.startswith("— ") or f" {notes[0]} " in line]
        scripts = [json.loads(files[f"{name}.js"].split(b"] = ", 1)[1][:-2]) for name in FILES]
        same = [files[name].decode() == script for name, script in zip(FILES, scripts, strict=True)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    return known, keys, lines, own, same
