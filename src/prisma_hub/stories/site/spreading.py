"""Work by two processes where the machine has two and the work is long.

A process that was forked shares its parent's memory, and must not touch its parent's connections: what is
`spread` asks no database, what is done `Aside` opens a connection of its own.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from select import select
from typing import Any, Generic, NoReturn, Self, TypeVar

from django.db import connection, connections

One = TypeVar("One")
Made = TypeVar("Made")
Told = Callable[[int], None]
ENOUGH = 400
"""From so many things on a second process is worth its beginning."""
_NUMBER = struct.Struct("<H")


class Aside(Generic[Made]):
    """Work that a second process has begun, with a connection of its own; or that will be done when its
    answer is asked for, where there can be no second process or so many `things` are not worth one."""

    def __init__(self, work: Callable[[], Made], *, things: int) -> None:
        self._work = work
        self._other: _Other[Made] | None = None
        if things >= ENOUGH and _may_fork() and _may_let_go():
            connections.close_all()
            self._other = _Other(work)

    def is_done(self) -> bool:
        """No process is at it (any more)."""
        return self._other is None or self._other.has_answered()

    def answer(self) -> Made:
        return self._other.answer() if self._other else self._work()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._other:
            self._other.wait()


def spread(
    things: Sequence[One],
    make: Callable[[Sequence[One]], Made],
    *,
    told: Told | None = None,
    after: Aside[Any] | None = None,
) -> list[Made]:
    """What `make` answers for each batch of things, in no order. It asks no database. `told` hears how many
    things were begun. A second process helps as soon as the one before it is done."""
    size = max(1, -(-len(things) // 100))
    batches = [things[at : at + size] for at in range(0, len(things), size)]

    def do(number: int) -> Made:
        return make(batches[number])

    def do_and_tell(number: int) -> Made:
        if told:
            told(min(len(things), number * size))
        return do(number)

    if len(things) < ENOUGH or not _may_fork():
        return [do_and_tell(number) for number in range(len(batches))]
    return _by_two(len(batches), do, do_and_tell, after)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for circles in what is in memory: there are none in a building, looking takes long, and
    copies what two processes share."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _may_fork() -> bool:
    """Two processors, and no other thread that a fork would cut off in the middle of something."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


def _may_let_go() -> bool:
    """The connection holds nothing that is not in the database."""
    return not connection.in_atomic_block and not (
        connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    )


class _Other(Generic[Made]):
    """A second process at its work, and its answer."""

    def __init__(self, work: Callable[[], Made]) -> None:
        self._said: bytes | None = None
        self._answers, answer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._answers)
            _answer(answer, work)
        os.close(answer)

    def has_answered(self) -> bool:
        return self._said is not None or bool(select([self._answers], [], [], 0)[0])

    def wait(self) -> bytes:
        if self._said is None:
            with os.fdopen(self._answers, "rb") as heard:
                self._said = heard.read()
            os.waitpid(self._process, 0)
        return self._said

    def answer(self) -> Made:
        said = self.wait()
        if not said:
            raise RuntimeError("The second process ended before its work was done.")
        answer: Made | BaseException = pickle.loads(said)  # noqa: S301  our own child, through our pipe
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _by_two(
    batches: int,
    do: Callable[[int], Made],
    do_and_tell: Callable[[int], Made],
    after: Aside[Any] | None,
) -> list[Made]:
    """Both take the next batch from one pipe until it is empty: whoever is quicker takes more."""
    waiting, other, mine = _queue(batches), None, []
    try:
        while number := os.read(waiting, _NUMBER.size):
            if other is None and (after is None or after.is_done()):
                other = _Other(lambda: _take(waiting, do))
            mine.append(do_and_tell(_NUMBER.unpack(number)[0]))
    finally:
        os.close(waiting)
        if other:
            other.wait()
    return [*mine, *other.answer()] if other else mine


def _queue(batches: int) -> int:
    """A pipe that holds the number of each batch."""
    waiting, ahead = os.pipe()
    os.write(ahead, b"".join(map(_NUMBER.pack, range(batches))))
    os.close(ahead)
    return waiting


def _take(waiting: int, do: Callable[[int], Made]) -> list[Made]:
    made = []
    while number := os.read(waiting, _NUMBER.size):
        made.append(do(_NUMBER.unpack(number)[0]))
    return made


def _answer(answer: int, work: Callable[[], object]) -> NoReturn:
    """The second process: its work, told through the pipe; nothing of what its parent does at its end."""
    code = 1
    try:
        try:
            said = pickle.dumps(work())
        except BaseException as problem:
            said = _as_said(problem)
        with os.fdopen(answer, "wb") as telling:
            telling.write(said)
        code = 0
    finally:
        os._exit(code)


def _as_said(problem: BaseException) -> bytes:
    try:
        return pickle.dumps(problem)
    except Exception:
        return pickle.dumps(RuntimeError(repr(problem)))
