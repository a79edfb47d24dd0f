"""A phone that makes passkeys and signs with them, as W3C Web Authentication says; and can be told to lie."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

from prisma_hub.kernel.canonical import b64url, from_b64url

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


@dataclass
class Phone:
    """One passkey. What it says can be bent by the fields."""

    origin: str = "https://testserver"
    host: str = "testserver"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    credential: bytes = b"credential-of-this-phone"
    whose: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: Mapping[str, Any], **client: object) -> dict[str, str]:
        """The fields of the form with which a new passkey is added."""
        self.whose = from_b64url(asked["user"]["id"])
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self.authenticator(self.made())})
        said = self.client({"type": "webauthn.create", "challenge": asked["challenge"], **client})
        return {"client": b64url(said), "attestation": b64url(attestation)}

    def made(self) -> bytes:
        """AAGUID, credential and public key, as they stand in what a phone says when it makes one."""
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        return bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public

    def prove(self, asked: Mapping[str, Any], **client: object) -> dict[str, str]:
        """The fields of the form with which it signs somebody in."""
        authenticator = self.authenticator()
        said = self.client({"type": "webauthn.get", "challenge": asked["challenge"], **client})
        signed = authenticator + hashlib.sha256(said).digest()
        return {
            "credential": b64url(self.credential),
            "client": b64url(said),
            "authenticator": b64url(authenticator),
            "signature": b64url(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "whose": b64url(self.whose),
        }

    def authenticator(self, made: bytes = b"") -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        flags = self.flags | (MADE if made else 0)
        return host + struct.pack(">BI", flags, self.counter) + made

    def client(self, said: Mapping[str, object]) -> bytes:
        return json.dumps({"origin": self.origin, "crossOrigin": False, **said}).encode()
