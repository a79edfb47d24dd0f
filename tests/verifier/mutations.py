"""Ways to alter published evidence, for any folder of it: a verifier must refuse every one.

`mutations(folder)` yields a name and all files of the altered folder. Where a file changes, its
script changes along, so that the refusal is earned by the file; scripts have mutations of their
own. `flips(folder)` turns single bits; `meaning(files)` tells what a reader takes from evidence,
so that a flip that changes nothing (an unknown key, a witness' signature) can be told apart.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.verifier.altering import OTHER, SIX, SMALL, Files, Mutation, dump, having, malleable, spare_bits
from tests.verifier.mutated_lines import chosen_lines, of_line, of_lines
from tests.verifier.writer import FILES, standard


def read(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def mutations(folder: Path) -> Iterator[Mutation]:
    """Every alteration that applies to this folder, named; each must be refused."""
    files = read(folder)
    yield from of_hub(files)
    yield from of_checkpoint(files)
    yield from of_lines(files)
    for where, number in chosen_lines(files):
        yield from of_line(files, where, number)
    yield from of_scripts(files)


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
        "a number misspelled in what is unknown": original.rstrip()[:-1] + b',"x":[1.0]}',
        "a nought below nought": original.rstrip()[:-1] + b',"x":-0}',
        "a number too large in what is unknown": original.rstrip()[:-1] + b',"x":9007199254740993}',
        "half a character in what is unknown": original.rstrip()[:-1] + b',"x":"\\ud800"}',
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
        "a line more": text.replace("\n\n", "\nmore\n\n"),
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
    for name in (*FILES, *(f"{file}.js" for file in FILES)):
        content = files[name]
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
