"""What all mutations are made with: changed files with their scripts, keys of others, bad spellings."""

import json
from collections.abc import Callable
from typing import Any

from tests.verifier.writer import did_of, private_key, with_scripts

Files = dict[str, bytes]
Line = dict[str, Any]
Mutation = tuple[str, Files]
Change = Callable[..., Mutation]
SMALL = "did:key:z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"  # 32 zero bytes: order four
OTHER = did_of(private_key("somebody else"))
SIX = ("receipt", "parts", "disclosed", "signature", "key", "proof")


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def having(files: Files, name: str, content: bytes) -> Files:
    return with_scripts({**files, name: content}) if valid(content) else {**files, name: content}


def valid(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def malleable(signature: bytes) -> bytes:
    """The same signature with the order of the curve's base point added to its second half."""
    order = 2**252 + 27742317777372353535851937790883648493
    total = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + total.to_bytes(32, "little")


def spare_bits(text: str, url: bool = False) -> str:
    """The same bytes, spelled with bits set that nobody reads."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + "+/-_"[url * 2 :][:2]
    bare = text.rstrip("=")
    return bare[:-1] + letters[letters.index(bare[-1]) ^ 1] + text[len(bare) :]
