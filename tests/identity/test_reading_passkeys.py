"""What a browser sends as a passkey is read as what it is, or refused in a sentence."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from fido2 import cbor

import prisma_hub
from prisma_hub.identity import webauthn
from prisma_hub.identity.types import MadePasskey, Proof, Where
from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from tests.identity.authenticator import Phone

HOUSE = Where("testserver", "https://testserver")
STATE = {"challenge": b64url(bytes(32)), "user_verification": "required"}
ASKED = {"challenge": STATE["challenge"], "user": {"id": b64url(bytes(16))}}


def _bent(dice: random.Random, text: str) -> bytes:
    """Cut, turned, doubled, or with something else in the middle."""
    data = bytearray(from_b64url(text))
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) or 1)
        way = dice.randrange(4)
        if way == 0:
            data = data[:at]
        elif way == 1 and data:
            data[at] = dice.randrange(256)
        elif way == 2:
            data[at:at] = dice.randbytes(dice.randint(1, 9))
        else:
            data[at:at] = data[at : at + 40]
    return bytes(data)


def test_whatever_arrives_bent_is_refused_in_a_sentence_or_is_what_it_was() -> None:
    dice, phone = random.Random(7), Phone()
    whole = phone.make(ASKED)
    kept = webauthn.check_made(MadePasskey(*map(from_b64url, whole.values())), HOUSE, STATE)
    proof = phone.prove(ASKED)
    taken = 0
    for _ in range(600):
        made = dict(whole, attestation=b64url(_bent(dice, whole["attestation"])))
        signed = dict(proof)
        part = dice.choice(("client", "authenticator", "signature"))
        signed[part] = b64url(_bent(dice, proof[part]))
        with suppress(Refused):
            webauthn.check_made(MadePasskey(*map(from_b64url, made.values())), HOUSE, STATE)
        with suppress(Refused):
            said = Proof(*(from_b64url(each) for each in signed.values()))
            webauthn.check_proof(said, HOUSE, STATE, person=UUID(int=0), kept=kept[:2])
            taken += signed != proof
    assert taken == 0


EC = {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}
HOSTILE = {
    "nothing": b"",
    "nested": b"\x81" * 5000,
    "a map of everything": b"\xbb" + b"\xff" * 8,
    "a text of everything": b"\x7b" + b"\xff" * 8,
    "no map": cbor.encode([1, 2, 3]),
    "no authenticator": cbor.encode({"fmt": "none", "attStmt": {}}),
    "a number for it": cbor.encode({"fmt": "none", "attStmt": {}, "authData": 10**9}),
}
KEYS = {
    "no point of the curve": EC,
    "no bytes": {**EC, -2: 10**9},
    "another algorithm": {**EC, 3: -47},
    "an algorithm of the same family": {**EC, 3: -9},
    "no algorithm": {1: 2},
    "a short RSA key": {1: 3, 3: -257, -1: b"\xff" * 64, -2: b"\x01\x00\x01"},
    "a long RSA key": {1: 3, 3: -257, -1: b"\xff" * 900, -2: b"\x01\x00\x01"},
    "an RSA key that signs nothing": {1: 3, 3: -257, -1: b"\xff" * 256, -2: b"\x01"},
    "more than a key": {**EC, 99: bytes(2000)},
}


@pytest.mark.parametrize("which", HOSTILE)
def test_hostile_attestations_add_nothing(which: str) -> None:
    client = Phone().client({"type": "webauthn.create", "challenge": STATE["challenge"]})
    with pytest.raises(Refused, match="did not arrive as it should"):
        webauthn.check_made(MadePasskey(client, HOSTILE[which]), HOUSE, STATE)


@pytest.mark.parametrize("which", KEYS)
def test_a_key_nobody_could_sign_with_is_not_kept(which: str) -> None:
    class Odd(Phone):
        def made(self) -> bytes:
            return super().made()[: 16 + 2 + len(self.credential)] + cbor.encode(KEYS[which])

    made = Odd().make(ASKED)
    with pytest.raises(Refused, match="did not arrive as it should"):
        webauthn.check_made(MadePasskey(*map(from_b64url, made.values())), HOUSE, STATE)


def test_the_library_is_loaded_by_whoever_uses_a_passkey_and_nobody_else() -> None:
    """It takes 60 ms, of every start and every command."""
    loads = re.compile(r"^(from|import) (fido2|prisma_hub\.identity\S* import .*\bwebauthn)\b", re.MULTILINE)
    found = [
        path for path in Path(prisma_hub.__file__).parent.rglob("*.py") if loads.search(path.read_text())
    ]
    assert [path.name for path in found] == ["webauthn.py"]
