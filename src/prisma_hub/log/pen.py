"""Where the log stands, and the one hand that writes it.

What every append does is written here as SQL by hand: Django's own way took longer than all the hashing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection

from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.merkle import Node as Subtree
from prisma_hub.kernel.note import Checkpoint as Note
from prisma_hub.kernel.note import origin
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import keys
from prisma_hub.log.kept import Checkpoint, Line, Node
from prisma_hub.log.lines import Fresh

TILE_HEIGHT = 8
"""Levels of the tree in one tile: 256 hashes wide (C2SP tlog-tiles)."""

_COLUMNS = [field.column for field in Line._meta.concrete_fields]
_KEEP = "INSERT INTO log_line ({}) VALUES ({}) ON CONFLICT (said_once) DO NOTHING".format(  # noqa: S608  our own columns
    ", ".join(_COLUMNS), ", ".join(["%s"] * len(_COLUMNS))
)
_TOP = "SELECT hub, epoch, size, at, frontier FROM log_top"
_MOVE = "UPDATE log_top SET size = %s, at = %s, frontier = %s, note = %s"


@dataclass(slots=True)
class Pen:
    """Where the log stands. Taken, nobody else writes until the transaction ends."""

    hub: str
    epoch: int
    size: int
    at: int
    frontier: Frontier

    def keep(self, line: Fresh) -> bool:
        """Write the line as the next one. False, and nothing written, where the same was said before."""
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [getattr(line, name) for name in _COLUMNS])
            if not cursor.rowcount:
                return False
        self.frontier, completed = self.frontier.grow(line.leaf)
        self.size, self.at = self.frontier.size, line.at
        self._keep_tiles(completed)
        return True

    def put_down(self) -> None:
        """Write where the log stands now, signed."""
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [self.size, self.at, self.frontier.to_bytes(), self._note()])

    def _note(self) -> str:
        """The checkpoint of the log as it stands, signed by the hub's key."""
        checkpoint = Note(origin(self.hub, self.epoch), self.size, self.frontier.root())
        return str(checkpoint.sign(keys.current_of(self.hub)))

    def _keep_tiles(self, completed: list[Subtree]) -> None:
        """A full tile's hash enters the tile above; the checkpoint at its end is remembered."""
        for each in completed:
            if each.level and each.level % TILE_HEIGHT == 0:
                Node.objects.create(level=each.level // TILE_HEIGHT, index=each.index, hash=each.hash)
        if completed[-1].level >= TILE_HEIGHT:
            Checkpoint.objects.create(epoch=self.epoch, size=self.size, note=self._note())


class _Hand(threading.local):
    """The pen of this thread while many things are said in one transaction; `held` by whom."""

    open = False
    pen: Pen | None = None


_hand = _Hand()


def take_pen() -> Pen:
    """Where the log stands, held until the transaction ends."""
    if _hand.pen is not None:
        return _hand.pen
    pen = _read(_TOP + (" FOR UPDATE" if connection.features.has_select_for_update else ""))
    if _hand.open:
        _hand.pen = pen
    return pen


def stands() -> Pen:
    """Where the log stands, for reading."""
    return _hand.pen or _read(_TOP)


def _read(sql: str) -> Pen:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
    if found is None:
        raise Refused(
            "There is no hub in this folder yet.", mend="Make one with: prisma-hub init --name NAME --lang en"
        )
    hub, epoch, size, at, frontier = found
    return Pen(hub, epoch, size, at, Frontier.from_bytes(bytes(frontier)))


@contextmanager
def in_hand() -> Iterator[None]:
    """Inside a transaction: whatever is said moves one pen, which is put down once, at the end."""
    if _hand.open:
        yield
        return
    _hand.open = True
    try:
        yield
        if _hand.pen is not None:
            _hand.pen.put_down()
    finally:
        _hand.open, _hand.pen = False, None


@contextmanager
def taken_back_if_refused() -> Iterator[None]:
    """For a savepoint inside: where it is rolled back, the pen is where it was."""
    before = None if _hand.pen is None else replace(_hand.pen)
    try:
        yield
    except BaseException:
        _hand.pen = before
        raise
