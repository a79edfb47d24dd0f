"""People who seal and open, as their browsers would: keys bound, words sealed, forms filled in."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.ids import person as ref_of
from prisma_hub.kernel.sealing import sealing_did, sealing_key_of
from prisma_hub.kernel.source import current
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry
from prisma_hub.sealed import actions
from tests.identity.own_key import SAID, OwnKey

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Keyed(OwnKey):
    """A key of somebody's own with its other half, to which words are sealed."""

    def __init__(self, name: str, person: Viewer) -> None:
        super().__init__(name)
        self.person = person
        seed = hashlib.sha256(name.encode()).digest()
        self.opening = X25519PrivateKey.from_private_bytes(
            HKDF(SHA256(), 32, None, b"prisma-hub/sealing/1").derive(seed)
        )

    @cached_property
    def sealing(self) -> str:
        return sealing_did(self.opening.public_key().public_bytes_raw())

    def binding(self, statement: UUID, **more: Any) -> dict[str, Any]:
        """The parts of `sealing.bound/1` as the page “My key” says them."""
        head = {"id": str(statement), "hub": log.hub_did(), "kind": "sealing.bound/1", "said": SAID}
        return (
            head
            | {"by": self.person.ref, "to": ["hub"], "body.key": self.sealing, "body.of": self.did}
            | more
        )

    def answer(self, challenge: bytes) -> str:
        """What the page answers to the hub's challenge."""
        shared = self.opening.exchange(X25519PublicKey.from_public_bytes(challenge))
        return b64url(_answer(shared, self.person.ref, sealing_key_of(self.sealing)))

    def sealable(self) -> Keyed:
        """Bound, and so that others can seal words to it."""
        self.bound_to(self.person)
        statement = current().uuid7()
        identity.bind_sealing(
            by=self.person,
            key=self.sealing,
            answer=self.answer(identity.ask_for_sealing(by=self.person, statement_id=statement)),
            signed=self.sign(self.binding(statement)),
            statement_id=statement,
        )
        return self


def _answer(shared: bytes, person: str, public: bytes) -> bytes:
    message = f"prisma-hub/sealing/1\n{log.hub_did()}\n{person}\n".encode() + public
    return hmac.new(shared, message, hashlib.sha256).digest()


def seal(
    words: str, statement: UUID, by: Keyed, readers: Sequence[Keyed], key: bytes = b"k" * 32
) -> dict[str, Any]:
    """The part `body.sealed`."""
    everybody = {each.person.ref: each.sealing for each in (by, *readers)}
    to = " ".join(sorted(everybody))
    context = f"prisma-hub/sealed/1\n{log.hub_did()}\n{statement}\n{by.person.ref}\n{to}"
    text = words.encode() + b"\x80"
    iv = b"i" * 12
    return {
        "commit": b64url(hashlib.sha256(b"prisma-hub/sealed/1/key\n" + key).digest()),
        "iv": b64url(iv),
        "keys": [
            {
                "for": who,
                "to": everybody[who],
                "wrapped": b64url(wrap(key, everybody[who], f"{context}\n{who}")),
            }
            for who in sorted(everybody)
        ],
        "words": b64url(AESGCM(key).encrypt(iv, text + bytes(-len(text) % 256), context.encode())),
    }


def wrap(key: bytes, to: str, info: str) -> bytes:
    return SUITE.encrypt(key, X25519PublicKey.from_public_bytes(sealing_key_of(to)), info.encode())


def parts(
    statement: UUID, by: Keyed, to: Sequence[str], sealed: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """The parts of `sealed.said/1`, as the browser signs them."""
    head = {"id": str(statement), "hub": log.hub_did(), "kind": "sealed.said/1", "said": SAID}
    return head | {"by": by.person.ref, "to": sorted(to), "body.sealed": sealed} | more


def say(words: str, by: Keyed, *readers: Keyed, reply_to: int | None = None) -> Entry:
    statement = current().uuid7()
    sealed = seal(words, statement, by, readers)
    more = {} if reply_to is None else {"about": [f"entry:{reply_to}"]}
    to = [each.person.ref for each in (by, *readers)]
    return actions.say_sealed(
        by=by.person,
        readers=[each.person.id for each in readers],
        sealed=json.dumps(sealed),
        signed=by.sign(parts(statement, by, to, sealed, **more)),
        reply_to=reply_to,
        statement_id=statement,
    )


def form(page: Any, words: str, by: Keyed, *readers: Keyed) -> dict[str, Any]:
    """The form as the page's script sends it."""
    statement = UUID(re.search(r'name="statement" value="([^"]+)"', page.content.decode())[1])
    sealed = seal(words, statement, by, readers)
    to = [ref_of(each.person.id) for each in (by, *readers)]
    return {
        "statement": str(statement),
        "sealed": json.dumps(sealed),
        "readers": " ".join(str(each.person.id) for each in readers),
        "reply": "",
        **by.fields(parts(statement, by, to, sealed)),
    }
