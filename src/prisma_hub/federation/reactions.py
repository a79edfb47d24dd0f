"""Stewards are told when another hub shows two books."""

from __future__ import annotations

from prisma_hub.circles import queries as circles
from prisma_hub.federation import events
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry

_FORKED = later("A hub whose record book we witness signed two different books of %(size)s entries.")


def tell_of_fork(entry: Entry) -> None:
    for person in circles.holders("tend the hub"):
        inbox.tell(person, _FORKED, {"size": str(entry.body["size"])}, "/witnesses", seq=entry.seq)


REACTIONS = {events.FORKED: (tell_of_fork,)}
