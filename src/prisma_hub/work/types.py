"""Things done by the clock, and the shape of a reaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from prisma_hub.log.types import Entry

Reaction = Callable[[Entry], None]
OFTEN_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Together:
    """A reaction to many entries of one kind at once, where they follow each other in the log: as after an
    import. What it does for one of them must not rest on what other reactions do for the next."""

    do: Callable[[Sequence[Entry]], None]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Something done every so often, by the clock. `while_serving`: not by a command that works off what
    waits.

    What is done several times a minute only looks, most times: when it last did so is written nowhere. Else
    a hub that nobody uses would write several times a second, and wear out the card it runs from. So it must
    bear being done again after a start, or by two processes at once."""

    name: str
    every_ms: int
    do: Callable[[], None]
    while_serving: bool = False

    @property
    def often(self) -> bool:
        return self.every_ms < OFTEN_MS
