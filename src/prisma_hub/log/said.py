"""What was certainly never said: whoever says very much need not ask the database of each thing.

One bit for each of the 2^24 beginnings of a hash of speaker and id (`Line.said_once`): two megabytes in a
process, once it says much. A bit that is set tells nothing; where it is not, no line has that hash. That
holds while a line keeps its hash: damage is mended only while nobody serves (`doctor --mend`), by a program
that ends with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
STEP: Final = 500
"""Lines read at once: of a long log more is known from time to time, and nobody waits for all of it."""
_READ = "SELECT seq, leaf, said_once FROM log_line WHERE seq >= %s AND seq < %s ORDER BY seq LIMIT %s"


class Said:
    """Knows all lines below `size`, as long as the last of them has the same leaf: a log only grows, and
    a leaf stands for one line of one log."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self.forget()

    def forget(self) -> None:
        self.size, self.leaf = 0, b""
        self._bits[:] = bytes(len(self._bits))

    def know(self, size: int, ask: Ask) -> bool:
        """Whether all lines below `size` are known, after some more were read. With the pen only."""
        found = ask(_READ, (max(self.size - 1, 0), size, STEP)) if self.size <= size else []
        if self.size and (not found or (found[0][0], bytes(found[0][1])) != (self.size - 1, self.leaf)):
            self.forget()  # it was another log, or went on otherwise
            return False
        if not self._bits:
            self._bits = bytearray(1 << 21)
        for seq, leaf, said_once in found:
            place = int.from_bytes(said_once[:3], "big")
            self._bits[place >> 3] |= 1 << (place & 7)
            self.size, self.leaf = seq + 1, bytes(leaf)
        return self.size == size

    def may_hold(self, said_once: bytes) -> bool:
        place = int.from_bytes(said_once[:3], "big")
        return bool(self._bits[place >> 3] & 1 << (place & 7))
