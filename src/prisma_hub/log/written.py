"""Full tiles and entry bundles, written once: read from a file ever after, never made a second time.

They lie in `derived/`, which can be thrown away: what is missing is made again from the record book.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from prisma_hub.kernel.tiles import WIDTH, Tile

HASH, ENTRY = 32, 34
"""Bytes of one place in a tile, and in an entry bundle."""


def once(hub: str, epoch: int, tile: Tile, make: Callable[[], bytes]) -> bytes:
    """The bytes of a full tile; made and written where they are not yet.

    Each epoch has files of its own: a restored book may go on otherwise from within the same tile.
    """
    name = hub.removeprefix("did:key:")
    path = Path(settings.HUB_DIR) / "derived" / "log" / f"{name}-{epoch}" / tile.path
    found = _read(path, WIDTH * (ENTRY if tile.level is None else HASH))
    if found is None:
        found = make()
        _write(path, found)
    return found


def _read(path: Path, length: int) -> bytes | None:
    """What was written, if it is whole: a bit turned on the disk must not look like a rewritten past."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    data, sum_ = found[:length], found[length:]
    return data if hashlib.sha256(data).digest() == sum_ else None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; a disk that is full or read-only costs only that it is made again."""
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data + hashlib.sha256(data).digest())
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
