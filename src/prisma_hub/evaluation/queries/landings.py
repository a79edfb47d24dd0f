"""Where a next landed, seen from both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.evaluation.models import BeatRow, LandingRow
from prisma_hub.evaluation.types import Beat, Landing, Way
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import uuid_of


def came_from(viewer: Viewer, where: str) -> list[Landing]:
    """The turns whose next became this thing, for its own page; the oldest first.

    `title` are the words of the next, `address` the page of the turn.
    """
    visible = circles.visible(viewer)
    rows = list(visible.only(LandingRow.objects.filter(where=where)).order_by("seq"))
    words = _words(visible, (row.turn for row in rows), Beat.NEXT)
    return [_landing(row, words.get(row.turn, ""), f"/turns/{row.turn}") for row in rows]


def landings(
    visible: Visible, turns: Sequence[UUID]
) -> tuple[dict[UUID, tuple[Landing, ...]], dict[UUID, tuple[Landing, ...]]]:
    """What the next of each turn became, and from whose next each turn came."""
    refs = [f"turn:{each}" for each in turns]
    rows = list(
        visible.only(
            LandingRow.objects.filter(turn__in=turns) | LandingRow.objects.filter(where__in=refs)
        ).order_by("seq")
    )
    begun = {uuid_of(row.where) for row in rows if row.way == Way.TURN}
    intentions = _words(visible, begun, Beat.INTENTION)
    nexts = _words(visible, {row.turn for row in rows if row.where in refs}, Beat.NEXT)
    left: dict[UUID, list[Landing]] = {}
    came: dict[UUID, list[Landing]] = {}
    for row in rows:
        if row.turn in turns:
            left.setdefault(row.turn, []).append(_left(row, intentions))
        if row.where in refs:
            landing = _landing(row, nexts.get(row.turn, ""), f"/turns/{row.turn}")
            came.setdefault(uuid_of(row.where), []).append(landing)
    return _frozen(left), _frozen(came)


def _frozen(found: dict[UUID, list[Landing]]) -> dict[UUID, tuple[Landing, ...]]:
    return {turn: tuple(each) for turn, each in found.items()}


def _left(row: LandingRow, intentions: dict[UUID, str]) -> Landing:
    if row.way == Way.TURN:
        return _landing(row, intentions.get(uuid_of(row.where), ""), f"/turns/{uuid_of(row.where)}")
    return _landing(row, "", "")


def _landing(row: LandingRow, title: str, address: str) -> Landing:
    return Landing(row.seq, row.turn, Way(row.way), row.where, row.at, title, address)


def _words(visible: Visible, turns: Iterable[UUID], beat: Beat) -> dict[UUID, str]:
    """The newest words of that beat of each turn."""
    found = visible.only(BeatRow.objects.filter(turn__in=set(turns), beat=beat)).order_by("seq")
    return dict(found.values_list("turn", "words"))
