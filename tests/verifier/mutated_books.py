"""Ways to alter what a hub serves under `/log/`, and the proof of one entry: each must be refused.

Names say where and how. A changed checkpoint is signed anew only where the name says by whom.
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from tests.verifier.altering import OTHER, SMALL, Files, Mutation, dump, malleable, spare_bits
from tests.verifier.sample import HUB, HUB_KEYS
from tests.verifier.writer import digest, private_key, raw_public, standard, tree

ORIGIN = f"prisma-hub/{HUB}/1"


def of_book(files: Files) -> Iterator[Mutation]:
    """Tiles, bundles and checkpoint of a book of 530 entries."""
    yield from of_checkpoint(files)
    for path in files:
        if path.startswith("tile/"):
            yield from of_tile(files, path)
    yield from of_two_tiles(files)


def of_tile(files: Files, path: str) -> Iterator[Mutation]:
    data = files[path]
    step = 34 if path.startswith("tile/entries") else 32
    partial = re.fullmatch(r"(.*)\.p/([0-9]+)", path)

    def so(name: str, content: bytes) -> Mutation:
        return f"{path}: {name}", {**files, path: content}

    yield so("first bit turned", bytes([data[0] ^ 1]) + data[1:])
    yield so("last bit turned", data[:-1] + bytes([data[-1] ^ 0x80]))
    middle = len(data) // 2
    yield so("a bit in the middle turned", data[:middle] + bytes([data[middle] ^ 16]) + data[middle + 1 :])
    yield so("a byte more", data + b"\0")
    yield so("a byte fewer", data[:-1])
    yield so("a place more", data + data[-step:])
    yield so("a place fewer", data[:-step])
    yield so("a byte before", b"\0" + data)
    yield so("empty", b"")
    yield so("noughts", bytes(len(data)))
    yield so("compressed again", b"\x1f\x8b" + data[2:])
    if len(data) > step:
        yield so("its first two places changed over", data[step : 2 * step] + data[:step] + data[2 * step :])
        yield so("backwards", b"".join(data[at : at + step] for at in range(len(data) - step, -1, -step)))
        yield so("the first place twice", data[:step] * 2 + data[2 * step :])
        yield so("one place too far", data[step:] + data[:step])
    if step == 34:
        yield so("a length of 33", data[:-34] + b"\0\x21" + data[-32:])
        yield so("lengths the other way round", data[:-34] + b"\x20\0" + data[-32:])
        yield so("an entry of noughts", data[:-32] + bytes(32))
    without = {name: content for name, content in files.items() if name != path}
    yield f"{path}: missing", without
    if partial:
        yield f"{path}: under a smaller width", {**without, f"{partial[1]}.p/{int(partial[2]) - 1}": data}
        yield f"{path}: as if it were full", {**without, partial[1]: data}
    else:
        yield f"{path}: as if it were partial", {**without, f"{path}.p/255": data[: 255 * step]}


def of_two_tiles(files: Files) -> Iterator[Mutation]:
    """A false history needs more than one place: these agree among themselves, up to the root."""
    first, second, above = files["tile/0/000"], files["tile/0/001"], files["tile/1/000.p/2"]
    bundle = files["tile/entries/000"]
    other = bundle[:2] + bytes(32) + bundle[34:]
    leaf = digest(b"\0", bytes(32))
    rewritten = {**files, "tile/entries/000": other, "tile/0/000": leaf + first[32:]}
    nodes = [(leaf + first[32:])[at : at + 32] for at in range(0, 8192, 32)]
    yield "an entry rewritten, with its leaf", rewritten
    yield (
        "an entry rewritten, with every tile above it",
        {**rewritten, "tile/1/000.p/2": tree(nodes) + above[32:]},
    )
    yield "two full tiles changed over", {**files, "tile/0/000": second, "tile/0/001": first}
    yield (
        "two bundles changed over",
        {**files, "tile/entries/000": files["tile/entries/001"], "tile/entries/001": bundle},
    )
    yield (
        "two stretches of the book changed over",
        {
            **files,
            "tile/entries/000": files["tile/entries/001"],
            "tile/entries/001": bundle,
            "tile/0/000": second,
            "tile/0/001": first,
            "tile/1/000.p/2": above[32:] + above[:32],
        },
    )
    last = files["tile/0/002.p/18"]
    yield "a partial tile of the level above", {**files, "tile/1/000.p/2": above[:32] + last[:32]}


def of_checkpoint(files: Files, name: str = "checkpoint") -> Iterator[Mutation]:
    text = files[name].decode()
    for what, note in changed_notes(text, text.rpartition("\n\n")[0].split("\n")[1]):
        yield f"{name}: {what}", {**files, name: note}


def signed(body: str, origin: str, seed: Any) -> bytes:
    key = private_key(seed) if isinstance(seed, str) else seed
    id_ = digest(origin.encode(), b"\n\x01", raw_public(key))[:4]
    return f"{body}\n— {origin} {standard(id_ + key.sign(body.encode()))}\n".encode()


def changed_notes(text: str, size: str) -> Iterator[tuple[str, bytes]]:
    """A checkpoint altered: by a stranger, and by a hub that contradicts itself."""
    body = text.rpartition("\n\n")[0] + "\n"
    root = body.split("\n")[2]
    own = next(line for line in text.split("\n") if line.startswith(f"— {ORIGIN} "))
    raw = own.rpartition(" ")[2]
    for name, changed in {
        "one entry more": text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n"),
        "one entry fewer": text.replace(f"\n{size}\n", f"\n{int(size) - 1}\n"),
        "a size with a nought before": text.replace(f"\n{size}\n", f"\n0{size}\n"),
        "another root": text.replace(root, standard(bytes(32))),
        "a root with spare bits": text.replace(root, spare_bits(root)),
        "a root too short": text.replace(root, standard(bytes(31))),
        "the next epoch": text.replace(ORIGIN, ORIGIN[:-1] + "2"),
        "epoch nought": text.replace(ORIGIN, ORIGIN[:-1] + "0"),
        "no epoch": text.replace(ORIGIN, ORIGIN[:-2]),
        "the origin of another hub": text.replace(HUB, OTHER),
        "an extension line": text.replace("\n\n", "\nmore\n\n", 1),
        "no signature": body + "\n",
        "no blank line": text.replace("\n\n", "\n"),
        "another key id": text.replace(raw, "AAAA" + raw[4:]),
        "a turned bit in the signature": text.replace(
            raw, raw[:40] + ("A" if raw[40] != "A" else "B") + raw[41:]
        ),
        "spare bits in the signature": text.replace(raw, spare_bits(raw)),
        "a wrong signature besides": text + own[:-8] + "AAAAAA==\n",
        "a name with a plus": text.replace("— prisma-hub/", "— prisma+hub/"),
        "lines of Windows": text.replace("\n", "\r\n"),
        "a control character": text.replace("— ", "\x07— ", 1),
        "a hyphen for a dash": text.replace("—", "-"),
        "empty": "",
    }.items():
        yield name, changed.encode()
    yield "not UTF-8", text.encode().replace(b"\n\n", b"\xff\n\n", 1)
    yield "signed by a stranger under the hub's name", signed(body, ORIGIN, "a stranger")
    yield "signed by the hub's first key, long succeeded", signed(body, ORIGIN, HUB_KEYS[0])
    yield "signed by the key before", signed(body, ORIGIN, HUB_KEYS[1])
    yield "signed by the next key, too early", signed(body, ORIGIN, HUB_KEYS[3])
    yield (
        "signed by the hub for another size",
        signed(body.replace(f"\n{size}\n", "\n7\n"), ORIGIN, HUB_KEYS[2]),
    )
    fork = body.replace(root, standard(digest(b"another history")))
    yield "another root, truly signed by the hub", signed(fork, ORIGIN, HUB_KEYS[2])
    yield (
        "a stranger's own book",
        signed(body.replace(HUB, OTHER), ORIGIN.replace(HUB, OTHER), "somebody else"),
    )
    yield "a hub of small order", signed(body.replace(HUB, SMALL), ORIGIN.replace(HUB, SMALL), HUB_KEYS[2])
    yield "a witness alone", signed(body, "witness.example/one", "witness")
    yield "signed under another name", signed(body, "elsewhere.example", HUB_KEYS[2])


def of_proof(files: Files, seq: int) -> Iterator[Mutation]:
    """The proof of an entry, its line beside it."""
    proof, beside = f"entry-{seq}.tlog-proof", f"entry-{seq}.jsonl"
    text = files[proof].decode()
    head, note = text.split("\n\n", 1)
    first, index, *nodes = head.split("\n")
    size = note.split("\n")[1]

    def so(name: str, *lines: str, tail: str = note) -> Mutation:
        return f"{proof}: {name}", {**files, proof: ("\n".join(lines) + "\n\n" + tail).encode()}

    for name, other in (
        ("version 2", first[:-1] + "2"),
        ("no version", first[:-3]),
        ("another kind of proof", "c2sp.org/other@v1"),
        ("a blank before", " " + first),
    ):
        yield so(name, other, index, *nodes)
    for name, other in (
        ("the entry after", f"index {seq + 1}"),
        ("the entry before", f"index {seq - 1}"),
        ("the same place a tree further", f"index {seq + 512}"),
        ("a place beyond the book", f"index {size}"),
        ("a place below nought", f"index -{seq}"),
        ("a nought before the number", f"index 0{seq}"),
        ("a number in other letters", "index ٥"),
        ("two blanks", f"index  {seq}"),
        ("no number", "index "),
        ("its name in capitals", f"INDEX {seq}"),
    ):
        yield so(name, first, other, *nodes)
    yield so("no index", first, *nodes)
    yield so("the index twice", first, index, index, *nodes)
    yield so("extra after the index", first, index, "extra AAAA", *nodes)
    yield so("extra that is no base64", first, "extra !", index, *nodes)
    yield so("extra with spare bits", first, "extra AB==", index, *nodes)
    yield so("no nodes", first, index)
    yield so("a node more", first, index, *nodes, nodes[-1])
    yield so("the root as a node", first, index, *nodes, note.split("\n")[2])
    yield so("backwards", first, index, *nodes[::-1])
    for at, node in enumerate(nodes):
        rest = nodes[:at], nodes[at + 1 :]
        yield so(f"node {at} missing", first, index, *rest[0], *rest[1])
        yield so(f"node {at} twice", first, index, *rest[0], node, node, *rest[1])
        yield so(f"node {at} of noughts", first, index, *rest[0], standard(bytes(32)), *rest[1])
        yield so(f"node {at} with spare bits", first, index, *rest[0], spare_bits(node), *rest[1])
        yield so(f"node {at} without padding", first, index, *rest[0], node.rstrip("="), *rest[1])
        yield so(f"node {at} too long", first, index, *rest[0], standard(bytes(33)), *rest[1])
    yield f"{proof}: lines of Windows", {**files, proof: text.replace("\n", "\r\n").encode()}
    yield f"{proof}: no blank line", {**files, proof: text.replace("\n\n", "\n", 1).encode()}
    yield f"{proof}: a byte-order mark", {**files, proof: b"\xef\xbb\xbf" + files[proof]}
    yield f"{proof}: empty", {**files, proof: b""}
    for name, altered in changed_notes(note, size):
        yield f"{proof}: checkpoint: {name}", {**files, proof: head.encode() + b"\n\n" + altered}
    yield from _of_line(files, beside)


def _of_line(files: Files, beside: str) -> Iterator[Mutation]:
    line = json.loads(files[beside])
    receipt = json.loads(line["receipt"])
    part = min(line["disclosed"])
    salt, name, value = line["disclosed"][part]

    def so(what: str, **changes: Any) -> Mutation:
        return f"{beside}: {what}", {**files, beside: dump({**line, **changes}) + b"\n"}

    yield so("a word altered", disclosed={**line["disclosed"], part: [salt, name, "other"]})
    yield so("another part name", disclosed={**line["disclosed"], part: [salt, "zz" + name, value]})
    yield so("another salt", disclosed={**line["disclosed"], part: ["A" * 22, name, value]})
    yield so("a part elsewhere", disclosed={"0" if part != "0" else "1": [salt, name, value]})
    yield so("a part hash of noughts", parts=[standard(bytes(32)), *line["parts"][1:]])
    yield so("a part fewer", parts=line["parts"][:-1])
    for key, other in (
        ("seq", receipt["seq"] + 1),
        ("at", "2026-05-18T09:00:00.001Z"),
        ("hub", OTHER),
        ("v", 2),
    ):
        yield so(
            f"receipt: another {key}", receipt=dump(dict(sorted({**receipt, key: other}.items()))).decode()
        )
    yield so("a receipt with blanks", receipt=json.dumps(receipt))
    yield so("a proof of its own that differs", proof=[*line["proof"][:-1], standard(bytes(32))])
    yield so("no proof of its own", proof=[])
    yield so("a signature that is none", signature=standard(bytes(64)), key=OTHER)
    if line["signature"]:
        false = standard(malleable(base64.b64decode(line["signature"])))
        yield so("the order of the curve added to the signature", signature=false)
        yield so("the signature of another key", key=OTHER)
    yield f"{beside}: missing", {name: content for name, content in files.items() if name != beside}
    yield f"{beside}: two lines", {**files, beside: files[beside] * 2}
    yield f"{beside}: no newline at its end", {**files, beside: files[beside][:-1]}
    yield f"{beside}: empty line", {**files, beside: b"\n"}
