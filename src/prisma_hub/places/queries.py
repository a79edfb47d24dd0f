"""What can be seen of places."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import PUBLIC
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.places.models import CaretakerRow, MemoryRow, PlaceRow
from prisma_hub.places.types import Caretaker, Memory, Place


def places(viewer: Viewer) -> list[Place]:
    return _places(circles.visible(viewer), PlaceRow.objects.all())


def place(viewer: Viewer, place_id: UUID) -> Place:
    for each in _places(circles.visible(viewer), PlaceRow.objects.filter(id=place_id)):
        return each
    raise NotHere("There is no such place here.", mend="Look at the list of places.")


def public_places() -> list[Place]:
    return _places(circles.visible_in(PUBLIC), PlaceRow.objects.all())


def _places(seen: Visible, found: QuerySet[PlaceRow]) -> list[Place]:
    """Places by what may be heard of them; a description nobody may hear leaves the name."""
    rows = list(seen.only(found, seq="opened").order_by("opened"))
    heard = seen.of(row.told for row in rows if row.told is not None)
    return [Place(row.id, row.name, row.words if row.told in heard else {}, row.opened) for row in rows]


def memories(viewer: Viewer, place: Place) -> list[Memory]:
    """What the place remembers: the oldest first, those without a year at the end in the order told."""
    found = circles.visible(viewer).only(MemoryRow.objects.filter(place=place.id))
    return [
        Memory(row.seq, row.when, row.year, row.words, row.by)
        for row in found.order_by(F("year").asc(nulls_last=True), "seq")
        if row.words
    ]


def caretakers(viewer: Viewer, place: Place) -> list[Caretaker]:
    found = circles.visible(viewer).only(CaretakerRow.objects.filter(place=place.id))
    return [Caretaker(row.person, row.words) for row in found.order_by("seq")]
