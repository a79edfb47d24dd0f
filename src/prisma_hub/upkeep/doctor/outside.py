"""The folder as it lies there, looked at before anything of the hub is awake: no Django here."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.house import MARK
from prisma_hub.upkeep import unheard

DATABASE: Final = "hub.sqlite3"
WEB_KEY: Final = "keys/web.key"
ROOM: Final = 200_000_000
"""Bytes that should be free."""
STALE_S: Final = 3600
"""What was touched within the hour may still be at work."""
CLOSED: Final = frozenset({"mark-damaged", "database-missing", "database-unreadable"})
"""With one of these the hub cannot be woken, and nothing more can be seen."""
_MOST = 20


def look(folder: Path, *, quick: bool = False, database: Path | None = None) -> list[Damage]:
    """What is wrong with the folder of a hub. `quick`: nothing is read whole. `database`: what is looked at
    in place of its own."""
    found = [*_mark(folder), *_web_key(folder), *_rights(folder), *_room(folder), *_servers(folder)]
    found += [Damage("erasures-unknown", since) for since in [unheard.since(folder)] if since is not None]
    if not quick:
        found += [Damage("leftover", str(path)) for path in leftovers(folder)]
    if "DATABASE_URL" not in os.environ:
        found += _database(database or folder / DATABASE, quick=quick)
    return found


def parts(folder: Path) -> list[str]:
    """What of a hub lies in a folder; whatever else lies there belongs to somebody else."""
    names = (MARK, DATABASE, "keys/hub.key", "keys/next.key")
    found = [name for name in names if (folder / name).exists()]
    return found + sorted(each.relative_to(folder).as_posix() for each in folder.glob("commons/*.git"))


def _mark(folder: Path) -> Iterator[Damage]:
    try:
        said = tomllib.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        said = {}
    if not isinstance(said.get("format"), int):
        yield Damage("mark-damaged", MARK)


def _web_key(folder: Path) -> Iterator[Damage]:
    try:
        held = (folder / WEB_KEY).read_bytes()
    except OSError:
        held = b""
    if not re.fullmatch(rb"\s*[0-9a-f]{96}\s*", held):
        yield Damage("web-key-damaged", WEB_KEY)


def _rights(folder: Path) -> Iterator[Damage]:
    for path, most, least in _due_rights(folder):
        mode, name = stat.S_IMODE(path.stat().st_mode), _name(folder, path)
        if mode & ~most:
            yield Damage("rights-loose", name)
        elif mode & least != least:
            yield Damage("rights-tight", name)


def _due_rights(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Each path, the rights it may have at most, and those it must have."""
    own = [(folder, 0o750 if _lies_open(folder) else 0o755, 0o700), (folder / "keys", 0o700, 0o700)]
    own += [(each, 0o600, 0o600) for each in sorted((folder / "keys").glob("*.key"))]
    own += [(each, 0o600, 0o600) for each in sorted((folder / "secure").glob("*.pem"))]
    own += [(folder / name, 0o755, 0o700) for name in ("commons", "media")]
    own += [(each, 0o755, 0o700) for each in sorted((folder / "commons").glob("*.git"))]
    own += [(folder / DATABASE, 0o664, 0o600), (folder / MARK, 0o664, 0o600)]
    return ((path, most, least) for path, most, least in own if path.exists())


def _lies_open(folder: Path) -> bool:
    """Whether others could read in the folder if they could enter it. A host may let them enter, for what a
    web server in front takes from there, where what is not for everybody is closed itself."""
    inside = [folder / name for name in ("commons", "media", "derived")]
    inside += [*folder.glob(f"{DATABASE}*"), *folder.glob("until-*.sqlite3*")]
    return any(path.exists() and path.stat().st_mode & 0o007 for path in inside)


def _name(folder: Path, path: Path) -> str:
    """As it is called within the hub's folder; that itself by its own name."""
    return f"{folder.resolve().name}/" if path == folder else path.relative_to(folder).as_posix()


def _room(folder: Path) -> Iterator[Damage]:
    room = os.statvfs(folder)
    free = room.f_bavail * room.f_frsize
    if free < ROOM:
        yield Damage("disk-low", f"{free / 1e6:.0f} MB")


def _servers(folder: Path) -> Iterator[Damage]:
    """More than one process group serves it: the mark of the first was taken away (Linux)."""
    serving = dict(_processes(folder))
    first = sorted(number for number, parent in serving.items() if parent not in serving)
    if len(first) > 1:
        yield Damage("two-servers", ", ".join(map(str, first)))


def _processes(folder: Path) -> Iterator[tuple[int, int]]:
    due = b"PRISMA_HUB_DIR=" + os.fsencode(folder.resolve())
    for home in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            words = (home / "cmdline").read_bytes().split(b"\0")
            if b"prisma_hub.cli.process" in words and due in (home / "environ").read_bytes().split(b"\0"):
                yield int(home.name), int((home / "stat").read_text().rpartition(")")[2].split()[1])


def leftovers(folder: Path) -> list[Path]:
    """What something that was ended left behind, and nobody has touched for an hour."""
    before = time.time() - STALE_S
    whole = folder.resolve()  # `.` has no name
    objects = list((folder / "commons").glob("*.git/objects"))
    found = [
        whole.with_name(whole.name + ".restoring"),
        folder / ".can-write",
        *(folder / "derived").glob("tmp*"),
        *(folder / "keys").glob("*.fresh"),
        *(folder / "media" / "arriving").glob("*"),
        *(folder / "commons").glob("*.git/incoming/*"),
        *(folder / "commons").glob("*.git/**/*.lock"),
        *(each for home in objects for each in home.glob("tmp_obj_*")),
        *(each for home in objects for each in (home / "pack").glob("tmp_pack_*")),
    ]
    return sorted(path for path in found if path.exists() and path.lstat().st_mtime < before)


def _database(path: Path, *, quick: bool) -> list[Damage]:
    if not path.is_file() or not path.stat().st_size:
        return [Damage("database-missing", path.name)]
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)) as opened:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if quick:
                return []
            said = [str(row[0]) for row in opened.execute(f"PRAGMA integrity_check({_MOST})")]
    except sqlite3.OperationalError as problem:
        if "malformed" not in str(problem):  # locked, or not to be read: said by others
            return []
        return [Damage("database-unreadable", path.name)]
    except sqlite3.DatabaseError as problem:
        pages = "malformed" in str(problem)
        return [Damage("database-pages", str(problem)) if pages else Damage("database-unreadable", path.name)]
    return [] if said == ["ok"] else [Damage("database-pages", "; ".join(said[0].splitlines()[:2]))]


def mend(folder: Path, found: Iterable[Damage], spare: Path | None = None) -> None:
    """Mend what can be mended from outside. `spare`: the folder of an unpacked backup."""
    for each in found:
        if each.name == "mark-damaged" and spare is not None and (spare / MARK).is_file():
            shutil.copyfile(spare / MARK, folder / MARK)
        elif each.name == "web-key-damaged":
            _draw(folder / WEB_KEY)
        elif each.name == "leftover":
            _remove(Path(each.where))
    names = {each.where for each in found if each.name in ("rights-loose", "rights-tight")}
    for path, most, least in _due_rights(folder):
        if _name(folder, path) in names:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & most | least)


def _draw(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.urandom(48).hex())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
