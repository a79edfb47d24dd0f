"""A small hub made of the kernel alone, for books that are properly proven, true or not."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.evidence import Report, check_evidence, evidence_line, hub_json
from prisma_hub.kernel.merkle import inclusion_proof, root
from prisma_hub.kernel.note import Checkpoint, origin
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.signing import SigningKey, rotation_message
from prisma_hub.kernel.source import SeededSource, instant, use
from prisma_hub.kernel.statement import Part, Statement, salts

START = 1_779_094_800_000
ANA = "person:01890000-0000-7000-8000-0000000000a1"
BEA = "person:01890000-0000-7000-8000-0000000000b2"


def key(label: str) -> SigningKey:
    return SigningKey(hashlib.sha256(label.encode()).digest())


def promise(of: SigningKey) -> str:
    return b64url(hashlib.sha256(of.public).digest())


@dataclass
class Kept:
    statement: Statement
    receipt: Receipt
    signature: bytes | None = None
    key: str | None = None


@dataclass
class Hub:
    name: str = "Casa de la Loma"
    keys: list[SigningKey] = field(default_factory=lambda: [key(f"hub {at}") for at in range(4)])
    kept: list[Kept] = field(default_factory=list)
    rotations: list[tuple[int, str]] = field(default_factory=list)
    source: SeededSource = field(default_factory=lambda: SeededSource("hub", START))
    epoch: int = 1
    hidden: dict[int, list[str]] = field(default_factory=dict)

    @property
    def did(self) -> str:
        return self.keys[0].did

    def say(self, kind: str, by: str = "hub", signer: SigningKey | None = None, **body: Any) -> int:
        """Keep a well-formed statement; `body_seq=…` becomes the part `body.seq`."""
        parts = {name.replace("body_", "body."): value for name, value in body.items()}
        base = {"by": by, "hub": self.did, "kind": kind, "to": ["hub"]}
        return self.keep(self.build({**base, **parts}), signer)

    def build(self, values: Mapping[str, Any]) -> Statement:
        with use(self.source):
            self.source.advance(1000)
            own = {"id": str(self.source.uuid7()), "said": instant(self.source.now_ms())}
            return Statement.build({**own, **values}, self.source.token(32))

    def keep(self, made: Statement, signer: SigningKey | None = None, **receipt: Any) -> int:
        seq = len(self.kept)
        facts: dict[str, Any] = {
            "at": instant(self.source.now_ms()),
            "custody": "self" if signer else "hub",
            "epoch": self.epoch,
            "hub": self.did,
            "seq": seq,
            "statement": made.hash(),
        }
        signature = signer.sign(made.hash()) if signer else None
        did = signer.did if signer else None
        self.kept.append(Kept(made, Receipt(**{**facts, **receipt}), signature, did))
        return seq

    def found(self, **body: Any) -> int:
        return self.say("hub.founded/1", **{"body_name": self.name, **body})

    def rotate(self, by: SigningKey | None = None, **body: Any) -> int:
        at = len(self.rotations)
        new, old = self.keys[at + 1], by or self.keys[at]
        facts = {
            "body_key": new.did,
            "body_next": promise(self.keys[at + 2]),
            "body_signature": b64url(old.sign(rotation_message(new.public))),
        }
        seq = self.say("hub.rotated/1", **{**facts, **body})
        self.rotations.append((seq, new.did))
        return seq

    def checkpoint(self, size: int | None = None) -> str:
        leaves = [kept.receipt.leaf_hash() for kept in self.kept][:size]
        signer = self.keys[sum(seq < len(leaves) for seq, _ in self.rotations)]
        return str(Checkpoint(origin(self.did, self.epoch), len(leaves), root(leaves)).sign(signer))

    def hub_json(self) -> str:
        return hub_json(self.name, self.did, self.epoch, self.rotations)

    def line(self, seq: int, names: Iterable[str] | None = None, known: bool = True) -> str:
        kept = self.kept[seq]
        shown = kept.statement.values() if names is None else names
        leaves = [kept.receipt.leaf_hash() for kept in self.kept]
        return evidence_line(
            kept.receipt,
            kept.statement.part_hashes(),
            kept.statement.disclose(shown),
            inclusion_proof(leaves, seq),
            kept.signature if known else None,
            kept.key if known else None,
        )

    def lines(self, **names: Iterable[str] | None) -> str:
        """All entries, whole but for what is `hidden`; `e3=["by"]` shows of entry 3 only `by`."""
        shown = {f"e{seq}": left for seq, left in self.hidden.items()} | names
        return "".join(self.line(seq, shown.get(f"e{seq}")) for seq in range(len(self.kept)))


def raw(parts: Iterable[tuple[str, Any]]) -> Statement:
    """A statement of just these parts in just this order, however wrong."""
    secret = bytes(range(32))
    return Statement(tuple(Part(salts(secret)(name), name, value) for name, value in parts), secret)


def founded() -> Hub:
    hub = Hub()
    hub.found(body_next=promise(hub.keys[1]))
    return hub


def whole_book() -> Hub:
    """Founding, a bound key, words signed and unsigned, an erasure, two rotations, an unbinding.

    Its lines show all but what the erasure, entry 5, took from entry 4.
    """
    hub = founded()
    own = key("ana")
    hub.say("key.bound/1", ANA, body_key=own.did)
    hub.say("contribution.made/1", ANA, own, **{"body_text.000": "Planté árboles. 🌱", "via": BEA})
    hub.rotate()
    hub.say("contribution.made/1", BEA, **{"body_text.000": "Yo miré.", "body_text.001": "Dos."})
    hub.hidden[4] = [name for name in hub.kept[4].statement.values() if name != "body.text.001"]
    hub.say("entry.erased/1", body_seq=4, body_parts=["body.text.001"], body_right="speaker")
    hub.rotate()
    hub.say("key.unbound/1", ANA, body_key=own.did)
    return hub


def check(hub: Hub, entries: str | None = None, insist_on: str | None = None) -> Report:
    shown = hub.lines() if entries is None else entries
    return check_evidence(hub.hub_json(), hub.checkpoint(), shown, insist_on)


def said(report: Report) -> str:
    assert report.entries == ()
    assert not report.ok
    return "\n".join(str(finding) for finding in report.findings)
