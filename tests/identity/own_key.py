"""A key of somebody's own, as their browser would hold it."""

from __future__ import annotations

import hashlib
from typing import Any

from prisma_hub.identity import actions
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import b64url
from prisma_hub.kernel.signing import SigningKey, binding_message
from prisma_hub.kernel.statement import Statement
from prisma_hub.log import actions as log
from prisma_hub.log.types import Signed

SAID = "2026-05-18T09:00:00.000Z"


class OwnKey:
    """`OwnKey("Ana's phone")`: the same name gives the same key."""

    def __init__(self, name: str) -> None:
        self.signing = SigningKey(hashlib.sha256(name.encode()).digest())
        self.did = self.signing.did

    def proof(self, person: Viewer, *, hub: str = "") -> str:
        message = binding_message(hub or log.hub_did(), person.ref, self.signing.public)
        return b64url(self.signing.sign(message))

    def bound_to(self, person: Viewer) -> OwnKey:
        actions.bind_key(by=person, key=self.did, proof=self.proof(person))
        return self

    def sign(self, values: dict[str, Any], secret: bytes = b"s" * 32) -> Signed:
        statement = Statement.build(values, secret)
        return Signed(values["said"], secret, self.did, self.signing.sign(statement.hash()))

    def fields(self, values: dict[str, Any], secret: bytes = b"s" * 32) -> dict[str, str]:
        """The hidden fields of a form signed with this key."""
        signed = self.sign(values, secret)
        assert signed.signature is not None
        return {
            "said": signed.said,
            "secret": b64url(secret),
            "signer": self.did,
            "signature": b64url(signed.signature),
        }


def unbinding(person: Viewer, key: OwnKey, statement: Any) -> dict[str, Any]:
    """The parts of `key.unbound/1` as the page “My key” says them."""
    head = {"id": str(statement), "hub": log.hub_did(), "kind": "key.unbound/1", "said": SAID}
    return head | {"by": person.ref, "to": ["hub"], "body.key": key.did}
