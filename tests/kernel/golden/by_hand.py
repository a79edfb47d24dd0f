"""One statement, its receipt and its checkpoint, made without the kernel, step by step.

It uses only the standard library and the Ed25519 of `cryptography`, so that the golden file can be
checked by reading. `python by_hand.py` prints what `statement.json` holds.
"""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SECRET = bytes(range(32))  # of the statement
HUB_SEED = bytes(range(32, 64))  # of the hub's key
OWN_SEED = bytes(range(64, 96))  # of the speaker's key
B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def written(value: object) -> str:
    """RFC 8785, for values whose names are ASCII and whose numbers are whole."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def did(key: Ed25519PrivateKey) -> str:
    number, letters = int.from_bytes(b"\xed\x01" + key.public_key().public_bytes_raw(), "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = B58[rest] + letters
    return "did:key:z" + letters


def tree(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return sha256(b"\x01" + tree(hashes[:half]) + tree(hashes[half:]))


def values(hub: str) -> dict[str, object]:
    return {
        "id": "019e3a2b-7c00-7abc-8def-0123456789ab",
        "hub": hub,
        "kind": "contribution.made/1",
        "said": "2026-05-18T09:00:00.000Z",
        "by": "person:019e3a2b-0000-7000-8000-0000000000a1",
        "via": "person:019e3a2b-0000-7000-8000-0000000000b2",
        "to": ["circle:019e3a2b-0000-7000-8000-0000000000c3", "hub"],
        "scope": "journey:019e3a2b-0000-7000-8000-0000000000d4",
        "about": ["person:019e3a2b-0000-7000-8000-0000000000b2"],
        "protocol": "sha256:" + sha256(b"a protocol").hex(),
        "body.text.000": 'Plantamos 30 árboles — «por fin» "dijo" ella. 🌱\n\tY llovió.',
        "body.text.001": "e\u0301 no es é.",
        "body.amount": "12.50",
        "body.count": 9007199254740991,
        "body.below": -1,
        "body.true": True,
        "body.table": {"b": [1, None, ""], "a": {}},
    }


def make() -> dict[str, object]:
    hub_key = Ed25519PrivateKey.from_private_bytes(HUB_SEED)
    own_key = Ed25519PrivateKey.from_private_bytes(OWN_SEED)
    hub = did(hub_key)
    parts = []
    for name, value in sorted(values(hub).items(), key=lambda part: part[0].encode()):
        salt = b64url(hmac.new(SECRET, name.encode(), "sha256").digest()[:16])
        text = written([salt, name, value])
        parts.append({"text": text, "hash": sha256(b"\x00" + text.encode()).hex()})
    root = tree([bytes.fromhex(part["hash"]) for part in parts])
    statement = sha256(b"\x02" + len(parts).to_bytes(2, "big") + root)
    receipt = written(
        {
            "at": "2026-05-18T09:00:01.000Z",
            "custody": "self",
            "epoch": 1,
            "hub": hub,
            "seq": 0,
            "statement": b64url(statement),
            "v": 1,
        }
    )
    data = sha256(receipt.encode())
    leaf = sha256(b"\x00" + data)
    origin = f"prisma-hub/{hub}/1"
    head = f"{origin}\n1\n{b64(leaf)}\n"
    public = hub_key.public_key().public_bytes_raw()
    key_id = sha256(origin.encode() + b"\n\x01" + public)[:4]
    new = own_key.public_key().public_bytes_raw()
    return {
        "hub": hub,
        "speaker": did(own_key),
        "parts": parts,
        "parts_root": root.hex(),
        "statement_hash": statement.hex(),
        "signature": own_key.sign(statement).hex(),
        "receipt": receipt,
        "entry_data": data.hex(),
        "leaf_hash": leaf.hex(),
        "entry_bundle": (b"\x00\x20" + data).hex(),
        "checkpoint": f"{head}\n— {origin} {b64(key_id + hub_key.sign(head.encode()))}\n",
        "rotation_signature": b64url(hub_key.sign(b"prisma-hub/rotation/1\n" + new)),
        "rotation_promise": b64url(sha256(new)),
    }


if __name__ == "__main__":
    print(json.dumps(make(), indent=1, ensure_ascii=False))
