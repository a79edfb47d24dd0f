"""The folder of media: where a file lies, how it comes in, how it goes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings


def folder() -> Path:
    return Path(settings.HUB_DIR) / "media"


def path_of(sha256: str, *, small: bool = False) -> Path:
    return folder() / sha256[:2] / (sha256[2:] + (".small" if small else ""))


def _benches() -> Path:
    home = folder() / "arriving"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


@contextmanager
def bench() -> Iterator[Path]:
    """A folder to work in, on the same disk, or elsewhere on this machine where that can only be read; gone
    afterwards with all that is still in it.

    It is held while somebody works there, so that what a killed process left can be told from it.
    """
    with TemporaryDirectory(dir=_benches() if os.access(settings.HUB_DIR, os.W_OK) else None) as name:
        held = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(held)


def clear_benches() -> None:
    """Take away folders that nobody works in any more: whoever did was killed."""
    for each in _benches().iterdir():
        left = os.open(each, os.O_RDONLY)
        try:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(each, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(left)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(made: Path, sha256: str, *, small: bool = False) -> None:
    """Move a finished file to where it belongs, on the disk for good when this returns."""
    where = path_of(sha256, small=small)
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(made)
    made.chmod(0o600)
    made.replace(where)
    _sync(where.parent)
    _sync(folder())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(sha256: str) -> None:
    """Delete what is kept under this name; the folder too when it is left empty."""
    for small in (False, True):
        path_of(sha256, small=small).unlink(missing_ok=True)
    home = path_of(sha256).parent
    if home.is_dir() and not any(home.iterdir()):
        home.rmdir()
