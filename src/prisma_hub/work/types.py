"""Things done by the clock, and the shape of a reaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prisma_hub.log.types import Entry

Reaction = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Something done every so often, by the clock."""

    name: str
    every_ms: int
    do: Callable[[], None]
