"""X25519 keys that words are sealed to (RFC 7748): their names, and how somebody shows to hold one."""

import hashlib
import hmac
from functools import cache, lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from .base58 import b58, from_b58
from .refusal import Refused

X25519_PUBLIC: Final = b"\xec\x01"  # the multicodec of an X25519 public key
HOLDING: Final = b"prisma-hub/sealing/1\n"
_P = 2**255 - 19


def check_sealing_key(public: bytes) -> bytes:
    """The key itself, if words can be sealed to it: 32 bytes, in their one spelling, not of small order."""
    if len(public) != 32:
        raise Refused("A public key has 32 bytes, this has %(found)s.", found=len(public))
    if int.from_bytes(public, "little") >= _P:
        raise Refused("This is not a public key: a letter of it was changed or left out.")
    try:
        # a shared secret of zeros is refused there
        _any_key().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        raise Refused("This public key is of small order: anybody could open what is sealed to it.") from None
    return public


@cache
def _any_key() -> X25519PrivateKey:
    """Made when one is needed: making one brings all of OpenSSL."""
    return X25519PrivateKey.from_private_bytes(bytes(32))


def sealing_did(public: bytes) -> str:
    """`did:key:z6LS…`"""
    return "did:key:z" + b58(X25519_PUBLIC + check_sealing_key(public))


@lru_cache(maxsize=4096)
def sealing_key_of(did: str) -> bytes:
    """The 32 raw bytes of a `did:key`; only X25519, only the exact spelling."""
    if not did.startswith("did:key:z6LS") or len(did) > 80:
        raise _not_a_key(did)
    data = from_b58(did.removeprefix("did:key:z"))
    if data[:2] != X25519_PUBLIC or "did:key:z" + b58(data) != did:
        raise _not_a_key(did)
    return check_sealing_key(data[2:])


def _not_a_key(did: str) -> Refused:
    return Refused("“%(did)s” is not the did:key of an X25519 key.", did=did[:80])


def challenge_of(seed: bytes) -> bytes:
    """The public half the hub shows to whoever is to show that they hold a key; `seed` is the hub's own."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def answer_due(seed: bytes, hub: str, person: str, public: bytes) -> bytes:
    """What only the holder of `public` answers to `challenge_of(seed)`, and the hub that drew it knows."""
    shared = X25519PrivateKey.from_private_bytes(seed).exchange(X25519PublicKey.from_public_bytes(public))
    message = HOLDING + f"{hub}\n{person}\n".encode() + public
    return hmac.new(shared, message, hashlib.sha256).digest()
