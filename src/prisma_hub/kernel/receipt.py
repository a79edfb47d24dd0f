"""A receipt: the hub's act of keeping a statement."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

from . import merkle
from .canonical import MAX_INTEGER, b64url, from_b64url, parse_strict
from .refusal import Refused
from .signing import public_of
from .source import parse_instant

Custody: TypeAlias = Literal["hub", "self"]
_NAMES = {"at", "custody", "epoch", "hub", "seq", "statement", "v"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """`at` is an instant, `hub` a did:key, `statement` the 32-byte statement hash."""

    at: str
    custody: Custody
    epoch: int
    hub: str
    seq: int
    statement: bytes

    def text(self) -> str:
        """Its exact JSON text (RFC 8785): none of its texts holds anything that JSON would escape."""
        return (
            f'{{"at":"{self.at}","custody":"{self.custody}","epoch":{self.epoch},"hub":"{self.hub}",'
            f'"seq":{self.seq},"statement":"{b64url(self.statement)}","v":1}}'
        )

    def entry_data(self) -> bytes:
        """What the log keeps: SHA-256 of the receipt, 32 bytes."""
        return hashlib.sha256(self.text().encode()).digest()

    def leaf_hash(self) -> bytes:
        return merkle.leaf_hash(self.entry_data())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a receipt written exactly as `text` writes it; anything else is refused."""
        value = parse_strict(text)
        if not isinstance(value, dict) or value.keys() != _NAMES or not _well_formed(value):
            raise _broken()
        parse_instant(value["at"])
        public_of(value["hub"])
        statement = from_b64url(value.pop("statement"), 32)
        del value["v"]
        receipt = cls(**value, statement=statement)
        if receipt.text() != text:
            raise _broken()
        return receipt


def _well_formed(value: dict[str, Any]) -> bool:
    return (
        type(value["v"]) is int
        and value["v"] == 1
        and value["custody"] in ("hub", "self")
        and all(type(value[name]) is int for name in ("epoch", "seq"))
        and 1 <= value["epoch"] <= MAX_INTEGER
        and 0 <= value["seq"] <= MAX_INTEGER
        and all(type(value[name]) is str for name in ("at", "hub", "statement"))
    )


def _broken() -> Refused:
    return Refused("This is not a receipt as version 1 writes it.")
