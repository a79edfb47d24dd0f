"""Circles, who belongs to them, and the spaces one may speak to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from prisma_hub.circles.models import (
    Block,
    CircleRow,
    HouseRow,
    RoleRow,
    Seat,
)
from prisma_hub.circles.queries.gate import (
    belongs,
    is_member,
    is_of_guests,
    seats_of,
    standing,
    visible,
    visible_in,
)
from prisma_hub.circles.queries.knowing import known
from prisma_hub.circles.queries.memory import today
from prisma_hub.circles.queries.rights import may
from prisma_hub.circles.types import (
    GUESTS,
    HUB,
    NETWORK,
    PUBLIC,
    REVIEWERS,
    Circle,
    House,
    Space,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import later
from prisma_hub.log import queries as log


def people_in(viewer: Viewer, space: str) -> list[UUID]:
    """Who belongs to a space, in the order they came; nobody where the viewer does not belong."""
    if space != HUB and not belongs(viewer, space) and not may(viewer, "admit to a circle"):
        return []
    if viewer.person is None:
        return []
    return members_of(space)


def shared_with(viewer: Viewer, person: UUID) -> frozenset[str]:
    """The spaces to which both the viewer and this person belong today."""
    if viewer.person is None:
        return frozenset()
    return visible(viewer).spaces & frozenset(seats_of(Viewer(person)).values_list("space", flat=True))


def house() -> House:
    """What the hub says of itself: for everybody, as it was said to everybody."""
    for row in visible_in(PUBLIC).only(HouseRow.objects.all()):
        return House(row.purpose, row.keeper, row.reach)
    return House()


def circle(viewer: Viewer, circle_id: UUID) -> Circle | None:
    """A circle by id, for members of the hub who may know of it."""
    return circles(viewer, [circle_id]).get(circle_id)


def circles(
    viewer: Viewer, ids: Iterable[UUID] | None = None, scope: str | None = None
) -> dict[UUID, Circle]:
    """Those of some circles, or of a scope, that the viewer may know of."""
    found = known(viewer).order_by("opened")
    if ids is not None:
        found = found.filter(id__in=list(ids))
    if scope is not None:
        found = found.filter(scope=scope)
    return {row.id: told(row) for row in found}


def told(row: CircleRow) -> Circle:
    return Circle(
        row.id,
        row.title,
        row.purpose,
        row.scope,
        row.opened,
        row.closed is not None,
        row.kind,
        row.mandate,
        row.mandate.get("decides") or row.decides,
    )


def members_of(space: str) -> list[UUID]:
    """Everybody who belongs to a space, in the order they came. For deciding, not for showing."""
    found = Seat.objects.filter(Q(until=None) | Q(until__gte=today()), space=space)
    return list(found.order_by("since", "person").values_list("person", flat=True))


def is_alone(viewer: Viewer) -> bool:
    """Whether nobody but the viewer belongs to the hub."""
    found = Seat.objects.filter(Q(until=None) | Q(until__gte=today()), space=HUB)
    return all(person == viewer.person for person in found.values_list("person", flat=True)[:2])


def ids_in(scope: str) -> QuerySet[CircleRow, UUID]:
    """The ids of the circles of a scope, to narrow the question of a room above by."""
    return CircleRow.objects.filter(scope=scope).values_list("id", flat=True)


# Rooms above that form circles by asking people into them say here who has not answered (`projections.py`).
AWAITED: list[Callable[[str], list[UUID]]] = []


def awaited(space: str) -> list[UUID]:
    """Who was asked into a circle and has not answered. For deciding, not for showing."""
    log.await_rooms()
    return [person for ask in AWAITED for person in ask(space)]


def mandate_of(circle_id: UUID) -> dict[str, Any]:
    """What a circle may decide, for a decision that changes it."""
    found = CircleRow.objects.filter(id=circle_id).values_list("mandate", flat=True).first()
    return dict(found or {})


def circle_of_kind(kind: str, scope: str | None = None) -> UUID | None:
    """The first circle of a kind in a scope that is not closed. For rooms that act; it shows nothing."""
    found = CircleRow.objects.filter(kind=kind, scope=scope, closed=None).order_by("opened")
    return found.values_list("id", flat=True).first()


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where the viewer belongs, what they may do, and whom they blocked."""
    for seat in seats_of(viewer).order_by("since"):
        yield "belongs to", {"space": seat.space, "since entry": seat.since, "until": seat.until}
    for role in RoleRow.objects.filter(person=viewer.id).order_by("since"):
        told = {"role": role.role, "in": role.scope or HUB, "since entry": role.since, "until": role.until}
        yield "role", told
    for block in Block.objects.filter(by=viewer.id).order_by("person"):
        yield "blocked", {"person": str(block.person)}


def spaces_of(viewer: Viewer) -> list[Space]:
    """The choices of who may hear, narrow first: only me, my circles, the hub, the network, everybody."""
    if not is_member(viewer):
        return []
    spaces = [each for each in reversed(standing(viewer).seats) if each != HUB]
    ids = [UUID(each.removeprefix("circle:")) for each in spaces]
    rows = CircleRow.objects.filter(Q(id__in=ids) | is_of_guests(spaces)).order_by("opened")
    found = {row.id: told(row) for row in rows}
    mine = {each: found.pop(each) for each in ids if each in found}
    near, *wide = wide_spaces(viewer)
    return [
        near,
        *(as_space(each) for each in mine.values()),
        *(as_space(each) for each in found.values()),
        *wide,
    ]


def wide_spaces(viewer: Viewer) -> list[Space]:
    """What a member may speak to besides circles: only me, then the hub, the network, everybody."""
    if not is_member(viewer):
        return []
    return [
        Space(viewer.ref, later("only me")),
        Space(HUB, later("everybody on this hub")),
        Space(NETWORK, later("hubs of our network too")),
        Space(PUBLIC, later("everybody, everywhere")),
    ]


# Circles that the house opens by itself are called by what they are, in the reader's language.
_BY_KIND = {
    "cohort": later("%(name)s: everybody on it"),
    "keepers": later("%(name)s: those who hold it"),
    GUESTS: later("%(name)s: evaluators"),
    REVIEWERS: later("those who review applications"),
}


def as_space(circle: Circle) -> Space:
    """What a circle is called where one chooses who may hear."""
    return Space(circle.space, _BY_KIND.get(circle.kind, later("%(name)s")), circle.title)
