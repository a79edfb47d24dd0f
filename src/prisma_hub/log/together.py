"""Group commit: those who speak at the same moment share one sync to the disk (log.md, Two doors)."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from prisma_hub.log.pen import in_hand, many_in_hand, taken_back_if_refused

Result = TypeVar("Result")
MOST = 64
"""Speakers in one transaction: the first of them waits for the last."""


@dataclass(eq=False)
class _Turn(Generic[Result]):
    """One speaker's piece of a shared transaction, run in the speaker's own context. `called`: it is over,
    or it is theirs to serve all who wait."""

    do: Callable[[], Result]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    called: threading.Event = field(default_factory=threading.Event)
    over: bool = False
    result: Result | None = None
    problem: BaseException | None = None

    def run(self, *, alone: bool) -> None:
        """Alone, what is refused takes the whole transaction back; else only a savepoint of this turn."""
        if alone:
            self.result = self.context.run(self.do)
            return
        try:
            with transaction.atomic(), taken_back_if_refused():
                self.result = self.context.run(self.do)
        except (
            OperationalError,
            InterfaceError,
        ):  # the database itself: nothing of this transaction can be kept
            raise
        except Exception as problem:
            self.problem = problem


class _Hall:
    """Who waits, in their order, and whether somebody serves them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: list[_Turn[Any]] = []
        self.served = False

    def enter(self, turn: _Turn[Any]) -> bool:
        """Whether it is theirs to serve: nobody does."""
        with self.lock:
            self.waiting.append(turn)
            first, self.served = not self.served, True
            if first:
                turn.called.set()
        return first

    def take(self) -> list[_Turn[Any]]:
        with self.lock:
            turns, self.waiting[:MOST] = self.waiting[:MOST], []
        return turns

    def call_next(self) -> None:
        """The first who waits serves all who wait then, and is among them."""
        with self.lock:
            self.served = bool(self.waiting)
            if self.waiting:
                self.waiting[0].called.set()

    def leave(self, turn: _Turn[Any]) -> None:
        """Somebody does not wait any longer; whether what they had to say was said, they do not know."""
        with self.lock:
            waited = turn in self.waiting
            if waited:
                self.waiting.remove(turn)
        if waited and turn.called.is_set():
            self.call_next()


_hall = _Hall()


def together(do: Callable[[], Result]) -> Result:
    """Do this in a transaction, shared with whoever else is waiting; back when it is on the disk.

    What is refused to one is not lost to the others: then it is done anew, with a savepoint for each. So
    `do` may be called twice, and what it did the first time is taken back. Inside a transaction that the
    caller began, it is part of that one.
    """
    if connection.in_atomic_block:
        return do()
    turn = _Turn(do)
    try:
        if not _hall.enter(turn):
            turn.called.wait()
        if not turn.over:
            _serve()
    except BaseException:
        _hall.leave(turn)
        raise
    if turn.problem is not None:
        raise turn.problem
    return turn.result  # type: ignore[return-value]


def _serve() -> None:
    """Run the turns of everybody waiting now, and let them go once it is committed."""
    turns: list[_Turn[Any]] = []
    try:
        turns = _hall.take()
        if len(turns) == 1 or not _all_as_one(turns):
            _each_for_itself(turns)
    except BaseException as problem:
        for turn in turns:
            turn.problem = turn.problem or problem
    finally:
        for turn in turns:
            turn.over = True
            turn.called.set()
        _hall.call_next()


def _all_as_one(turns: list[_Turn[object]]) -> bool:
    """Run them as if one had said it all: what all of them wrote is written together. Where something is
    refused to anybody, nothing of it was done: False."""
    try:
        with transaction.atomic(), many_in_hand(alone=True):
            for turn in turns:
                turn.run(alone=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        return False
    return True


def _each_for_itself(turns: list[_Turn[object]]) -> None:
    if len(turns) == 1:
        with transaction.atomic(), many_in_hand(alone=True):
            turns[0].run(alone=True)
        return
    with transaction.atomic(), in_hand():
        for turn in turns:
            turn.run(alone=False)
