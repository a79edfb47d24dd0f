"""How the hub's keys follow each other: each promised and signed by the one before (log.md, Fine print)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import did_key, public_of, rotation_message, verify
from prisma_hub.log import lines
from prisma_hub.log.events import FOUNDED, ROTATED
from prisma_hub.log.kept import Line
from prisma_hub.log.models import KeyOfHub


def rotations() -> list[Line]:
    return list(Line.objects.filter(kind=ROTATED.name).order_by("seq"))


def commitment() -> bytes:
    """What the log last promised about the key that will follow: SHA-256 of its 32 public bytes."""
    last = KeyOfHub.objects.order_by("seq").last()
    if last is None:
        raise Refused("There is no hub in this folder yet.")
    return from_b64url(last.next, 32)


class Succession:
    """The key in force while the log is read from its beginning."""

    def __init__(self, hub: str) -> None:
        self.public = public_of(hub)
        founding = Line.objects.filter(seq=0, kind=FOUNDED.name).first()
        self._promised = "" if founding is None else str(lines.values_of(founding).get("body.next"))

    @property
    def did(self) -> str:
        return did_key(self.public)

    def follow(self, line: Line) -> Iterator[Refused]:
        """Go on to the key that a rotation brings, if it may: else it is said why not, and the key stays."""
        said = lines.values_of(line)
        try:
            public, signature = _parsed(said, line.seq)
        except Refused as problem:
            yield problem
            return
        if not verify(self.public, signature, rotation_message(public)):
            yield Refused(
                "The new key of the hub in entry %(seq)s is not signed by the one before.", seq=line.seq
            )
        elif self._promised != b64url(hashlib.sha256(public).digest()):
            yield Refused(
                "The new key of the hub in entry %(seq)s is not the one that was promised.", seq=line.seq
            )
        else:
            self.public, self._promised = public, str(said["body.next"])


def _parsed(said: dict[str, Any], seq: int) -> tuple[bytes, bytes]:
    """The new key, and the signature of the one before."""
    try:
        from_b64url(str(said.get("body.next")), 32)
        return public_of(str(said.get("body.key"))), from_b64url(str(said.get("body.signature")), 64)
    except Refused:
        raise Refused(
            "Entry %(seq)s changes the key of the hub in a form that cannot be read.", seq=seq
        ) from None
