"""One look: while a page is drawn, what a viewer may read and how far pages were read is asked once.

Only for looking: whoever writes asks anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("prisma_hub_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within the block, in this thread, the same question is asked once."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def once(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question, asked before in this look or now."""
    seen = _seen.get()
    if seen is None:
        return ask()
    if question not in seen:
        seen[question] = ask()
    answer: Answer = seen[question]
    return answer
