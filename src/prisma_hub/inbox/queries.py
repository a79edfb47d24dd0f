"""What a person was told, as far as they still hear what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Window

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox.kept import Look, Told
from prisma_hub.inbox.types import Letter
from prisma_hub.kernel.ids import is_person, uuid_of


def letters(
    viewer: Viewer, *, before: int | None = None, unread: bool = False, most: int = 30
) -> list[Letter]:
    """Letters to the viewer, the latest first; `before` is the id of a letter."""
    found = _mine(viewer)
    if unread:
        found = found.filter(read_at=None)
    if before is not None:
        found = found.filter(id__lt=before)
    return _read(viewer, list(found.order_by("-id")[:most]))


def letter(viewer: Viewer, number: int) -> Letter | None:
    """One letter to the viewer."""
    found = _read(viewer, list(_mine(viewer).filter(id=number)))
    return found[0] if found else None


def waiting(viewer: Viewer, most: int = 10) -> list[Letter]:
    """What waits for the viewer's voice, the oldest first."""
    return waiting_and_unread(viewer, most)[0]


def waiting_and_unread(viewer: Viewer, most: int = 10) -> tuple[list[Letter], int]:
    """As `waiting`; and how many letters the viewer has not read. Asked at once."""
    found = _mine(viewer).filter(read_at=None).annotate(unread=Window(Count("id")))
    rows = list(found.order_by("-waits", "id")[:most])
    return _read(viewer, [row for row in rows if row.waits]), rows[0].unread if rows else 0


def _mine(viewer: Viewer) -> QuerySet[Told]:
    if viewer.person is None or not circles.is_member(viewer):
        return Told.objects.none()
    return circles.visible(viewer).only(Told.objects.filter(person=viewer.person))


def _read(viewer: Viewer, rows: list[Told]) -> list[Letter]:
    known = circles.speakers(viewer, {row.seq for row in rows})
    names = _names(viewer, rows)
    return [
        Letter(
            id=row.id,
            text=row.text,
            values={key: _value(value, row.seq, known, names) for key, value in row.values.items()},
            link=row.link,
            seq=row.seq,
            at=row.at,
            read=row.read_at is not None,
            waits=row.waits,
        )
        for row in rows
    ]


def _names(viewer: Viewer, rows: list[Told]) -> dict[UUID, str]:
    ids = {uuid_of(each) for row in rows for each in row.values.values() if is_person(str(each))}
    return {each.id: each.name for each in identity.people(viewer, ids).values()}


def _value(value: str, seq: int, known: dict[int, str], names: dict[UUID, str]) -> str:
    """A person's name, empty where the entry was said unnamed; anything else as it is."""
    if not is_person(str(value)):
        return str(value)
    return names.get(uuid_of(value), "") if seq in known else ""


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everything kept here of the viewer, by its sort: what they were told, how far they looked."""
    rows = _mine(viewer).order_by("id")
    for at in range(0, rows.count(), _AT_ONCE):
        for letter in _read(viewer, list(rows[at : at + _AT_ONCE])):
            text = letter.text % letter.values
            told = {"text": text, "about": letter.link, "entry": letter.seq, "at": letter.at}
            yield "letter", told | {"read": "yes" if letter.read else "no"}
    for look in Look.objects.filter(person=viewer.id):
        yield "read mark", {"upto": look.upto, "at": look.at}


_AT_ONCE = 200
"""Letters read at a time."""
