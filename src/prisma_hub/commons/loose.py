"""Objects of one change, laid loose together: synced at the same moment, they cost hardly more than one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from dulwich.objects import ObjectID, ShaFile

_AT_ONCE = 8


def path_of(objects: Path, name: ObjectID) -> Path:
    text = name.decode()
    return objects / text[:2] / text[2:]


def lay(objects: Path, made: Sequence[ShaFile]) -> None:
    """Keep these objects. All are on the disk before the first of them can be seen, and their names when this
    returns."""
    begun: list[tuple[int, str, ObjectID]] = []
    try:
        for each in made:
            handle, temporary = tempfile.mkstemp(dir=objects, prefix="tmp_obj_")
            begun.append((handle, temporary, each.id))
            _write(handle, each.as_legacy_object())
        with ThreadPoolExecutor(_AT_ONCE) as syncing:
            list(syncing.map(os.fsync, [handle for handle, *_ in begun]))
        for _, temporary, name in begun:
            _reveal(Path(temporary), path_of(objects, name))
        sync_names(objects, {path_of(objects, name).parent for *_, name in begun})
    finally:
        for handle, temporary, _ in begun:
            os.close(handle)
            with suppress(FileNotFoundError):
                os.unlink(temporary)


def sync_names(objects: Path, folders: Collection[Path]) -> None:
    """The names in these folders are on the disk, and the folders themselves."""
    with ThreadPoolExecutor(_AT_ONCE) as syncing:
        list(syncing.map(_sync_folder, [*folders, objects] if folders else []))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _reveal(temporary: Path, place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    temporary.chmod(0o444)
    temporary.replace(place)
