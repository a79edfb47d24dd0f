"""How sealed words are folded from the log. Nothing of them is searched."""

from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Entry
from prisma_hub.sealed import events
from prisma_hub.sealed.models import SealedRow, SealedTo

KINDS = events.KINDS


def said(entry: Entry) -> None:
    if entry.by is None:
        return
    of = next((int(each.removeprefix("entry:")) for each in entry.about), None)
    SealedRow.objects.add(seq=entry.seq, by=entry.by, reply_to=of)
    for each in entry.to:
        SealedTo.objects.add(seq=entry.seq, person=uuid_of(each))


def forgotten(entry: Entry) -> None:
    SealedRow.objects.filter(seq=entry.seq).delete()
    SealedTo.objects.filter(seq=entry.seq).delete()
    said(entry)


FOLDS = {events.SAID: (said,)}
FORGETS = {events.SAID: (forgotten,)}
