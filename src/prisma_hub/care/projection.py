"""How concerns are folded from the log."""

from prisma_hub.care import events
from prisma_hub.care.models import AnswerRow, ConcernRow
from prisma_hub.log.types import Entry

KINDS = events.KINDS


def raised(entry: Entry) -> None:
    if entry.by is not None:
        ConcernRow.objects.add(seq=entry.seq, by=entry.by)


def answered(entry: Entry) -> None:
    if entry.by is not None and "seq" in entry.body:
        AnswerRow.objects.add(seq=entry.seq, concern=entry.body["seq"])


def concern_forgotten(entry: Entry) -> None:
    ConcernRow.objects.filter(seq=entry.seq).delete()
    raised(entry)


def answer_forgotten(entry: Entry) -> None:
    AnswerRow.objects.filter(seq=entry.seq).delete()
    answered(entry)


FOLDS = {events.RAISED: (raised,), events.ANSWERED: (answered,)}
FORGETS = {events.RAISED: (concern_forgotten,), events.ANSWERED: (answer_forgotten,)}
