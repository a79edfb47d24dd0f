"""One look: while a page is read, the same question is asked once. And the hub's own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from prisma_hub.kernel import source

Told = TypeVar("Told")

_answers: ContextVar[dict[tuple[str, UUID | None], Any] | None] = ContextVar("circles_answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, what is asked through `once` is asked of the tables once per person: who belongs where and may
    do what, and in rooms above how far pages were read, or which teams a journey has.

    For reading a page, during which nothing is said; never around something that writes.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(what: str, person: UUID | None, ask: Callable[[], Told]) -> Told:
    """The answer to `what` for this person; asked once inside `remembering`, every time outside."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if (what, person) not in answers:
        answers[what, person] = ask()
    told: Told = answers[what, person]
    return told


def today() -> str:
    """Today's date where the hub is (its own zone, whatever zone a page is read in), as ISO text."""
    now = source.current().now_ms() / 1000
    return datetime.fromtimestamp(now, timezone.get_default_timezone()).date().isoformat()
