"""Where the log stands, and the one hand that writes it.

What every append does is written here as SQL by hand: Django's own way took longer than all the hashing.
Lines wait to be written with the rows folded from them (`behind.py`); the tree grows over all at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.merkle import Node as Subtree
from prisma_hub.kernel.note import Checkpoint as Note
from prisma_hub.kernel.note import origin
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.sql import marks
from prisma_hub.log import behind, folding, keys
from prisma_hub.log.kept import Checkpoint, Line, Node
from prisma_hub.log.lines import Fresh
from prisma_hub.log.said import Said

Question = tuple[str, Sequence[Any]]
TILE_HEIGHT = 8
"""Levels of the tree in one tile: 256 hashes wide (C2SP tlog-tiles)."""
WIDE = 1 << TILE_HEIGHT

_COLUMNS = [field.column for field in Line._meta.concrete_fields]
_ROW = attrgetter(*_COLUMNS)
_WRITE = "INSERT INTO log_line ({}) VALUES {}".format(", ".join(_COLUMNS), marks(_COLUMNS))  # noqa: S608 - our own
_SAID = "SELECT 1 FROM log_line WHERE said_once = %s"
_OFTEN = 16
"""Questions with one pen from which on it is worth while to know what was never said."""
_known = Said()
_TOP = "SELECT hub, key, epoch, size, at, frontier FROM log_top"
_HERE = "log_top"
_MOVE = "UPDATE log_top SET size = %s, at = %s, frontier = %s, note = %s"


@dataclass(slots=True)
class Pen:
    """Where the log stands. Taken, nobody else writes until the transaction ends. `key` is in force.

    `edge` is the tree as far as it has grown, `leaves` those to come; `said` what was kept since `begun`,
    `unsaid` what was asked of while it was taken, and was not said before; `free` the same, if the question
    beside it found nothing.
    """

    hub: str
    key: str
    epoch: int
    size: int
    at: int
    edge: Frontier
    leaves: list[bytes] = field(default_factory=list)
    said: set[bytes] = field(default_factory=set)
    begun: int = 0
    asked: int = 0
    knows: bool = False
    unsaid: bytes = b""
    free: bytes = b""

    def keep(self, line: Fresh) -> bool:
        """Have the line wait to be written as the next one. False where the same was said before."""
        held = behind.holding()
        assert held is not None, "lines are kept inside many_in_hand"
        if line.said_once in self.said or self._was_said(line.said_once, held):
            return False
        held.insert("log_line", _WRITE, _ROW(line))
        self.said.add(line.said_once)
        self.leaves.append(line.leaf)
        self.size, self.at = self.size + 1, line.at
        return True

    def _was_said(self, said_once: bytes, held: behind.Held) -> bool:
        """Before this pen was taken."""
        if said_once == self.unsaid:
            return False
        self.asked += 1
        if self.asked > _OFTEN:
            self.knows = self.knows or _known.know(self.begun, held.ask)
            if self.knows and not _known.may_hold(said_once):
                return False
        return bool(held.ask(_SAID, (said_once,)))

    @property
    def frontier(self) -> Frontier:
        """The tree over all that was kept; full tiles are written on the way."""
        leaves, self.leaves = self.leaves, []
        while leaves:
            upto = WIDE - self.edge.size % WIDE
            if len(leaves) < upto:
                self.edge = self.edge.extend(leaves)
                break
            self.edge, completed = self.edge.extend(leaves[: upto - 1]).grow(leaves[upto - 1])
            self._keep_tiles(completed)
            leaves = leaves[upto:]
        return self.edge

    def copy(self) -> Pen:
        return replace(self, leaves=self.leaves.copy(), said=self.said.copy())

    def put_down(self) -> None:
        """Write where the log stands now, signed; whoever waits for words hears of it once they are kept."""
        if self.said:
            transaction.on_commit(folding.tell_appended)
        moved: list[int | bytes | str] = [self.size, self.at, self.frontier.to_bytes(), self._note()]
        held = behind.holding()
        if held is not None:
            held.do(_HERE, _MOVE, moved)
            return
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, moved)

    def _note(self) -> str:
        """The checkpoint of the log as it stands, signed by the hub's key."""
        return self._sign(self.frontier)

    def _sign(self, tree: Frontier) -> str:
        checkpoint = Note(origin(self.hub, self.epoch), tree.size, tree.root())
        return str(checkpoint.sign(keys.in_force(self.key)))

    def _keep_tiles(self, completed: list[Subtree]) -> None:
        """A full tile's hash enters the tile above; the checkpoint at its end is remembered."""
        for each in completed:
            if each.level and each.level % TILE_HEIGHT == 0:
                Node.objects.create(level=each.level // TILE_HEIGHT, index=each.index, hash=each.hash)
        Checkpoint.objects.create(epoch=self.epoch, size=self.edge.size, note=self._sign(self.edge))


class _Hand(threading.local):
    """The pen of this thread while many things are said in one transaction, and where it was at each
    savepoint inside."""

    open = False
    pen: Pen | None = None
    marks: dict[str, Pen | None]

    def follow(self, sql: str) -> None:
        """A savepoint that is rolled back takes the pen back to where it was."""
        done, name = sql.rpartition(" ")[::2]
        if done.startswith("ROLLBACK"):
            before = self.marks[name]
            self.pen = before and before.copy()
        elif done.startswith("RELEASE"):
            del self.marks[name]
        else:
            self.marks[name] = self.pen and self.pen.copy()


_hand = _Hand()


def take_pen(once: bytes = b"", beside: Question | None = None) -> Pen:
    """Where the log stands, held until the transaction ends. `once`: what will be said with it, if it was
    not said before: that is asked on the way, and `beside`, which finds nothing where it may be said."""
    connection.validate_no_broken_transaction()
    if _hand.pen is not None:
        return _hand.pen
    sql = _TOP + (" FOR UPDATE" if connection.features.has_select_for_update else "")
    held = behind.holding()
    if held is None:
        pen = _read(sql)
    else:
        held.write(_HERE)
        top, said, *more = held.ask_all((sql, ()), (_SAID, (once,)), *([beside] if beside else []))
        pen = _pen(top)
        pen.unsaid = b"" if said else once
        pen.free = once if beside and not more[0] else b""
    if _hand.open:
        _hand.pen = pen
    return pen


def stands() -> Pen:
    """Where the log stands, for reading."""
    if _hand.pen is not None:
        return _hand.pen
    return _read(_TOP)


def hub_known() -> str:
    """The hub as this process last saw it, without asking. Whoever takes the pen sees whether it still is."""
    return _Seen.hub or stands().hub


class _Seen:
    hub = ""


def _read(sql: str) -> Pen:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return _pen(cursor.fetchall())


def _pen(found: list[tuple[Any, ...]]) -> Pen:
    if not found:
        raise Refused(
            "There is no hub in this folder yet.", mend="Make one with: prisma-hub init --name NAME --lang en"
        )
    hub, key, epoch, size, at, frontier = found[0]
    _Seen.hub = hub
    return Pen(hub, key, epoch, size, at, Frontier.from_bytes(bytes(frontier)), begun=size)


@contextmanager
def in_hand() -> Iterator[None]:
    """Inside a transaction: whatever is said moves one pen, which is put down once, at the end."""
    if _hand.open:
        yield
        return
    _hand.open, _hand.marks = True, {}
    try:
        yield
        if _hand.pen is not None:
            _hand.pen.put_down()
    finally:
        _hand.open, _hand.pen = False, None


@contextmanager
def many_in_hand(*, alone: bool = False) -> Iterator[None]:
    """The same, where lines, rows and where the log stands wait until somebody looks at them. `alone`:
    whoever says so began the transaction for this, and does nothing else in it."""
    with behind.written_together(_hand.follow, alone=alone), in_hand():
        yield


@contextmanager
def taken_back_if_refused() -> Iterator[None]:
    """For a savepoint inside: where it is rolled back, the pen is where it was."""
    before = _hand.pen and _hand.pen.copy()
    try:
        yield
    except BaseException:
        _hand.pen = before
        raise
