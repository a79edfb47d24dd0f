"""The form of a backup: a tar (gzip), locked or not, whose last file holds the SHA-256 of all the others.

Nothing here knows a database: a backup is read before there is a hub to read it into.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import unheard
from prisma_hub.upkeep.sealing import Sealing, Unsealing, is_sealed
from prisma_hub.upkeep.unpacking import Unpacking, drain

FORMAT: Final = 1
TABLES: Final = "kept.sqlite3"
OWN: Final = (MARK, unheard.MARK, "keys", "languages", "commons", "media")
"""What a backup takes from the hub's folder."""
_HEAD, _CONTENTS = "backup.json", "contents.json"
_SAID: Final = {"hub": str, "epoch": int, "size": int, "written": str}
_MEDIA: Final = re.compile(r"media/[0-9a-f]{2}/[0-9a-f]{62}")
_PIECE = 1024 * 1024
_MOST_JSON = 256 * 1024 * 1024


def write(
    written: IO[bytes], said: Mapping[str, Any], files: Iterable[tuple[str, Path]], passphrase: str | None
) -> None:
    """Write what the backup says of itself and these files, by their names in it."""
    sealed = Sealing(written, passphrase) if passphrase else None
    with tarfile.open(mode="w|gz", fileobj=sealed or written, format=tarfile.PAX_FORMAT) as tar:
        contents = {_HEAD: _put_text(tar, _HEAD, json.dumps({"format": FORMAT, **said}))}
        put = ((name, _put(tar, name, path)) for name, path in files)
        contents |= {name: found for name, found in put if found is not None}
        _put_text(tar, _CONTENTS, json.dumps(contents))
    if sealed:
        sealed.close()


def _put(tar: tarfile.TarFile, name: str, path: Path) -> str | None:
    """One file, and the hash of what was put; None where it went away meanwhile (erased, packed anew)."""
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        return None
    with opened:
        member = tarfile.TarInfo(name)
        member.size = os.fstat(opened.fileno()).st_size
        member.mode = 0o600 if name.startswith("keys/") else 0o644
        hashing = _Hashing(opened, member.size)
        tar.addfile(member, hashing)
    return hashing.hash.hexdigest()


def _put_text(tar: tarfile.TarFile, name: str, text: str) -> str:
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o644
    tar.addfile(member, io.BytesIO(data))
    return hashlib.sha256(data).hexdigest()


class _Hashing:
    """The first `size` bytes of a file, hashed as they pass."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.hash, self._file, self._left = hashlib.sha256(), file, size

    def read(self, most: int = -1) -> bytes:
        piece = self._file.read(self._left if most < 0 else min(most, self._left))
        self.hash.update(piece)
        self._left -= len(piece)
        return piece


Take = Callable[[str, _Hashing], object]


def read(file: Path, passphrase: str | None, take: Take) -> dict[str, Any]:
    """Hand every file of a backup to `take`, and hold all against their hashes. What it says of itself.

    Refuses at the end what is not whole: nothing that was taken counts before this returns.
    """
    said: dict[str, Any] = {}
    contents: dict[str, str] | None = None
    hashes: dict[str, str] = {}
    with _opened(file, passphrase) as tar:
        for member in tar:
            data = tar.extractfile(member)
            if data is None or not member.isreg() or not _is_ours(member.name) or contents is not None:
                raise _damaged(file)
            hashing = _Hashing(data, member.size)
            if member.name == _CONTENTS:
                contents = _json(file, member, hashing)
                continue
            if member.name == _HEAD:
                said = _understood(file, _json(file, member, hashing))
            else:
                take(member.name, hashing)
            hashes[member.name] = hashing.hash.hexdigest()
    if not said or contents != hashes:
        raise _damaged(file)
    return said


def is_locked(file: Path) -> bool:
    """Whether a backup wants a passphrase. A file that cannot be read wants none."""
    try:
        with file.open("rb") as opened:
            return is_sealed(opened.read(64))
    except OSError:
        return False


def check(file: Path, passphrase: str | None) -> dict[str, Any]:
    """Read a backup whole. What it says of itself."""

    def pass_by(_: str, data: _Hashing) -> None:
        while data.read(_PIECE):
            pass

    return read(file, passphrase, pass_by)


def unpack(file: Path, passphrase: str | None, into: Path) -> tuple[dict[str, Any], list[str]]:
    """Put every file of a backup where it lay, below `into`. What the backup says of itself, and which media
    in it are not what their names say: they were damaged before, or changed by whoever wrote it."""
    changed: list[str] = []

    def place(name: str, data: _Hashing) -> None:
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode = 0o600 if name.startswith(("keys/", "media/")) or name == TABLES else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
            while piece := data.read(_PIECE):
                opened.write(piece)
        if _MEDIA.fullmatch(name) and name.removeprefix("media/").replace("/", "") != data.hash.hexdigest():
            changed.append(name)

    said = read(file, passphrase, place)
    if any(type(said.get(name)) is not kind for name, kind in _SAID.items()):
        raise _damaged(file)
    return said, changed


@contextmanager
def _opened(file: Path, passphrase: str | None) -> Iterator[tarfile.TarFile]:
    """The backup in `file`, to be read from beginning to end."""
    try:
        plain = file.open("rb")
    except OSError as problem:
        raise Refused(
            "The backup %(file)s cannot be read: %(why)s.", file=file, why=problem.strerror
        ) from None
    with plain:
        sealed = is_sealed(plain.peek(64))
        if sealed and not passphrase:
            raise Refused(
                "This backup is locked with a passphrase.",
                kept="Nothing was changed.",
                mend="Name the file that holds it: --passphrase-file FILE",
            )
        stream = io.BufferedReader(Unsealing(plain, passphrase or "")) if sealed else plain
        try:
            whole = io.BufferedReader(Unpacking(stream), _PIECE)
            with tarfile.open(mode="r|", fileobj=whole) as tar:
                yield tar
                drain(tar.fileobj)  # to the very end: a locked one ends with a seal, any with a sum
        except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as problem:
            raise _damaged(file) from problem


def _json(file: Path, member: tarfile.TarInfo, data: _Hashing) -> dict[str, Any]:
    found = json.loads(data.read()) if member.size <= _MOST_JSON else None
    if not isinstance(found, dict):
        raise _damaged(file)
    return found


def _understood(file: Path, said: dict[str, Any]) -> dict[str, Any]:
    if type(said.get("format")) is not int or said["format"] < 1:
        raise _damaged(file)
    if said["format"] > FORMAT:
        raise Refused(
            "This backup was written by a newer prisma-hub.",
            kept="Nothing was changed.",
            mend="Update prisma-hub, then try again.",
        )
    return said


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    known = name in (_HEAD, _CONTENTS, TABLES) or parts[0] in OWN
    return known and not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)


def _damaged(file: Path) -> Refused:
    return Refused(
        "The backup %(file)s is damaged, was cut short, or is none.",
        kept="Nothing was changed.",
        mend="Take another copy of it, or an older backup.",
        file=file,
    )
