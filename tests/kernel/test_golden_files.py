"""What an encoding was on the first day it is for ever; these files are never made anew."""

import hashlib
import json
from pathlib import Path

import pytest

from prisma_hub.kernel import merkle
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.evidence import check_evidence, script
from prisma_hub.kernel.note import Checkpoint, origin
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.signing import SigningKey, rotation_message
from prisma_hub.kernel.statement import Statement
from prisma_hub.kernel.tiles import Proof, entry_bundle
from tests.kernel.golden import by_hand
from tests.kernel.hub import whole_book

GOLDEN = Path(__file__).parent / "golden"


def read(name: str) -> str:
    return (GOLDEN / name).read_bytes().decode()


def test_the_golden_statement_can_be_made_by_hand():
    assert by_hand.make() == json.loads(read("statement.json"))


def test_the_kernel_makes_the_golden_statement():
    golden = json.loads(read("statement.json"))
    hub, own = SigningKey(by_hand.HUB_SEED), SigningKey(by_hand.OWN_SEED)
    made = Statement.build(by_hand.values(hub.did), by_hand.SECRET)
    moment = "2026-05-18T09:00:01.000Z"
    receipt = Receipt(moment, "self", 1, hub.did, 0, made.hash())
    head = Checkpoint(origin(hub.did, 1), 1, merkle.root([receipt.leaf_hash()]))
    assert golden == {
        "hub": hub.did,
        "speaker": own.did,
        "parts": [{"text": by_hand.written(part.shown()), "hash": part.hash().hex()} for part in made.parts],
        "parts_root": merkle.root(made.part_hashes()).hex(),
        "statement_hash": made.hash().hex(),
        "signature": own.sign(made.hash()).hex(),
        "receipt": receipt.text(),
        "entry_data": receipt.entry_data().hex(),
        "leaf_hash": receipt.leaf_hash().hex(),
        "entry_bundle": entry_bundle([receipt.entry_data()]).hex(),
        "checkpoint": str(head.sign(hub)),
        "rotation_signature": b64url(hub.sign(rotation_message(own.public))),
        "rotation_promise": b64url(hashlib.sha256(own.public).digest()),
    }


def book_files() -> dict[str, str]:
    hub = whole_book()
    leaves = [kept.receipt.leaf_hash() for kept in hub.kept]
    proof = Proof(4, tuple(merkle.inclusion_proof(leaves, 4)), hub.checkpoint())
    files = {
        "hub.json": hub.hub_json(),
        "checkpoint": hub.checkpoint(),
        "entries.jsonl": hub.lines(),
    }
    scripts = {f"{name}.js": script(name, text) for name, text in files.items()}
    return {**files, **scripts, "4.tlog-proof": proof.text()}


@pytest.mark.parametrize("name", sorted(book_files()))
def test_the_kernel_writes_the_golden_evidence(name):
    assert book_files()[name] == read(f"evidence/{name}")


def test_the_golden_evidence_is_believed():
    files = [read(f"evidence/{name}") for name in ("hub.json", "checkpoint", "entries.jsonl")]
    report = check_evidence(*files)
    assert report.findings == ()
    assert [entry.seq for entry in report.entries] == list(range(8))
