"""The form is what the page says it is: its own program opens what the browser's script sealed."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from prisma_hub.kernel.base58 import b58
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.sealing import X25519_PUBLIC, sealing_did, sealing_key_of
from prisma_hub.sealed import rules
from tests.sealed.reading import program

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
"""Made by web/static/own-key.js and sealed.js, once."""
READ = program()
READER = VECTORS["backup"]["by"]


@pytest.mark.parametrize("reader", VECTORS["seeds"])
def test_every_reader_opens_what_the_script_sealed(reader):
    key = READ["sealing_key"](bytes.fromhex(VECTORS["seeds"][reader]))
    assert sealing_did(key.public_key().public_bytes_raw()) == VECTORS["keys"][reader]
    for each in VECTORS["sealed"]:
        assert READ["open_sealed"](each["line"], reader, key) == each["words"]
        rules.check_sealed(each["line"]["sealed"], VECTORS["keys"])


def test_the_backup_file_and_its_words_are_enough():
    key = READ["opening_key"](VECTORS["backup"], VECTORS["passphrase"])
    one = VECTORS["sealed"][0]
    assert READ["open_sealed"](one["line"], READER, key) == one["words"]


@pytest.mark.parametrize(
    "altered",
    [
        {"id": str(UUID(int=7))},
        {"hub": "did:key:z6Mk"},
        {"by": READER},
        {"to": [READER]},
        {"sealed": {"commit": "A" * 43}},
        {"sealed": {"iv": "A" * 16}},
        {"sealed": {"words": VECTORS["sealed"][1]["line"]["sealed"]["words"]}},
        {"sealed": {"keys": VECTORS["sealed"][1]["line"]["sealed"]["keys"]}},
    ],
)
def test_what_was_sealed_opens_as_part_of_no_other_statement(altered):
    key = READ["sealing_key"](bytes.fromhex(VECTORS["seeds"][READER]))
    line = VECTORS["sealed"][0]["line"]
    other = {**line, **altered, "sealed": {**line["sealed"], **altered.get("sealed", {})}}
    with pytest.raises(Exception):  # noqa: B017  the program knows no other way to say it
        READ["open_sealed"](other, READER, key)


def test_nobody_opens_it_with_another_key():
    with pytest.raises(Exception):  # noqa: B017
        READ["open_sealed"](VECTORS["sealed"][0]["line"], READER, X25519PrivateKey.generate())


def named(public: bytes) -> str:
    return "did:key:z" + b58(X25519_PUBLIC + public)


@pytest.mark.parametrize(
    "did",
    [
        named(bytes(32)),
        named(bytes([1]) + bytes(31)),
        named(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")),
        named((2**255 - 19 + 9).to_bytes(32, "little")),  # 9, the base point, in another spelling
        named(b"\xff" * 32),
        named(b"k" * 31),
        VECTORS["backup"]["key"],  # of Ed25519
        "did:key:z6LS",
        "",
    ],
)
def test_keys_one_cannot_seal_to_are_refused(did):
    with pytest.raises(Refused):
        sealing_key_of(did)
