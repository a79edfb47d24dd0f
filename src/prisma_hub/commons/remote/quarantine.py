"""Where a push lies until it is known whether it may stay. A refused one leaves nothing behind; what is kept
is only objects, which mean nothing until the log names them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

from dulwich.errors import ChecksumMismatch, ObjectFormatException
from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID, ShaFile

from prisma_hub.commons import loose, repositories
from prisma_hub.commons.remote import program
from prisma_hub.commons.remote.lines import broken
from prisma_hub.kernel.refusal import Refused, not_now

_FOLDER = "incoming"
_STALE_S = 86_400
_FEW = 100
"""Up to so many objects lie loose; more stay one pack (git's own receive.unpackLimit)."""
_LONGEST_TREE, _LONGEST_COMMIT = 8_000_000, 200_000
MOST_OBJECTS = 200_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that arrived: what it is, and how many bytes."""

    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """What arrived, readable together with what the repository already keeps."""

    folder: Path
    objects: dict[str, Kept]
    store: DiskObjectStore
    before: DiskObjectStore


@contextmanager
def received(space: str, pack: BinaryIO) -> Iterator[Incoming]:
    """Take in the pack that begins where `pack` stands. Gone afterwards, unless `keep` was called."""
    with repositories.opened(space) as repo:
        before = repo.object_store
        assert isinstance(before, DiskObjectStore)
        home = repositories.folder(space) / _FOLDER
        _sweep(home)
        folder = Path(mkdtemp(prefix="push-", dir=home))
        try:
            with closing(DiskObjectStore(str(folder))) as store:
                objects = _index(repositories.folder(space), folder, store, pack)
                _check(objects)
                yield Incoming(folder, objects, store, before)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    """What a hub that was killed left behind yesterday."""
    home.mkdir(exist_ok=True)
    for each in home.iterdir():
        if time.time() - each.stat().st_mtime > _STALE_S:
            shutil.rmtree(each, ignore_errors=True)


def _index(repository: Path, folder: Path, store: DiskObjectStore, pack: BinaryIO) -> dict[str, Kept]:
    (folder / "pack").mkdir()
    (folder / "info").mkdir()
    if program.installed():
        with program.turn():
            objects = _with_git(repository, folder, pack)
        _lean_on(folder, repository)
        return objects
    _lean_on(folder, repository)
    return _with_dulwich(store, pack)


def _lean_on(folder: Path, repository: Path) -> None:
    (folder / "info" / "alternates").write_text(f"{repository / 'objects'}\n")


def _with_git(repository: Path, folder: Path, pack: BinaryIO) -> dict[str, Kept]:
    here = {"GIT_OBJECT_DIRECTORY": str(folder)}
    done = program.run(
        repository,
        "index-pack",
        "--stdin",
        "--fix-thin",
        "--strict",
        stdin=pack,
        more=here | {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(repository / "objects")},
        settings=("core.bigFileThreshold=30m", "pack.threads=1"),
    )
    if done.returncode:
        raise why_not(done.stderr)
    listed = program.run(
        repository,
        "cat-file",
        "--batch-check",
        "--batch-all-objects",
        "--unordered",
        stdout=subprocess.PIPE,
        more=here,
    )
    if listed.returncode:
        raise broken()
    return {
        name: Kept(kind, int(size))
        for name, kind, size in map(str.split, listed.stdout.decode().splitlines())
    }


def why_not(told: bytes) -> Refused:
    """Why git did not take a pack in: what stopped it here, or else the pack."""
    return not_now(OSError(told.decode(errors="replace"))) or broken()


def _with_dulwich(store: DiskObjectStore, pack: BinaryIO) -> dict[str, Kept]:
    try:
        store.add_thin_pack(pack.read, None)
        found: dict[str, Kept] = {}
        for each in store.packs:
            for name in each:
                made = each[ObjectID(name)]
                made.check()
                found[name.decode()] = Kept(made.type_name.decode(), made.raw_length())
        return found
    except (
        ValueError,
        KeyError,
        AssertionError,
        OSError,
        ChecksumMismatch,
        ObjectFormatException,
    ) as problem:
        raise broken() from problem
    except Exception as problem:  # what a torn stream raises inside zlib and below has no common parent
        raise broken() from problem


def _check(objects: dict[str, Kept]) -> None:
    """Nothing that could not be read whole: a folder or a commit of many megabytes is no honest one."""
    longest = {"tree": _LONGEST_TREE, "commit": _LONGEST_COMMIT, "tag": 0}
    if len(objects) > MOST_OBJECTS or any(
        each.size > longest.get(each.kind, each.size) for each in objects.values()
    ):
        raise broken()


def keep(incoming: Incoming) -> None:
    """Put what arrived among the repository's own objects: few of them loose, many as the pack they came in.

    Whoever calls holds the pen.
    """
    fresh = [ObjectID(name.encode()) for name in incoming.objects]
    if len(fresh) <= _FEW:
        made = [_read(incoming, name) for name in fresh if name not in incoming.before]
        loose.lay(Path(os.fsdecode(incoming.before.path)), made)
        return
    target = Path(os.fsdecode(incoming.before.path)) / "pack"
    target.mkdir(exist_ok=True)
    for ending in (".pack", ".rev", ".idx"):  # the index last: without it the pack is not looked into
        for file in sorted((incoming.folder / "pack").glob(f"*{ending}")):
            _sync(file)
            file.replace(target / file.name)
    _sync(target)


def _read(incoming: Incoming, name: ObjectID) -> ShaFile:
    return incoming.store[name]


def _sync(path: Path) -> None:
    """On the disk before the log names it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
