"""Turns as their viewer hears them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import NETWORK, PUBLIC
from prisma_hub.evaluation import rules
from prisma_hub.evaluation.models import BeatRow, LandingRow, TurnRow
from prisma_hub.evaluation.queries.landings import Landed
from prisma_hub.evaluation.queries.names import named
from prisma_hub.evaluation.types import (
    Beat,
    Landing,
    Movement,
    Saying,
    StandingTurn,
    Stroke,
    Strokes,
    Turn,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.refusal import NotHere

MOST = 60
"""Turns drawn on one page."""


def turn(viewer: Viewer, turn_id: UUID) -> StandingTurn:
    """One turn with all its sayings, what its next became, and where it came from."""
    visible = circles.visible(viewer)
    for each in _read(visible, visible.only(TurnRow.objects.filter(id=turn_id))):
        return each
    raise NotHere("There is no such turn here.", mend="Look at what was learned on the journey.")


def turns_of(viewer: Viewer, ref: str) -> Strokes:
    """The turns of one thing (a team, a session, a decision, a circle), newest first."""
    return _strokes(circles.visible(viewer), TurnRow.objects.filter(of=ref))


def turns_on(viewer: Viewer, journey: str) -> Strokes:
    """Every turn of a journey (`journey:<uuid>`) and of what belongs to it, newest first."""
    return _strokes(circles.visible(viewer), TurnRow.objects.filter(journey=journey))


def strokes_on(viewer: Viewer, journey: str) -> tuple[tuple[Stroke, ...], Movement]:
    """The turns of a journey and of what belongs to it, to be drawn, newest first, and how it moves."""
    return _drawn(viewer, TurnRow.objects.filter(journey=journey))


def strokes_touching(viewer: Viewer, refs: Iterable[str]) -> tuple[Stroke, ...]:
    """The turns of one thing by its references (`team:…`, `session:…`, `proposal:…`), and those whose next
    became it (`tension:…`) or a block of it, newest first."""
    names = list(refs)
    blocks = [f"block:{uuid_of(each)}/" for each in names if each.startswith("session:")]
    where = Q(where__in=names)
    for each in blocks:
        where |= Q(where__startswith=each)
    landed = circles.visible(viewer).only(LandingRow.objects.filter(where)).values("turn")
    return _drawn(viewer, TurnRow.objects.filter(Q(of__in=names) | Q(id__in=landed)))[0]


def _drawn(viewer: Viewer, found: QuerySet[TurnRow]) -> tuple[tuple[Stroke, ...], Movement]:
    """One query where there is nothing, else two, however many turns."""
    visible = circles.visible(viewer)
    landed = visible.only(LandingRow.objects.filter(turn=OuterRef("id")))
    rows = list(visible.only(found).annotate(landed=Exists(landed)).order_by("-seq")[:MOST])
    said: dict[UUID, list[tuple[Beat, str, tuple[int, ...]]]] = {}
    if rows:
        beats = visible.only(BeatRow.objects.filter(turn__in=[row.id for row in rows])).order_by("seq")
        for turn_id, beat, words, evidence in beats.values_list("turn", "beat", "words", "evidence"):
            said.setdefault(turn_id, []).append((Beat(beat), words, tuple(evidence)))
    turns = [rules.turn_of(said.get(row.id, ())) for row in rows]
    strokes = tuple(
        Stroke(row.id, row.at, _first_words(said.get(row.id, ())), rules.read_turn(turn), row.landed)
        for row, turn in zip(rows, turns, strict=True)
    )
    return strokes, rules.read_movement(turns)


def _first_words(said: Iterable[tuple[Beat, str, tuple[int, ...]]]) -> str:
    """The first words of the first beat that is there."""
    kept = list(said)
    return next((words for beat in Beat for each, words, _ in kept if each is beat and words), "")


def _strokes(visible: Visible, found: QuerySet[TurnRow]) -> Strokes:
    turns = _read(visible, visible.only(found).order_by("-seq")[:MOST])
    return Strokes(tuple(turns), rules.read_movement([_turn(each.sayings) for each in turns]))


def _read(visible: Visible, found: QuerySet[TurnRow]) -> list[StandingTurn]:
    """As many queries for one turn as for many."""
    rows = list(found)
    if not rows:
        return []
    landed = Landed.of(visible, [row.id for row in rows])
    beats = _beats(visible, {row.id for row in rows} | landed.turns)
    sayings = _sayings(visible, [each for each in beats if each.turn in landed.on])
    left, came = landed.told((each.turn, Beat(each.beat), each.words) for each in beats)
    return [_standing(visible, row, sayings, left, came) for row in rows]


def _standing(
    visible: Visible,
    row: TurnRow,
    sayings: Mapping[UUID, tuple[Saying, ...]],
    left: Mapping[UUID, tuple[Landing, ...]],
    came: Mapping[UUID, tuple[Landing, ...]],
) -> StandingTurn:
    said = sayings.get(row.id, ())
    return StandingTurn(
        id=row.id,
        seq=row.seq,
        of=row.of,
        journey=row.journey,
        at=row.at,
        sayings=said,
        reading=rules.read_turn(_turn(said)),
        landings=left.get(row.id, ()),
        came_from=came.get(row.id, ()),
        may_add=bool(visible.spaces & (set(row.spaces) - {PUBLIC, NETWORK})),
    )


def _turn(sayings: Sequence[Saying]) -> Turn:
    return rules.turn_of((each.beat, each.words, each.evidence) for each in sayings)


def _beats(visible: Visible, turns: Iterable[UUID]) -> list[Any]:
    found = visible.only(BeatRow.objects.filter(turn__in=turns))
    return list(visible.with_speakers(found).order_by("seq"))


def _sayings(visible: Visible, rows: Sequence[Any]) -> dict[UUID, tuple[Saying, ...]]:
    who = named(visible.viewer, rows)
    heard = visible.of({seq for row in rows for seq in row.evidence})
    mine = visible.viewer.ref if visible.viewer.person else ""
    found: dict[UUID, list[Saying]] = {}
    for row in rows:
        by, name = who.get(row.seq, ("", ""))
        evidence = tuple(seq for seq in row.evidence if seq in heard)
        saying = Saying(row.seq, Beat(row.beat), name, row.at, row.words, evidence, bool(by) and by == mine)
        found.setdefault(row.turn, []).append(saying)
    return {turn_id: tuple(each) for turn_id, each in found.items()}
