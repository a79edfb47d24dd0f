"""Where a next landed, seen from both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Landed:
    """Where the nexts of some turns landed, and from whose next those turns came."""

    on: frozenset[UUID]
    """The turns it was asked for."""
    rows: tuple[LandingRow, ...]

    @classmethod
    def of(cls, visible: Visible, turns: Collection[UUID]) -> Landed:
        refs = [f"turn:{each}" for each in turns]
        found = LandingRow.objects.filter(turn__in=turns) | LandingRow.objects.filter(where__in=refs)
        return cls(frozenset(turns), tuple(visible.only(found).order_by("seq")))

    @property
    def turns(self) -> frozenset[UUID]:
        """The turns whose words are told with them: those begun by a next, and those they came from."""
        return frozenset(each for row in self.rows for each in (_begun(row), row.turn) if each)

    def told(
        self, beats: Iterable[tuple[UUID, Beat, str]]
    ) -> tuple[dict[UUID, tuple[Landing, ...]], dict[UUID, tuple[Landing, ...]]]:
        """What the next of each turn became, and from whose next each turn came; `beats`: the words of those
        turns, the oldest first."""
        words = {(turn, beat): each for turn, beat, each in beats}
        left: dict[UUID, list[Landing]] = {}
        came: dict[UUID, list[Landing]] = {}
        for row in self.rows:
            begun = _begun(row)
            if row.turn in self.on:
                title = words.get((begun, Beat.INTENTION), "") if begun else ""
                address = f"/turns/{begun}" if begun else ""
                left.setdefault(row.turn, []).append(_landing(row, title, address))
            if begun in self.on:
                landing = _landing(row, words.get((row.turn, Beat.NEXT), ""), f"/turns/{row.turn}")
                came.setdefault(begun, []).append(landing)
        return _frozen(left), _frozen(came)


def _frozen(found: dict[UUID, list[Landing]]) -> dict[UUID, tuple[Landing, ...]]:
    return {turn: tuple(each) for turn, each in found.items()}


def _begun(row: LandingRow) -> UUID | None:
    """The turn that a next became."""
    return uuid_of(row.where) if row.way == Way.TURN else None


def _landing(row: LandingRow, title: str, address: str) -> Landing:
    return Landing(row.seq, row.turn, Way(row.way), row.where, row.at, title, address)


def _words(visible: Visible, turns: Iterable[UUID], beat: Beat) -> dict[UUID, str]:
    """The newest words of that beat of each turn."""
    found = visible.only(BeatRow.objects.filter(turn__in=set(turns), beat=beat)).order_by("seq")
    return dict(found.values_list("turn", "words"))
