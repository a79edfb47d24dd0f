"""Which circles a viewer may know of. What lies in a journey one may not know of is for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from prisma_hub.circles.models import CircleRow
from prisma_hub.circles.queries.gate import is_member, seats_of
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as log

# A room above in whose things circles lie says here which of them a viewer may know of, as a condition on the
# column that names the thing (`projections.py`).
KNOWN: list[Callable[[Viewer, str], Q]] = []


def known(viewer: Viewer) -> QuerySet[CircleRow]:
    """The circles this viewer may know of: of the hub, their own, and of journeys they know of."""
    if not is_member(viewer):
        return CircleRow.objects.none()
    log.await_rooms()
    found = Q(within="") | mine(viewer)
    for of_room in KNOWN:
        found |= of_room(viewer, "within")
    return CircleRow.objects.filter(found)


def seated(viewer: Viewer, column: str) -> Q:
    """Rows of a space the viewer belongs to, by the column that names it."""
    if viewer.person is None:
        return Q(**{f"{column}__in": ()})
    return Q(**{f"{column}__in": Subquery(seats_of(viewer).values("space"))})


def mine(viewer: Viewer) -> Q:
    """The same, asked of one circle after another: where it is not to be begun from those one belongs to."""
    return Q(Exists(seats_of(viewer).filter(space=OuterRef("space"))))
