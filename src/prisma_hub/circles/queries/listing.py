"""Circles a few at a time, however many there are: in the order of their names, by words of their names, and
to speak to."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, When

from prisma_hub.circles.models import CircleRow
from prisma_hub.circles.queries.belonging import as_space, told
from prisma_hub.circles.queries.gate import is_member, seats_of, visible
from prisma_hub.circles.queries.knowing import known, seated
from prisma_hub.circles.queries.knowing import mine as _mine
from prisma_hub.circles.queries.rights import scopes_with
from prisma_hub.circles.types import GUESTS, Circle, Space
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_circle, uuid_of
from prisma_hub.kernel.text import fold

AnyModel = TypeVar("AnyModel", bound=Model)

WORDS = 8
"""So many words of a name are looked for; the rest tells circles apart no better."""


def called(words: str, column: str = "name") -> Q:
    """Whose folded name holds every one of these words, or the beginnings or middles of them."""
    found = Q()
    for word in fold(words).split()[:WORDS]:
        found &= Q(**{f"{column}__contains": word})
    return found


def nearest(found: QuerySet[AnyModel], words: str, *order: str) -> QuerySet[AnyModel]:
    """Those of a name with these words: called just so first, then what begins so. Whatever else holds the
    words, a whole name that is typed is found."""
    whole = " ".join(fold(words).split())
    rank = Case(When(name=whole, then=0), When(name__startswith=whole, then=1), default=2)
    return found.filter(called(words)).order_by(rank, *order)


def listed(
    viewer: Viewer, *, mine: bool, most: int, words: str = "", behind: Circle | None = None
) -> list[Circle]:
    """Open circles by their names: those near to the viewer, or the others they may know of. What lies in
    a journey one may not know of is called like it, and is for nobody else. `behind`: from there on."""
    found = known(viewer).filter(called(words), closed=None).order_by("name", "opened")
    found = found.filter(_near(viewer)) if mine else found.exclude(_near(viewer))
    if behind is not None:
        name = fold(behind.title)
        found = found.filter(Q(name__gt=name) | Q(name=name, opened__gt=behind.opened))
    return [told(row) for row in found[:most]]


def is_near(viewer: Viewer, circle: Circle) -> bool:
    """Whether the viewer belongs to it, or it is of the guests of a circle they belong to."""
    here = visible(viewer)
    return here.reaches(circle.space) or (circle.kind == GUESTS and here.reaches(circle.scope or ""))


def offered(viewer: Viewer, *, most: int, words: str = "") -> tuple[list[Circle], bool]:
    """Open circles to choose among, and whether these are all: in the order they were opened where there are
    no more than `most`, else those the viewer came to last, then the latest of the others."""
    found = known(viewer).filter(closed=None)
    ordered = nearest(found, words, "name", "opened") if words else found.order_by("opened")
    first = list(ordered[: most + 1])
    if words or len(first) <= most:
        return [told(row) for row in first[:most]], len(first) <= most
    lately = _lately(viewer, Q(closed=None), most)
    others = found.exclude(_mine(viewer)).order_by("-opened")[: most - len(lately)]
    return [told(row) for row in [*lately, *others]], False


def listed_one(viewer: Viewer, circle_id: UUID) -> Circle | None:
    """A circle that `listed` or `offered` would tell of, by its id."""
    return next((told(row) for row in known(viewer).filter(id=circle_id, closed=None)), None)


def mine(viewer: Viewer, *, most: int, words: str = "", right: str = "") -> tuple[list[Circle], bool]:
    """Open circles the viewer belongs to, and in which they have a right; and whether these are all: in the
    order they were opened where there are no more than `most`, else those they came to last."""
    if not is_member(viewer):
        return [], True
    if words:
        near = CircleRow.objects.filter(_rightful(viewer, right), seated(viewer, "space"))
        found = list(nearest(near, words, "name", "opened")[: most + 1])
    elif len(found := _lately(viewer, _rightful(viewer, right), most + 1)) <= most:
        found.sort(key=lambda row: row.opened)
    return [told(row) for row in found[:most]], len(found) <= most


def mine_one(viewer: Viewer, circle_id: UUID, *, right: str = "") -> Circle | None:
    """A circle that `mine` would tell of, by its id."""
    if not is_member(viewer):
        return None
    found = CircleRow.objects.filter(_rightful(viewer, right), _mine(viewer), id=circle_id)
    return next((told(row) for row in found), None)


def _rightful(viewer: Viewer, right: str) -> Q:
    where = scopes_with(viewer, right) if right else None
    return Q(closed=None) if where is None else Q(closed=None, space__in=sorted(where))


def circles_to_speak_to(viewer: Viewer, *, most: int, words: str = "") -> tuple[list[Space], bool]:
    """Circles among whom may hear, and whether these are all: those the viewer came to last first, then those
    of their guests."""
    if not is_member(viewer):
        return [], True
    if words:
        near = CircleRow.objects.filter(_near(viewer))
        rows = list(nearest(near, words, "name", "opened")[: most + 1])
    else:
        rows = _lately(viewer, Q(), most + 1)
        others = CircleRow.objects.filter(_guests(viewer)).exclude(_mine(viewer)).order_by("opened")
        rows += others[: most + 1 - len(rows)]
    return [as_space(told(row)) for row in rows[:most]], len(rows) <= most


def circle_to_speak_to(viewer: Viewer, space: str) -> Space | None:
    """A circle that `circles_to_speak_to` would tell of, by its space."""
    if not is_circle(space) or not is_member(viewer):
        return None
    near = visible(viewer)
    for row in CircleRow.objects.filter(id=uuid_of(space)):
        guests = row.kind == GUESTS and row.closed is None and near.reaches(row.scope or "")
        if near.reaches(row.space) or guests:
            return as_space(told(row))
    return None


def _guests(viewer: Viewer) -> Q:
    return Q(seated(viewer, "scope"), kind=GUESTS, closed=None)


def _near(viewer: Viewer) -> Q:
    return seated(viewer, "space") | _guests(viewer)


def _lately(viewer: Viewer, which: Q, most: int) -> list[CircleRow]:
    """Of these circles those the viewer belongs to, the one they came to last first. Begun from the seats,
    which stand in that order: no more of them are looked at than are wanted."""
    if not is_member(viewer):
        return []
    here = CircleRow.objects.filter(which, space=OuterRef("space"))
    seats = seats_of(viewer).filter(Exists(here)).order_by("-since").values_list("space", flat=True)
    spaces = list(seats[:most])
    rows = {row.space: row for row in CircleRow.objects.filter(space__in=spaces)}
    return [rows[space] for space in spaces]
