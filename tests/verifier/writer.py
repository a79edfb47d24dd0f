"""A second encoder, written from the page of the log alone: the evidence our verifiers are tried on.

It shares nothing with the hub's own encoder, and it can say false things: every field of a
statement, a receipt or a line may be replaced before hashing, so that what breaks a rule is
properly hashed, proven and signed all the same.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FILES = ("hub.json", "checkpoint", "entries.jsonl")
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PERSON_A = "person:0190a000-0000-7000-8000-00000000000a"
PERSON_B = "person:0190a000-0000-7000-8000-00000000000b"
CIRCLE = "circle:0190a000-0000-7000-8000-00000000000c"
ALL: tuple[str, ...] = ("*",)


def digest(*pieces: bytes) -> bytes:
    return hashlib.sha256(b"".join(pieces)).digest()


def standard(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def for_urls(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def encode(value: Any) -> bytes:
    """RFC 8785, and for what it cannot write (only wrong entries hold such things) plain JSON."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


@lru_cache(maxsize=4096)
def spelled(line: str) -> bytes:
    """A line within a text, between its quotes: of hundreds of altered files, all lines but one are alike."""
    return rfc8785.dumps(line)[1:-1]


def spell(text: str) -> bytes:
    """A text as `encode` gives it: every character is escaped by itself."""
    return b'"%b"' % b"".join(spelled(line) for line in text.splitlines(keepends=True))


def private_key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(digest(seed.encode()))


