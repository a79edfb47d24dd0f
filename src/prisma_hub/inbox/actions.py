"""Telling people, and remembering what they have read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.identity.types import Viewer
from prisma_hub.inbox.kept import Look, Told
from prisma_hub.kernel import source
from prisma_hub.log.queries import size

AT_ONCE = 500
"""Letters written at a time."""
VISIT_MS = 1_800_000
"""Coming back after half an hour is coming again."""


def tell(
    person: UUID,
    text: str,
    values: Mapping[str, str],
    link: str,
    *,
    seq: int,
    index: int | str = 0,
    waits: bool = False,
) -> None:
    """Tell a person that something happened in entry `seq`. Told before under this index: nothing changes.

    `text` is a message id (`kernel.text.later`) with `%(name)s` for values. A value like `person:<uuid>`
    becomes a name when it is read, where entry `seq` lets its reader know it; never put a name in `values`.
    `waits` says that an answer is waited for.
    """
    tell_all([person], text, values, link, seq=seq, index=index, waits=waits)


def tell_all(
    people: Iterable[UUID],
    text: str,
    values: Mapping[str, str],
    link: str,
    *,
    seq: int,
    index: int | str = 0,
    waits: bool = False,
) -> None:
    """Tell each of these people the same (`tell`), whole circles at once: five hundred letters a write."""
    now = source.current().now_ms()
    letters = (
        Told(
            person=person,
            seq=seq,
            index=str(index),
            text=text,
            values=dict(values),
            link=link,
            at=now,
            waits=waits,
        )
        for person in people
    )
    Told.objects.bulk_create(letters, batch_size=AT_ONCE, ignore_conflicts=True)


def read(*, by: Viewer, letter: int) -> None:
    """Mark one letter as read."""
    _mark(Told.objects.filter(id=letter), by)


def read_all(*, by: Viewer) -> None:
    """Mark everything as read that waits for no answer."""
    _mark(Told.objects.filter(waits=False), by)


def _mark(found: QuerySet[Told], by: Viewer) -> None:
    assert by.person is not None
    found.filter(person=by.person, read_at=None).update(read_at=source.current().now_ms())


def settle(person: UUID, *, seq: int, index: int | str = 0) -> None:
    """What was waited for has come."""
    settle_all([person], seq=seq, indexes=[index])


def settle_all(people: Iterable[UUID], *, seq: int, indexes: Iterable[int | str]) -> None:
    """What was waited for from these people, under these indexes, is waited for no more."""
    waiting = Told.objects.filter(seq=seq, index__in=[str(each) for each in indexes], read_at=None)
    waiting.filter(person__in=list(people)).update(read_at=source.current().now_ms())


def forget(seqs: Iterable[int]) -> None:
    """Nobody is told any more of entries that were erased."""
    Told.objects.filter(seq__in=list(seqs)).delete()


def forget_person(person: UUID) -> None:
    """Who has left is told nothing, and how far they had read is nobody's business."""
    Told.objects.filter(person=person).delete()
    Look.objects.filter(person=person).delete()


def look(*, by: Viewer) -> int:
    """The person looks at what is new. Returns the number of the last entry of their visit before."""
    now, top = source.current().now_ms(), size() - 1
    found, first = Look.objects.get_or_create(person=by.person, defaults={"upto": top, "at": now})
    if first:
        return found.since
    if now - found.at > VISIT_MS:
        found.since = found.upto
    found.upto, found.at = top, now
    found.save()
    return found.since
