"""The same work on many things, by two processes where the machine has two and the work is long.

Only what needs no database may be spread: a process that was forked shares its parent's memory, and must not
touch its parent's connections.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeVar

One = TypeVar("One")
Made = TypeVar("Made")
Told = Callable[[int], None]
ENOUGH = 400
"""From so many things on a second process is worth its beginning."""
_NUMBER = struct.Struct("<H")


def spread(
    things: Sequence[One],
    make: Callable[[Sequence[One]], Made],
    *,
    meanwhile: Callable[[], None],
    told: Told | None = None,
) -> list[Made]:
    """What `make` answers for each batch of things, in no order; `meanwhile` is done by this process first.
    `told` hears how many things were begun."""
    size = max(1, -(-len(things) // 100))
    batches = [things[at : at + size] for at in range(0, len(things), size)]

    def do(number: int) -> Made:
        return make(batches[number])

    def do_and_tell(number: int) -> Made:
        if told:
            told(min(len(things), number * size))
        return do(number)

    if len(things) < ENOUGH or not _may_fork():
        meanwhile()
        return [do_and_tell(number) for number in range(len(batches))]
    return _by_two(len(batches), do, do_and_tell, meanwhile)


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


def _by_two(
    batches: int,
    do: Callable[[int], Made],
    do_and_tell: Callable[[int], Made],
    meanwhile: Callable[[], None],
) -> list[Made]:
    """Both take the next batch from one pipe until it is empty: whoever is quicker takes more."""
    waiting = _queue(batches)
    answers, answer = os.pipe()
    other = os.fork()
    if other == 0:
        os.close(answers)
        _answer(waiting, answer, do)
    os.close(answer)
    try:
        meanwhile()
        mine = _take(waiting, do_and_tell)
    finally:
        os.close(waiting)
        with os.fdopen(answers, "rb") as heard:
            said = heard.read()
        os.waitpid(other, 0)
    if not said:
        raise RuntimeError("The second process ended before its work was done.")
    theirs = pickle.loads(said)  # noqa: S301  from our own child, through a pipe nobody else holds
    if isinstance(theirs, BaseException):
        raise theirs
    return [*mine, *theirs]


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


def _answer(waiting: int, answer: int, do: Callable[[int], Made]) -> NoReturn:
    """The second process: its share, told through the pipe; nothing of what its parent does at its end."""
    code = 1
    try:
        try:
            said = pickle.dumps(_take(waiting, do))
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
