"""The hub's own keys, in its folder, readable by nobody else. They sign checkpoints and little else.

`hub.key` is in force, `next.key` was promised to follow. Which one is in force the log says, never the name
of a file: while a rotation is under way a key still lies under its old name, and `after.key` is drawn.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey

HUB: Final = "hub.key"
NEXT: Final = "next.key"
AFTER: Final = "after.key"


def folder() -> Path:
    return Path(settings.HUB_DIR) / "keys"


def make() -> tuple[SigningKey, SigningKey]:
    """Draw the hub's key and the one that will follow it. Refuses where there is one already."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    return _draw(HUB), _draw(NEXT)


def draw_after() -> SigningKey:
    """Draw the key that a rotation will promise: on the disk before anything is said of it."""
    return _draw(AFTER)


def _draw(name: str) -> SigningKey:
    seed = source.current().token(32)
    handle = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    _sync_names()
    return SigningKey(seed)


def _sync_names() -> None:
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def in_force(did: str) -> SigningKey:
    """The private key of `did`, which the log says is in force. Refuses a folder that does not hold it: a
    folder and a database of two hubs write nothing."""
    return _in_force(settings.HUB_DIR, did)


@lru_cache(maxsize=1)
def _in_force(hub: Path, did: str) -> SigningKey:
    where = hub / "keys"
    # In this order: a key only ever moves from `next.key` to `hub.key`, so it is not missed on its way.
    for name in (NEXT, HUB):
        key = _read(where / name)
        if key is not None and key.did == did:
            return key
    if _read(where / HUB) is None:
        raise Refused(
            "The hub's key in %(path)s cannot be read.",
            kept="The record book itself is untouched.",
            mend="Put the file back from a backup, with mode 600.",
            path=where / HUB,
        )
    raise Refused(
        "The key in %(folder)s is not the key of the hub in the database.",
        kept="Nothing was written.",
        mend="Start with the folder of this database, or name the folder's own in DATABASE_URL.",
        folder=where,
    )


def promised(commitment: bytes) -> SigningKey:
    """The key the log promised to use next, after `settle`."""
    key = _read(folder() / NEXT)
    if key is None or commit(key) != commitment:
        raise Refused(
            "The key that was promised to follow, %(path)s, is missing or is another one.",
            kept="The hub goes on with the key it has, and cannot change it.",
            mend="Put that file back from a backup of this hub, with mode 600.",
            path=folder() / NEXT,
        )
    return key


def settle(did: str, commitment: bytes) -> None:
    """Give the keys the names that follow from the log: `did` is in force, `commitment` says which is next.

    Harmless at any time, however often, and whenever it was broken off; under the pen. What was drawn for a
    rotation that was never said goes away. A key the log does not know is left lying, but for `after.key`.
    """
    where = folder()
    following = _read(where / NEXT)
    if following is not None and following.did == did:
        os.replace(where / NEXT, where / HUB)
        _sync_names()
    if not (where / AFTER).exists():
        return
    after = _read(where / AFTER)
    if after is not None and commit(after) == commitment:
        os.replace(where / AFTER, where / NEXT)
    else:
        (where / AFTER).unlink(missing_ok=True)
    _sync_names()


def _read(path: Path) -> SigningKey | None:
    """The key in a file; None where there is none, or something else."""
    try:
        return SigningKey(path.read_bytes())
    except (OSError, ValueError):
        return None


def commit(key: SigningKey) -> bytes:
    """What is said about a key before it is used: SHA-256 of its 32 public bytes (log.md, Fine print)."""
    return hashlib.sha256(key.public).digest()
