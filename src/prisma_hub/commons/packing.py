"""Gathering what lies loose, and small packs, in one pack: every look at a repository asks each pack it has.

Nothing is ever left out: a pack that is made holds all that those held which go for it. It is whole and on
the disk before they go, and who looks meanwhile finds an object in the one place or the other. Large files
stay loose, to be read piece by piece.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID, ShaFile
from dulwich.pack import Pack, UnpackedObject, full_unpacked_object, write_pack_data, write_pack_index

from prisma_hub.commons.loose import path_of
from prisma_hub.commons.types import LARGE

MOST_BYTES, MOST_OBJECTS = 64_000_000, 100_000
"""So much goes into one pack at a time; a pack that is half as large stays as it is."""
MANY_LOOSE, MANY_PACKS = 500, 8
"""From so many on they are gathered."""
_STALE_S = 86_400
_BEGUN = "tmp_pack_"
_HEADER = 64
_INDEXED = 28
"""Bytes that an index needs for one object (gitformat-pack, version 2)."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is to become one pack: packs, by their path without ending, and loose objects by name."""

    packs: tuple[Path, ...]
    loose: tuple[ObjectID, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A pack that nobody looks into yet: its files, and what they are to be called."""

    pack: Path
    index: Path
    name: str


def choose(objects: Path, *, all_of_it: bool = False) -> Sources | None:
    """What is worth gathering; None where it is tidy. `all_of_it`: also a few small packs."""
    packs = _small_packs(objects)
    loose = _small_loose(objects)
    if not all_of_it and len(loose) < MANY_LOOSE and len(packs) < MANY_PACKS:
        return None
    room = _Room()
    gathers = all_of_it or len(packs) >= MANY_PACKS
    chosen = [base for size, many, base in packs if gathers and room.takes(size, many)]
    some = [name for size, name in loose if room.takes(size, 1)]
    if len(chosen) < 2 and len(some) < 2:
        return None
    return Sources(tuple(chosen), tuple(some))


@dataclass(slots=True)
class _Room:
    """What one pack still has place for."""

    bytes: int = MOST_BYTES
    objects: int = MOST_OBJECTS

    def takes(self, size: int, many: int) -> bool:
        fits = size <= self.bytes and many <= self.objects
        if fits:
            self.bytes -= size
            self.objects -= many
        return fits


def _small_packs(objects: Path) -> list[tuple[int, int, Path]]:
    """Bytes, about how many objects, and path without ending; the smallest first."""
    found = []
    for index in (objects / "pack").glob("*.idx"):
        pack = index.with_suffix(".pack")
        size = pack.stat().st_size if pack.exists() else MOST_BYTES
        many = index.stat().st_size // _INDEXED
        if size < MOST_BYTES // 2 and many < MOST_OBJECTS // 2:
            found.append((size, many, index.with_suffix("")))
    return sorted(found)


def _small_loose(objects: Path) -> list[tuple[int, ObjectID]]:
    """Bytes on the disk and name, in the order of their names."""
    found = []
    for folder in sorted(objects.glob("[0-9a-f][0-9a-f]")):
        for file in sorted(folder.iterdir()):
            if len(file.name) == 38 and file.stat().st_size <= LARGE and _length(file) <= LARGE:
                found.append((file.stat().st_size, ObjectID((folder.name + file.name).encode())))
    return found


def _length(file: Path) -> int:
    """How many bytes a loose object has when it is unpacked; of one that is broken, too many."""
    with file.open("rb") as read, suppress(zlib.error, ValueError):
        begun = zlib.decompressobj().decompress(read.read(_HEADER * 2), _HEADER)
        return int(begun.partition(b"\0")[0].partition(b" ")[2])
    return LARGE + 1


def make(objects: Path, sources: Sources) -> Made:
    """Write the pack, under a name at which nobody looks. Nothing of what stands is touched."""
    with closing(DiskObjectStore(str(objects))) as store:
        packs = [Pack(str(base), object_format=store.object_format) for base in sources.packs]
        try:
            names = [sorted(some) for some in _each_once(packs, sources.loose)]
            records = _records(store, packs, names)
            return lay(objects, records, sum(map(len, names)), store)
        finally:
            for each in packs:
                each.close()


def _each_once(packs: Sequence[Pack], loose: Sequence[ObjectID]) -> Iterator[set[ObjectID]]:
    """What is taken out of each pack, then what is taken from the loose ones.

    Of a pack everything is taken that none before it had: so a version told as a difference stands in the
    new pack together with what it differs from, and no two are told by each other.
    """
    taken: set[ObjectID] = set()
    for pack in packs:
        fresh = {ObjectID(name) for name in pack} - taken
        taken |= fresh
        yield fresh
    yield set(loose) - taken


def _records(
    store: DiskObjectStore, packs: Sequence[Pack], names: Sequence[Collection[ObjectID]]
) -> Iterator[UnpackedObject]:
    for pack, some in zip(packs, names, strict=False):
        yield from pack.iter_unpacked_subset(some, convert_ofs_delta=True)
    yield from whole(store, names[-1])


def whole(store: DiskObjectStore, names: Collection[ObjectID]) -> Iterator[UnpackedObject]:
    """Objects as they are, told by nothing else, one in memory at a time."""
    for name in names:
        found: ShaFile = store[name]
        yield full_unpacked_object(found)


def lay(objects: Path, records: Iterator[UnpackedObject], count: int, store: DiskObjectStore) -> Made:
    """Write so many objects as a pack with its index, both on the disk."""
    folder = objects / "pack"
    pack = folder / f"{_BEGUN}{os.getpid()}-{time.time_ns()}"
    index = pack.with_name(pack.name + "-idx")
    try:
        with pack.open("xb") as file:
            entries, checksum = write_pack_data(
                file.write, records, num_records=count, object_format=store.object_format
            )
            _sync(file.fileno())
        rows = sorted((name, offset, crc) for name, (offset, crc) in entries.items())
        with index.open("xb") as file:
            write_pack_index(file, rows, checksum)
            _sync(file.fileno())
    except BaseException:
        for each in (pack, index):
            each.unlink(missing_ok=True)
        raise
    return Made(pack, index, f"pack-{checksum.hex()}")


def put_in_place(objects: Path, made: Made, sources: Sources) -> bool:
    """Let the pack take the place of what it was made of. False, and nothing done, where some of that went
    meanwhile: whoever took it out did not want it back. Nobody may be writing."""
    if not _still_there(objects, sources):
        discard(made)
        return False
    reveal(objects, made)
    for base in sources.packs:
        if base.name != made.name:
            remove(base)
    for name in sources.loose:
        path_of(objects, name).unlink(missing_ok=True)
    return True


def discard(made: Made) -> None:
    for each in (made.pack, made.index):
        each.unlink(missing_ok=True)


def _still_there(objects: Path, sources: Sources) -> bool:
    packs = all(base.with_suffix(".pack").exists() for base in sources.packs)
    return packs and all(path_of(objects, name).exists() for name in sources.loose)


def reveal(objects: Path, made: Made) -> None:
    """From now on it is looked into: the index last, without which no pack is."""
    folder = objects / "pack"
    for file, ending in ((made.pack, ".pack"), (made.index, ".idx")):
        file.chmod(0o444)
        file.replace(folder / (made.name + ending))
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(base: Path) -> None:
    """Take a pack away: its index first, so that nobody looks for what is going."""
    base.with_suffix(".idx").unlink(missing_ok=True)
    for file in base.parent.glob(f"{base.name}.*"):
        file.unlink(missing_ok=True)


def sweep(objects: Path) -> None:
    """What a hub that was killed left behind yesterday: packs half written, or without their index."""
    packs = objects / "pack"
    half = [each for each in packs.glob("*.pack") if not each.with_suffix(".idx").exists()]
    for file in (*half, *packs.glob(f"{_BEGUN}*"), *objects.glob("tmp_obj_*")):
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > _STALE_S:
                file.unlink()


def _sync(handle: int) -> None:
    os.fsync(handle)
