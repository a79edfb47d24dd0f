"""Where what the house says of a circle is heard: no further than the journey it lies in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from prisma_hub.circles.models import CircleRow
from prisma_hub.circles.queries.voices import heard_in
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.kernel.ids import is_circle, uuid_of
from prisma_hub.log import queries as log

# A room above in whose things circles lie says here which entry opened such a thing (`projections.py`).
OPENED_WITH: list[Callable[[str], int | None]] = []


def lies_in(scope: str | None) -> str:
    """The journey a circle or a role of this scope lies in; one that belongs to another circle lies where
    that one does. Empty: in none."""
    if scope is None or scope.startswith("journey:"):
        return scope or ""
    if not is_circle(scope):
        return ""
    return next((within for (within,) in CircleRow.objects.find("within", id=uuid_of(scope))), "")


def opened_with(scope: str | None) -> int | None:
    """The entry that opened the journey in which a circle or a role of this scope lies."""
    within = lies_in(scope)
    if not within:
        return None
    log.await_rooms()
    return next((seq for ask in OPENED_WITH if (seq := ask(within)) is not None), None)


WIDE = frozenset({HUB, NETWORK, PUBLIC})


def narrowed(said: Sequence[str], journey: Sequence[str]) -> list[str]:
    """Where it is heard, said to these spaces, of a journey that may be known in those: what was said to the
    whole hub no further than a journey is known that the hub may not know of."""
    return list(journey if WIDE.intersection(said) and not WIDE.intersection(journey) else said)


def audience(scope: str | None, *, by: str, statement_id: UUID | None = None) -> list[str]:
    """To whom something is said of a circle or a role of this scope. What was said under this id already is
    said again to the same: saying it twice is saying it once."""
    before = log.said(by, statement_id)
    if before is not None:
        return list(before.to)
    opened = opened_with(scope)
    return [HUB] if opened is None else narrowed([HUB], heard_in([opened]).get(opened, []))
