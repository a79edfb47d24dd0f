"""Files are made and forgotten by the clock, and go with whatever in them is erased, or with their person.
What is over goes by the clock; whom a new time touches is told."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.circles import events as circles
from prisma_hub.circles import queries as spaces
from prisma_hub.circles.types import HUB
from prisma_hub.identity import events as arriving
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.keeping import actions
from prisma_hub.keeping.types import FOUNDING
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Clockwork, Together


def let_go(entries: Sequence[Entry]) -> None:
    actions.forget_what_holds(entry.body["seq"] for entry in entries)


def clear(entry: Entry) -> None:
    if entry.person is not None:
        actions.forget_file(by=Viewer(entry.person))


_SAID_ANEW = later("How long something you gave is kept was said anew. See what of yours goes, and when.")


def tell_of_a_new_time(entry: Entry) -> None:
    """Everybody who gave something that it touches, also who hears no more of that space than their own."""
    space = entry.scope or ""
    refs = spaces.touched(entry.body["sort"], space)
    people = identity.here(uuid_of(ref) for ref in refs if is_person(ref))
    hear = people.intersection(spaces.members_of(space or HUB))
    for some, seq in ((hear, entry.seq), (people - hear, FOUNDING)):
        inbox.tell_all(sorted(some), _SAID_ANEW, {}, "/me/kept", seq=seq, index=f"lasts {entry.seq}")


REACTIONS = {
    book.ERASED: (Together(let_go),),
    arriving.LEFT: (clear,),
    circles.LASTS: (tell_of_a_new_time,),
}
CLOCKWORK = (
    Clockwork("erase what is over", 60_000, actions.end_what_is_over),
    Clockwork("write everything about somebody", 500, actions.make_what_was_asked_for),
    Clockwork("forget everything about somebody", 60_000, actions.forget_whose_time_is_over),
)
