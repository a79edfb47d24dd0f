"""What follows for the index when a page changed, a note was erased, or somebody left."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.commons import events
from prisma_hub.commons import queries as commons
from prisma_hub.identity import events as people
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.search import indexing, saying
from prisma_hub.work.types import Clockwork, Together

_AT_ONCE = 8
"""Batches of what was said that are read before the work loop goes on."""


def index(entries: Sequence[Entry]) -> None:
    """The last few changes are in the index before anybody asks; after an import the clock does the rest, so
    that nobody who writes waits for it."""
    if not commons.far_behind():
        indexing.follow_few()


def forget_erased(entries: Sequence[Entry]) -> None:
    indexing.take_out_gone(entry.body["seq"] for entry in entries)


def clear_garden(entry: Entry) -> None:
    if entry.person is not None:
        indexing.clear(f"person:{entry.person}")


def catch_up() -> None:
    """What a large import changed, and everything where newer code reads words differently."""
    while indexing.follow():
        pass


def listen() -> None:
    """A little of what was said and is not read for finding yet: others have work to do in between."""
    for _ in range(_AT_ONCE):
        if not saying.follow():
            return


REACTIONS = {
    events.CHANGED: (Together(index),),
    people.LEFT: (clear_garden,),
    book.ERASED: (Together(forget_erased),),
}
CLOCKWORK = (Clockwork("search.catch_up", 5_000, catch_up), Clockwork("search.listen", 1_000, listen))
