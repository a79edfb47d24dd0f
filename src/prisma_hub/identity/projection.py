"""How people are folded from the log."""

from prisma_hub.identity import events
from prisma_hub.identity.models import Member
from prisma_hub.identity.types import is_for_guests
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


def renamed(entry: Entry) -> None:
    Member.objects.filter(id=entry.speaker).update(name=entry.body.get("name", ""), name_seq=entry.seq)


def left(entry: Entry) -> None:
    Member.objects.filter(id=entry.speaker).update(left=entry.seq)


def name_erased(entry: Entry) -> None:
    Member.objects.filter(name_seq=entry.seq).update(name="")


FOLDS = {events.JOINED: (joined,), events.RENAMED: (renamed,), events.LEFT: (left,)}
FORGETS = {events.JOINED: (name_erased,), events.RENAMED: (name_erased,)}
