"""How places are folded from the log."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry
from prisma_hub.places import events
from prisma_hub.places.models import CaretakerRow, MemoryRow, PlaceRow

KINDS = events.KINDS


def _place(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def opened(entry: Entry) -> None:
    assert entry.id is not None
    PlaceRow.objects.add(id=entry.id, opened=entry.seq, name=entry.body["name"])


def described(entry: Entry) -> None:
    PlaceRow.objects.filter(id=_place(entry)).update(
        name=entry.body["name"], told=entry.seq, words=_words(entry)
    )


def _words(entry: Entry) -> dict[str, str]:
    found = {name: entry.text(name) for name in events.HEADINGS}
    return {name: words for name, words in found.items() if words}


def description_erased(entry: Entry) -> None:
    PlaceRow.objects.filter(told=entry.seq).update(words=_words(entry))


def remembered(entry: Entry) -> None:
    MemoryRow.objects.add(
        seq=entry.seq,
        place=_place(entry),
        when=entry.body.get("when", ""),
        year=entry.body.get("year"),
        words=entry.text("words"),
        by=entry.person,
    )


def memory_erased(entry: Entry) -> None:
    MemoryRow.objects.filter(seq=entry.seq).update(when=entry.body.get("when", ""), words=entry.text("words"))


def cared_for(entry: Entry) -> None:
    CaretakerRow.objects.update_or_create(
        place=_place(entry),
        person=entry.person,
        defaults={"words": entry.body.get("words", ""), "seq": entry.seq},
    )


def care_erased(entry: Entry) -> None:
    CaretakerRow.objects.filter(seq=entry.seq).update(words=entry.body.get("words", ""))


def let_go(entry: Entry) -> None:
    assert entry.person is not None
    CaretakerRow.objects.filter(place=_place(entry), person=entry.person).delete()


FOLDS = {
    events.OPENED: (opened,),
    events.DESCRIBED: (described,),
    events.REMEMBERED: (remembered,),
    events.CARED_FOR: (cared_for,),
    events.LET_GO: (let_go,),
}
FORGETS = {
    events.DESCRIBED: (description_erased,),
    events.REMEMBERED: (memory_erased,),
    events.CARED_FOR: (care_erased,),
}
