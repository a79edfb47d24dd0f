"""Group commit: those who speak at the same moment share one sync to the disk (log.md, Two doors)."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from prisma_hub.log.pen import in_hand, taken_back_if_refused

Result = TypeVar("Result")
MOST = 64
"""Speakers in one transaction: the first of them waits for the last."""


@dataclass
class _Turn(Generic[Result]):
    """One speaker's piece of a shared transaction, run in the speaker's own context."""

    do: Callable[[], Result]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    over: threading.Event = field(default_factory=threading.Event)
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


_waiting: list[_Turn[object]] = []
_queue = threading.Lock()
_pen = threading.Lock()


def together(do: Callable[[], Result]) -> Result:
    """Do this in a transaction, shared with whoever else is waiting; back when it is on the disk.

    Each has a savepoint of their own: what is refused to one is not lost to the others. Inside a
    transaction that the caller began, it is part of that one.
    """
    if connection.in_atomic_block:
        return do()
    turn = _Turn(do)
    with _queue:
        _waiting.append(turn)  # type: ignore[arg-type]
    while not turn.over.is_set():
        with _pen:
            if not turn.over.is_set():
                _serve()
    if turn.problem is not None:
        raise turn.problem
    return turn.result  # type: ignore[return-value]


def _serve() -> None:
    """Run the turns of everybody waiting now, and let them go once it is committed."""
    with _queue:
        turns, _waiting[:MOST] = _waiting[:MOST], []
    try:
        with transaction.atomic(), in_hand():
            for turn in turns:
                turn.run(alone=len(turns) == 1)
    except BaseException as problem:
        for turn in turns:
            turn.problem = turn.problem or problem
    finally:
        for turn in turns:
            turn.over.set()
