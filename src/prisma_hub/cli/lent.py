"""A hub that can only be read, as on a disk that fails: what reads it works on a copy of its database.

SQLite writes beside a database even to read it, and what somebody said last may lie there still (`-wal`). So
both are copied to where this machine keeps what is for a while, and the copy is gone when the command ends.
Whatever a command writes into it is forgotten with it: only commands that read are lent one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from prisma_hub.cli import stopping
from prisma_hub.kernel.house import LENT
from prisma_hub.kernel.refusal import Refused, naming

_DATABASE: Final = "hub.sqlite3"
_WAL: Final = "hub.sqlite3-wal"
_SPARE: Final = 4 * 1024 * 1024
"""Bytes beside the copy itself, for what is folded in it or sorted."""
_lent: list[Path] = []
"""The hub for which there is a copy already."""


def can_be_written(folder: Path) -> bool:
    """Whether we may write in a hub's folder, and in its database."""
    database = folder / _DATABASE
    return os.access(folder, os.W_OK) and (not database.exists() or os.access(database, os.W_OK))


def borrow(folder: Path, *places: Path) -> None:
    """Have the settings name a copy of the hub's database. `places` may hold it too, where this machine has
    no other room. Nothing is done where there is none to copy, or it lies in a server."""
    if "DATABASE_URL" in os.environ or not (folder / _DATABASE).is_file() or folder in _lent:
        return
    stopping.heed()  # told to stop, it takes the copy along
    home = Path(tempfile.mkdtemp(prefix="prisma-hub-", dir=_room(_need(folder), places)))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    tempfile.tempdir = str(home)  # what else is made meanwhile goes with it
    _copy(folder, home)
    os.environ[LENT] = str(home / _DATABASE)
    _lent.append(folder)


def database(folder: Path) -> Path:
    """The database of the hub in this folder, or what was lent in its place."""
    return Path(os.environ.get(LENT) or folder / _DATABASE)


def _need(folder: Path) -> int:
    files = [folder / name for name in (_DATABASE, _WAL)]
    return 2 * sum(file.stat().st_size for file in files if file.is_file()) + _SPARE


def _room(need: int, places: Iterable[Path]) -> Path:
    tried = []
    for place in _temporary(places):
        with suppress(OSError):
            room = os.statvfs(place)
            if os.access(place, os.W_OK):
                if room.f_bavail * room.f_frsize >= need:
                    return place
                tried.append(str(place))
    raise Refused(
        "There is no room for a copy of the database, from which a hub that can only be read is read "
        "(%(size)s MB; looked in: %(places)s).",
        kept="Nothing was changed.",
        mend="Name a folder on another disk, with room: TMPDIR=/mnt/stick prisma-hub …",
        size=-(-need // 1_000_000),
        places=", ".join(tried) or "-",
    )


def _temporary(places: Iterable[Path]) -> Iterator[Path]:
    with suppress(FileNotFoundError):  # it finds none that can be written
        yield Path(tempfile.gettempdir())
    yield from (Path("/var/tmp"), Path("/dev/shm"), *places)  # noqa: S108  a folder of our own is made there


def _copy(folder: Path, home: Path) -> None:
    """As it stands at one moment where SQLite can say so: somebody else may be serving it. Otherwise nobody
    can write it, and the files themselves are what stands."""
    mine = home / _DATABASE
    try:
        asked = f"{(folder / _DATABASE).resolve().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(asked, uri=True, timeout=20)) as now,
            closing(sqlite3.connect(mine)) as then,
        ):
            now.backup(then)
    except sqlite3.Error:
        mine.unlink(missing_ok=True)
        for name in (_DATABASE, _WAL):
            if (folder / name).is_file():
                with naming(folder / name):
                    shutil.copyfile(folder / name, home / name)
    mine.chmod(0o600)
