"""How people are folded from the log."""

from prisma_hub.identity import events
from prisma_hub.identity.models import KeyOffer, Member, NameSaid, SealingKey
from prisma_hub.identity.types import is_for_guests
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log.events import BOUND, UNBOUND
from prisma_hub.log.types import Entry

KINDS = events.KINDS


def joined(entry: Entry) -> None:
    Member.objects.add(
        id=entry.speaker,
        name=entry.body.get("name", ""),
        name_seq=entry.seq,
        language=entry.body.get("language", "en"),
        joined=entry.seq,
        guest=is_for_guests(entry.scope),
    )
    NameSaid.objects.add(seq=entry.seq, person=entry.speaker)


def renamed(entry: Entry) -> None:
    Member.objects.filter(id=entry.speaker).update(name=entry.body.get("name", ""), name_seq=entry.seq)
    NameSaid.objects.add(seq=entry.seq, person=entry.speaker)


def left(entry: Entry) -> None:
    Member.objects.filter(id=entry.speaker).update(left=entry.seq)


def name_erased(entry: Entry) -> None:
    Member.objects.filter(name_seq=entry.seq).update(name="")


def key_offered(entry: Entry) -> None:
    KeyOffer.objects.filter(person=entry.speaker).delete()
    KeyOffer.objects.add(
        person=entry.speaker,
        key=entry.body["key"],
        proof=entry.body["proof"],
        seq=entry.seq,
        at=parse_instant(entry.at),
    )


def offer_over(entry: Entry) -> None:
    KeyOffer.objects.filter(person=entry.speaker).delete()


def sealing_bound(entry: Entry) -> None:
    SealingKey.objects.add(
        key=entry.body["key"],
        person=entry.speaker,
        of=entry.body["of"],
        seq=entry.seq,
        at=parse_instant(entry.at),
    )


def sealing_over(entry: Entry) -> None:
    """It ends with the key it belongs to."""
    over = SealingKey.objects.filter(person=entry.speaker, of=entry.body["key"], ended=None)
    over.update(ended=entry.seq)


FOLDS = {
    events.JOINED: (joined,),
    events.RENAMED: (renamed,),
    events.LEFT: (left, offer_over),
    events.OFFERED: (key_offered,),
    events.SEALING: (sealing_bound,),
    BOUND: (offer_over,),
    UNBOUND: (sealing_over,),
}
FORGETS = {events.JOINED: (name_erased,), events.RENAMED: (name_erased,)}
