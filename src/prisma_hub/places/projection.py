"""How places are folded from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Searchable, Searched
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


def found_places(entries: Sequence[Entry]) -> Iterator[Searchable]:
    """A place by its name, for whoever knows of it; and what it is like, for whoever hears the newest
    telling."""
    ids = {each.id if each.kind == events.OPENED.name else _place(each) for each in entries}
    for row in PlaceRow.objects.filter(id__in=ids):
        ref = f"place:{row.id}"
        yield Searchable(row.opened, Among.THINGS, "place", ref, row.name, within=(ref,))
        if row.told is not None and row.words:
            words = "\n\n".join(row.words[each] for each in events.HEADINGS if row.words.get(each))
            yield Searchable(row.told, Among.THINGS, "essence", ref, words=words, within=(ref,), alone=True)


def found_memories(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for row in MemoryRow.objects.filter(seq__in=[each.seq for each in entries]).exclude(words=""):
        ref, words = f"place:{row.place}", f"{row.when}\n\n{row.words}"
        yield Searchable(row.seq, Among.WORDS, "memory", ref, words=words, within=(ref,))


SEARCHED: Searched = {
    events.OPENED: found_places,
    events.DESCRIBED: found_places,
    events.REMEMBERED: found_memories,
}
