"""The hub's own keys, in its folder, readable by nobody else. They sign checkpoints and little else."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey


def folder() -> Path:
    return Path(settings.HUB_DIR) / "keys"


def make() -> tuple[SigningKey, SigningKey]:
    """Draw the hub's key and the one that will follow it. Refuses where there is one already."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    here = source.current()
    seeds = here.token(32), here.token(32)
    for name, seed in zip(("hub.key", "next.key"), seeds, strict=True):
        _write(folder() / name, seed)
    return SigningKey(seeds[0]), SigningKey(seeds[1])


def _write(path: Path, seed: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())


def current() -> SigningKey:
    """The key in force."""
    return _read(str(folder() / "hub.key"))


def current_of(hub: str) -> SigningKey:
    """The key in force, if it is this hub's: a folder and a database of two hubs write nothing."""
    key = current()
    if key.did != hub:
        raise Refused(
            "The key in %(folder)s is not the key of the hub in the database.",
            kept="Nothing was written.",
            mend="Start with the folder of this database, or name the folder's own in DATABASE_URL.",
            folder=folder(),
        )
    return key


def upcoming() -> SigningKey:
    """The key the hub has promised to use next."""
    return _read(str(folder() / "next.key"))


@lru_cache(maxsize=8)
def _read(path: str) -> SigningKey:
    try:
        return SigningKey(Path(path).read_bytes())
    except (OSError, ValueError) as problem:
        raise Refused(
            "The hub's key in %(path)s cannot be read.",
            kept="The record book itself is untouched.",
            mend="Put the file back from a backup, with mode 600.",
            path=path,
        ) from problem


def commitment(key: SigningKey) -> bytes:
    """What is said about a key before it is used: SHA-256 of its 32 public bytes (log.md, Fine print)."""
    return hashlib.sha256(key.public).digest()
