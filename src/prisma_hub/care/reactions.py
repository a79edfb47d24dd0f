"""Trust people are told that somebody turned to them; who turned to them, that there is an answer."""

from __future__ import annotations

from prisma_hub.care import events
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry

_TURNED = later("Somebody turned to you in confidence.")
_OBJECTED = later("Somebody objects to their words being hidden.")
_ANSWERED = later("There is an answer to what was told in confidence.")


def tell_of_concern(entry: Entry) -> None:
    text = _OBJECTED if entry.body.get("appeal") else _TURNED
    _tell_others(entry, text, entry.seq, waits=True)


def tell_of_answer(entry: Entry) -> None:
    """Whoever answers has nothing waiting any more."""
    concern = entry.body.get("seq")
    if concern is None or entry.person is None:
        return
    inbox.settle(entry.person, seq=concern)
    _tell_others(entry, _ANSWERED, concern)


def _tell_others(entry: Entry, text: str, concern: int, *, waits: bool = False) -> None:
    for space in entry.to:
        if is_person(space) and space != entry.by:
            inbox.tell(uuid_of(space), text, {}, f"/care/{concern}", seq=entry.seq, waits=waits)


REACTIONS = {events.RAISED: (tell_of_concern,), events.ANSWERED: (tell_of_answer,)}
