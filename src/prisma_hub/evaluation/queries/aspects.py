"""Aspects with every wording they had, as their viewer may know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import Circle
from prisma_hub.evaluation.models import AspectRow, DefinitionRow, FrameRow
from prisma_hub.evaluation.rules.aspects import PLACE
from prisma_hub.evaluation.types import Aspect, Definition, Frame, Scale, Value
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere


def aspects(viewer: Viewer) -> list[Aspect]:
    """Every aspect the viewer may know of, the oldest first."""
    visible = circles.visible(viewer)
    return _read(visible, AspectRow.objects.all())


def aspect(viewer: Viewer, aspect_id: UUID) -> Aspect:
    visible = circles.visible(viewer)
    for each in _read(visible, AspectRow.objects.filter(id=aspect_id)):
        return each
    raise NotHere("There is no such aspect here.", mend="Look at the list of aspects.")


def _read(visible: Visible, found: QuerySet[AspectRow]) -> list[Aspect]:
    """Those of these aspects that are heard, with their wordings; what has no wording that is heard is
    nothing one could read."""
    of = AspectRow.objects.filter(id=OuterRef("aspect"))
    said = DefinitionRow.objects.filter(aspect__in=visible.only(found).values("id"))
    heard = visible.only(said).annotate(
        circle=Subquery(of.values("circle")), begun=Subquery(of.values("seq"))
    )
    wordings: dict[UUID, list[Any]] = {}
    for each in heard.order_by("begun", "seq"):
        wordings.setdefault(each.aspect, []).append(each)
    known = (
        circles.circles(visible.viewer, {rows[0].circle for rows in wordings.values()}) if wordings else {}
    )
    return [
        Aspect(
            aspect,
            rows[0].circle,
            known[rows[0].circle].title if rows[0].circle in known else "",
            tuple(map(_definition, rows)),
            visible.reaches(f"circle:{rows[0].circle}"),
        )
        for aspect, rows in wordings.items()
    ]


def definitions(visible: Visible, seqs: Iterable[int]) -> Mapping[int, Definition]:
    """Wordings by the number of their entry."""
    found = visible.only(DefinitionRow.objects.filter(seq__in=set(seqs)))
    return {row.seq: _definition(row) for row in found}


def _definition(row: DefinitionRow) -> Definition:
    return Definition(
        row.seq,
        row.number,
        row.title,
        row.words,
        row.whose,
        row.evidence,
        _scale(row.scale, row.base, row.norm),
        row.decided,
        row.agreement,
        row.since,
    )


def _scale(said: Mapping[str, Any] | None, base: str, norm: str) -> Scale | None:
    if said is None:
        return None
    words = {int(step): str(each) for step, each in said["words"].items()}
    ends = (Decimal(each) if each else None for each in (base, norm))
    return Scale(said["least"], said["most"], words, *ends)


def circle_of_the_place(viewer: Viewer, place: str | None = None) -> Circle | None:
    """The circle that speaks for the place: the oldest open circle of kind `place`.

    `place` is its reference where the hub knows several; None for the place the hub is rooted in.
    """
    found = circles.circle_of_kind(PLACE, place)
    return circles.circle(viewer, found) if found else None


def frames(viewer: Viewer, journey: str) -> list[Frame]:
    """Every state of a journey's value frame the viewer hears, the newest first."""
    found = circles.visible(viewer).only(FrameRow.objects.filter(journey=journey)).order_by("-seq")
    return [
        Frame(
            row.seq,
            row.number,
            tuple(Value(each["kind"], each["name"], each.get("words", "")) for each in row.values),
            row.baseline,
            row.agreement,
            row.how,
            row.at,
        )
        for row in found
    ]
