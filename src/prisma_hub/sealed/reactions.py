"""Whoever can open sealed words is told that they are there, and from whom."""

from __future__ import annotations

from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry
from prisma_hub.sealed import events

_SEALED = later("%(who)s sealed words to you.")


def tell_readers(entry: Entry) -> None:
    for space in entry.to:
        if entry.by is not None and space != entry.by:
            inbox.tell(uuid_of(space), _SEALED, {"who": entry.by}, f"/sealed/{entry.seq}", seq=entry.seq)


REACTIONS = {events.SAID: (tell_readers,)}
