"""How witnesses and followed books are folded from the log."""

from __future__ import annotations

from prisma_hub.federation import events
from prisma_hub.federation.models import BookRow, ForkRow, WitnessRow
from prisma_hub.log.types import Entry, Folds

KINDS = events.KINDS


def named(entry: Entry) -> None:
    WitnessRow.objects.update_or_create(
        key=entry.body["key"], defaults={"title": entry.body.get("title", ""), "seq": entry.seq}
    )


def dismissed(entry: Entry) -> None:
    WitnessRow.objects.filter(key=entry.body["key"]).delete()


def followed(entry: Entry) -> None:
    hub = entry.body["hub"]
    BookRow.objects.update_or_create(
        hub=hub,
        defaults={
            "key": entry.body.get("key", hub),
            "title": entry.body.get("title", ""),
            "seq": entry.seq,
        },
    )


def left(entry: Entry) -> None:
    BookRow.objects.filter(hub=entry.body["hub"]).delete()


def forked(entry: Entry) -> None:
    ForkRow.objects.add(
        seq=entry.seq,
        hub=entry.body["hub"],
        origin=entry.body["origin"],
        size=entry.body["size"],
        notes=entry.body["notes"],
    )


FOLDS = {
    events.NAMED: (named,),
    events.DISMISSED: (dismissed,),
    events.FOLLOWED: (followed,),
    events.LEFT: (left,),
    events.FORKED: (forked,),
}
FORGETS: Folds = {}
"""Nothing of it is about a person."""
