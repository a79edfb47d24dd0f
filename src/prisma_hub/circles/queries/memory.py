"""One look: while a page is read, the same question is asked once. And the hub's own day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from prisma_hub.kernel import look, source

Told = TypeVar("Told")

remembering = look.remembering
"""Inside, what is asked through `once` is asked of the tables once per person: who belongs where and may do
what, and in rooms above how far pages were read, or which teams a journey has."""


def once(what: str, person: UUID | None, ask: Callable[[], Told]) -> Told:
    """The answer to `what` for this person; asked once inside `remembering`, every time outside."""
    return look.once((what, person), ask)


def today() -> str:
    """Today's date where the hub is (its own zone, whatever zone a page is read in), as ISO text."""
    now = source.current().now_ms() / 1000
    return datetime.fromtimestamp(now, timezone.get_default_timezone()).date().isoformat()
