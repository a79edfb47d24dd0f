"""How the keys of the hub and of its people are folded from the log."""

from prisma_hub.kernel.source import parse_instant
from prisma_hub.log import events
from prisma_hub.log.models import BoundKey, KeyOfHub
from prisma_hub.log.types import Entry, Folds

KINDS = events.KINDS


def founded(entry: Entry) -> None:
    _add(entry, "")


def rotated(entry: Entry) -> None:
    _add(entry, entry.body["key"])


def _add(entry: Entry, did: str) -> None:
    KeyOfHub.objects.add(seq=entry.seq, at=parse_instant(entry.at), did=did, next=entry.body["next"])


def bound(entry: Entry) -> None:
    BoundKey.objects.add(
        key=entry.body["key"],
        person=entry.speaker,
        bound=entry.seq,
        at=parse_instant(entry.at),
        via=entry.via or "",
    )


def unbound(entry: Entry) -> None:
    BoundKey.objects.filter(key=entry.body["key"], person=entry.speaker, unbound=None).update(
        unbound=entry.seq, ended=parse_instant(entry.at), released=entry.custody == "self"
    )


FOLDS: Folds = {
    events.FOUNDED: (founded,),
    events.ROTATED: (rotated,),
    events.BOUND: (bound,),
    events.UNBOUND: (unbound,),
}
FORGETS: Folds = {}
