"""A stream of gzip, read to its very end: its sum is checked, and nothing may follow it.

`tarfile` reads gzip itself, but never looks at the sum; `gzip` looks, but takes zeros that follow for
padding.
"""

from __future__ import annotations

import io
import zlib
from typing import IO, Final, Protocol

_PIECE: Final = 256 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS


class Reads(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Unpacking(io.RawIOBase):
    """Reads what lies packed in `file`. Raises ValueError where it is damaged, cut short, or goes on."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._packed, self._rest = file, zlib.decompressobj(_GZIP), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while len(view) and not self._packed.eof:
            piece = self._rest or self._file.read(_PIECE)
            if not piece:
                raise ValueError("cut short")
            try:
                found = self._packed.decompress(piece, len(view))
            except zlib.error as problem:
                raise ValueError(str(problem)) from problem
            self._rest = self._packed.unconsumed_tail
            if found:
                view[: len(found)] = found
                return len(found)
        if len(view) and (self._packed.unused_data or self._file.read(1)):
            raise ValueError("something follows the end")
        return 0


def drain(file: Reads) -> None:
    """What follows the last file of a tar: zeros, to the end. Raises ValueError where it is anything else."""
    while piece := file.read(_PIECE):
        if piece.strip(b"\0"):
            raise ValueError("something follows the last file")
