"""Large files in a repository, piece by piece: laid and read without ever being whole in memory.

They are loose objects as git has them (gitformat-loose: a zlib stream of `blob <size>`, a zero, the bytes),
not compressed: sounds and films do not grow smaller.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dulwich.objects import ObjectID

from prisma_hub.commons.loose import sync_names

PIECE = 1_000_000
_STORED = 0  # zlib's level that only wraps
_HEADER = 64  # bytes in which the word and the size stand


@dataclass(frozen=True, slots=True)
class Laid:
    """An object that is kept already, by its name."""

    id: ObjectID


class Unreadable(Exception):  # noqa: N818 - a sentence, not a failure
    """A file that is not, or no longer, as it was found; says why."""


def lay(objects: Path, file: Path, size: int) -> Laid:
    """Keep a file as an object, as it is while it is read. Raises `Unreadable`; OSError where it cannot be
    kept."""
    objects.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=objects, prefix="tmp_obj_")
    try:
        with os.fdopen(handle, "wb") as kept:
            name = _wrapped(file, size, kept.write)
            kept.flush()
            os.fsync(kept.fileno())
        place = objects / name[:2] / name[2:]
        place.parent.mkdir(exist_ok=True)
        os.chmod(temporary, 0o444)
        os.replace(temporary, place)
        sync_names(objects, (place.parent,))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Laid(ObjectID(name.encode()))


def _wrapped(file: Path, size: int, write: Callable[[bytes], object]) -> str:
    packed = zlib.compressobj(_STORED)
    named = hashlib.sha1(usedforsecurity=False)
    for piece in _with_header(file, size):
        named.update(piece)
        write(packed.compress(piece))
    write(packed.flush())
    return named.hexdigest()


def _with_header(file: Path, size: int) -> Iterator[bytes]:
    yield b"blob %d\0" % size
    left = size
    for piece in _read(file):
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left:
        raise Unreadable("it changed while it was read")


def _read(file: Path) -> Iterator[bytes]:
    with _reading():
        read = file.open("rb")
    with read:
        while True:
            with _reading():
                piece = read.read(PIECE)
            if not piece:
                return
            yield piece


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise Unreadable(problem.strerror or "it cannot be read") from problem


def name_of(file: Path, size: int) -> str:
    """What git calls the file. Raises `Unreadable`."""
    named = hashlib.sha1(usedforsecurity=False)
    for piece in _with_header(file, size):
        named.update(piece)
    return named.hexdigest()


def pieces(objects: Path, name: str) -> Iterator[bytes] | None:
    """The bytes of a loose object; None where it lies in a pack, or nowhere."""
    place = objects / name[:2] / name[2:]
    return _pieces(place) if name and place.is_file() else None


def _pieces(place: Path) -> Iterator[bytes]:
    begun = b""
    unpacked = _unpacked(place)
    for data in unpacked:
        begun += data
        header, zero, rest = begun.partition(b"\0")
        if zero and len(header) < _HEADER:
            yield rest
            break
        if len(begun) > _HEADER:
            raise OSError(f"{place.name} is no object")
    yield from unpacked


def _unpacked(place: Path) -> Iterator[bytes]:
    """Never more at once than a piece, however small it was packed."""
    unpacking = zlib.decompressobj()
    with place.open("rb") as read:
        while packed := read.read(PIECE):
            while packed:
                yield unpacking.decompress(packed, PIECE)
                packed = unpacking.unconsumed_tail
