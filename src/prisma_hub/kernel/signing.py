"""Ed25519 in its pure form (RFC 8032), and did:key names for its keys."""

from functools import cached_property, lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from .base58 import b58, from_b58
from .refusal import Refused

ED25519_PUBLIC: Final = b"\xed\x01"  # the multicodec of an Ed25519 public key
ROTATION: Final = b"prisma-hub/rotation/1\n"
BINDING: Final = b"prisma-hub/binding/1\n"

# edwards25519 (RFC 8032, 5.1): the field, the curve constant, and the y of its eight small points
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_Y8 = int("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16)
_SMALL_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


class SigningKey:
    """A private key, made from its 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    @cached_property
    def did(self) -> str:
        return did_key(self.public)

    def __repr__(self) -> str:
        return f"<SigningKey of {self.did}>"


@lru_cache(maxsize=4096)
def check_public(public: bytes) -> bytes:
    """The key itself, if it is one: 32 bytes, a point of the curve (RFC 8032, 5.1.3), not small."""
    if len(public) != 32:
        raise Refused("A public key has 32 bytes, this has %(found)s.", found=len(public))
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    if y % _P in _SMALL_Y:
        raise Refused("This public key is of small order: anybody can sign in its name.")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if y >= _P or pow(square, (_P - 1) // 2, _P) != 1:
        raise Refused("This is not a public key: a letter of it was changed or left out.")
    return public


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is that key's over `message`. Keys of small order never verify."""
    try:
        check_public(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, Refused):
        return False
    return True


def did_key(public: bytes) -> str:
    """`did:key:z6Mk…`"""
    return "did:key:z" + b58(ED25519_PUBLIC + check_public(public))


@lru_cache(maxsize=4096)
def public_of(did: str) -> bytes:
    """The 32 raw bytes of a `did:key`; only Ed25519, only the exact spelling."""
    if not did.startswith("did:key:z6Mk") or len(did) > 80:
        raise _not_a_key(did)
    data = from_b58(did.removeprefix("did:key:z"))
    if data[:2] != ED25519_PUBLIC or "did:key:z" + b58(data) != did:
        raise _not_a_key(did)
    return check_public(data[2:])


def rotation_message(public: bytes) -> bytes:
    """What the old hub key signs to name `public` its successor."""
    return ROTATION + check_public(public)


def binding_message(hub: str, person: str, public: bytes) -> bytes:
    """What a person's own key signs to show that whoever binds it holds it, here and as this person."""
    return BINDING + f"{hub}\n{person}\n".encode() + check_public(public)


def _not_a_key(did: str) -> Refused:
    return Refused("“%(did)s” is not the did:key of an Ed25519 key.", did=did[:80])