def raw_public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def did_of_raw(raw: bytes) -> str:
    number, letters = int.from_bytes(b"\xed\x01" + raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = LETTERS[rest] + letters
    return "did:key:z" + letters


def did_of(key: Ed25519PrivateKey) -> str:
    return did_of_raw(raw_public(key))


def tree(leaves: list[bytes]) -> bytes:
    """The root of RFC 6962 over leaves that are hashed already."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return digest(b"\x01", tree(leaves[:half]), tree(leaves[half:]))


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, leaf to root."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*inclusion(leaves[:half], index), tree(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), tree(leaves[:half])]


@dataclass(frozen=True)
class Entry:
    """One kept statement. `fields` are its parts by name, `line` replaces keys of its line."""

    fields: Mapping[str, Any]
    receipt: Mapping[str, Any] = field(default_factory=dict)
    signed: Ed25519PrivateKey | None = None
    withheld: bool = False
    show: tuple[str, ...] = ALL
    hidden: tuple[str, ...] = ()
    line: Mapping[str, Any] | None = field(default_factory=dict)
    names: tuple[str, ...] = ()
    salt: Mapping[str, str] = field(default_factory=dict)

    def but(self, **fields: Any) -> "Entry":
        """The same with other parts; `None` leaves a part out. `__` stands for a dot."""
        named = {name.replace("__", "."): value for name, value in fields.items()}
        kept = {**self.fields, **named}
        return replace(self, fields={n: v for n, v in kept.items() if v is not None})


@dataclass(frozen=True)
class Log:
    """Entries in their order, the keys of the hub, and what `hub.json` shall say."""

    entries: tuple[Entry, ...]
    keys: tuple[Ed25519PrivateKey, ...]
    epoch: int = 1
    hub: Mapping[str, Any] = field(default_factory=dict)
    witness: Ed25519PrivateKey | None = None
    note: Mapping[str, Any] = field(default_factory=dict)

    def put(self, seq: int, entry: Entry) -> "Log":
        return replace(self, entries=(*self.entries[:seq], entry, *self.entries[seq + 1 :]))

    def change(self, seq: int, **changes: Any) -> "Log":
        return self.put(seq, replace(self.entries[seq], **changes))

    def but(self, seq: int, **fields: Any) -> "Log":
        return self.put(seq, self.entries[seq].but(**fields))


def parts_of(entry: Entry, seq: int) -> list[tuple[str, str, Any]]:
    """Salt, name and value of each part, names ascending unless the entry orders them itself."""
    secret = digest(f"secret {seq}".encode())
    salts = {name: for_urls(hmac.digest(secret, name.encode(), "sha256")[:16]) for name in entry.fields}
    salts.update(entry.salt)
    names = entry.names or tuple(sorted(entry.fields, key=str.encode))
    return [(salts[name], name, entry.fields[name]) for name in names]


@dataclass(frozen=True)
class Kept:
    """A log as a hub keeps it: the data of every entry, its leaf, and its line of evidence."""

    data: list[bytes]
    leaves: list[bytes]
    lines: list[dict[str, Any]]


def keep(log: Log) -> Kept:
    kept = Kept([], [], [])
    for seq, entry in enumerate(log.entries):
        parts = parts_of(entry, seq)
        hashes = [digest(b"\x00", encode(list(part))) for part in parts]
        statement = digest(b"\x02", len(parts).to_bytes(2, "big"), tree(hashes))
        receipt = {
            "at": f"2026-05-18T{9 + seq // 60:02}:{seq % 60:02}:00.000Z",
            "custody": "self" if entry.signed else "hub",
            "epoch": 1,
            "hub": did_of(log.keys[0]),
            "seq": seq,
            "statement": for_urls(statement),
            "v": 1,
            **entry.receipt,
        }
        text = encode({name: value for name, value in receipt.items() if value is not None})
        known = entry.signed if not entry.withheld else None
        shown = {
            str(index): list(part)
            for index, part in enumerate(parts)
            if (entry.show == ALL or part[1] in entry.show) and part[1] not in entry.hidden
        }
        kept.data.append(digest(text))
        kept.leaves.append(digest(b"\x00", kept.data[-1]))
        kept.lines.append(
            {
                "receipt": text.decode(),
                "parts": [standard(part) for part in hashes],
                "disclosed": shown,
                "signature": standard(known.sign(statement)) if known else None,
                "key": did_of(known) if known else None,
                "proof": [],
            }
        )
    for seq, line in enumerate(kept.lines):
        if log.entries[seq].line is not None:
            line["proof"] = [standard(node) for node in inclusion(kept.leaves, seq)]
            line.update(log.entries[seq].line or {})
    return kept


def origin_of(log: Log) -> str:
    return str(log.hub.get("origin", f"prisma-hub/{did_of(log.keys[0])}/{log.epoch}"))


def write_evidence(log: Log) -> dict[str, bytes]:
    """All six files of `evidence/`."""
    kept = keep(log)
    lines = [line for line, entry in zip(kept.lines, log.entries, strict=True) if entry.line is not None]
    rotations = [
        {"seq": seq, "key": entry.fields["body.key"]}
        for seq, entry in enumerate(log.entries)
        if entry.fields.get("kind") == "hub.rotated/1"
    ]
    hub = {"name": log.entries[0].fields["body.name"], "hub": did_of(log.keys[0]), "origin": origin_of(log)}
    hub |= {"epoch": log.epoch, "keys": rotations, **log.hub}
    return with_scripts(
        {
            "hub.json": encode(hub) + b"\n",
            "checkpoint": note_of(log, origin_of(log), len(kept.leaves), tree(kept.leaves)),
            "entries.jsonl": b"".join(encode(line) + b"\n" for line in lines),
        }
    )


def write_book(log: Log) -> dict[str, bytes]:
    """What a hub serves under `/log/`: the checkpoint and every tile, by path (C2SP tlog-tiles)."""
    kept = keep(log)
    files = {"checkpoint": note_of(log, origin_of(log), len(kept.leaves), tree(kept.leaves))}
    files |= rows("entries", [b"\x00\x20" + data for data in kept.data])
    level, hashes = 0, kept.leaves
    while hashes:
        files |= rows(str(level), hashes)
        whole = range(0, len(hashes) // 256 * 256, 256)
        level, hashes = level + 1, [tree(hashes[at : at + 256]) for at in whole]
    return files


def rows(level: str, places: list[bytes]) -> dict[str, bytes]:
    """Tiles of one level; for fewer than a thousand of them, whose numbers have three digits."""
    files = {}
    for at in range(0, len(places), 256):
        row = places[at : at + 256]
        partial = f".p/{len(row)}" if len(row) < 256 else ""
        files[f"tile/{level}/{at // 256:03}{partial}"] = b"".join(row)
    return files


def write_proof(log: Log, seq: int, kept: Kept | None = None) -> dict[str, bytes]:
    """The proof of an entry (C2SP tlog-proof), and its line of evidence beside it."""
    kept = kept or keep(log)
    note = note_of(log, origin_of(log), len(kept.leaves), tree(kept.leaves)).decode()
    nodes = "".join(f"{standard(node)}\n" for node in inclusion(kept.leaves, seq))
    return {
        f"entry-{seq}.tlog-proof": f"c2sp.org/tlog-proof@v1\nindex {seq}\n{nodes}\n{note}".encode(),
        f"entry-{seq}.jsonl": encode(kept.lines[seq] | {"proof": nodes.split()}) + b"\n",
    }


def note_of(log: Log, origin: str, size: int, root: bytes) -> bytes:
    """The checkpoint: a C2SP signed note, with a line of a witness where there is one."""
    body = log.note.get("body", f"{origin}\n{size}\n{standard(root)}\n")
    signatures = ""
    for name, key, kind in (
        (origin, log.note.get("key", log.keys[-1]), b"\x01"),
        ("witness.example/one", log.witness, b"\x04"),
    ):
        if key is not None:
            key_id = digest(name.encode(), b"\n", kind, raw_public(key))[:4]
            signatures += f"— {name} {standard(key_id + key.sign(body.encode()))}\n"
    return f"{body}\n{signatures}".encode()


def with_scripts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The three files and beside each the classic script that says the same."""
    scripts = {
        f"{name}.js": b'(self.prismaEvidence ||= {})["%b"] = %b;\n'
        % (name.encode(), spell(files[name].decode()))
        for name in FILES
    }
    return {name: files[name] for name in FILES} | scripts
