"""The folder of media: where a file lies, how it comes in, how it goes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings


def folder() -> Path:
    return Path(settings.HUB_DIR) / "media"


def path_of(sha256: str, *, small: bool = False) -> Path:
    return folder() / sha256[:2] / (sha256[2:] + (".small" if small else ""))


@contextmanager
def bench() -> Iterator[Path]:
    """A folder to work in, on the same disk; gone afterwards with all that is still in it."""
    home = folder() / "arriving"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home) as name:
        yield Path(name)


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
