"""Reading what a community says of itself, without flattening it.

Source: timeline.md, "Evaluation"; journeys.md, "The loop at the heart"; governance.md, "Signals,
pools, allocation" (the worked frame).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from prisma_hub.evaluation.types import (
    Beat,
    Board,
    Column,
    Mark,
    Movement,
    Perspective,
    Row,
    TeamReading,
    Turn,
    TurnReading,
)
from prisma_hub.kernel.exact import difference, exact_sum, nearest, product, share_out, text_of
from prisma_hub.kernel.refusal import Refused


def aspect_delta(*, base: Decimal, norm: Decimal, now: Decimal, places: int = 3) -> Decimal | None:
    """`(now − base) / (norm − base)`, half up to `places`; none when norm equals base."""
    if norm == base:
        return None
    return nearest(Fraction(difference(now, base)) / Fraction(difference(norm, base)), places)


def check_on_scale(value: Decimal, least: Decimal, most: Decimal) -> None:
    """Refuse a reading outside the scale its aspect was defined on."""
    if not least <= value <= most:
        raise Refused(
            "%(value)s is not on the scale from %(least)s to %(most)s.",
            kept="Your words are kept.",
            mend="Choose a step of the scale.",
            value=text_of(value),
            least=text_of(least),
            most=text_of(most),
        )


def theme_score(weights: Mapping[str, Decimal], verified: Mapping[str, int]) -> Decimal:
    """Σ weight × verified contributions of each theme; a theme without a weight is refused."""
    for theme, count in verified.items():
        if theme not in weights:
            raise Refused(
                "“%(theme)s” is no theme of this frame.",
                mend="Change the frame by agreement first.",
                theme=theme,
            )
        if count < 0:
            raise Refused("A number of verified contributions cannot be below zero.")
    return exact_sum(product(weights[theme], Decimal(count)) for theme, count in verified.items())


def read_team(
    readings: Sequence[Decimal], weights: Sequence[Decimal], top: Decimal = Decimal(10)
) -> TeamReading:
    """Σ reading × weight, and the most it could be; readings lie from 0 to `top`."""
    if len(readings) != len(weights):
        raise Refused("Each reading needs its weight, and each weight its reading.")
    for reading in readings:
        check_on_scale(reading, Decimal(0), top)
    pairs = zip(readings, weights, strict=True)
    total = exact_sum(product(reading, weight) for reading, weight in pairs)
    return TeamReading(total, product(top, exact_sum(weights)))


def share_prize(pool: Decimal, scores: Sequence[Decimal], places: int = 0) -> tuple[Decimal, ...]:
    """A prize shared out by scores, exactly; largest remainder in the order given."""
    return tuple(share_out(pool, scores, places))


def count_registered(by_track: Sequence[int], others: int) -> tuple[int, int]:
    """Those registered in tracks, and everybody."""
    developers = sum(by_track)
    return developers, developers + others


def mean_team_size(members: int, teams: int, places: int = 2) -> Decimal | None:
    """Members per team, half up to `places`; none without teams. Counts people, judges nobody."""
    return nearest(Fraction(members, teams), places) if teams else None


def read_turn(turn: Turn) -> TurnReading:
    """Which beats are there; the next is the first missing one after the last that is there."""
    there = tuple(beat for beat in Beat if getattr(turn, beat.value).strip())
    missing = tuple(beat for beat in Beat if beat not in there)
    order = list(Beat)
    last = order.index(there[-1]) if there else -1
    ahead = [beat for beat in missing if order.index(beat) > last]
    following = next(iter([*ahead, *missing]), None)
    return TurnReading(there, missing, following, Beat.SAW in there and not turn.evidence)


def read_movement(turns: Sequence[Turn]) -> Movement:
    """Whether a team, a session, a journey acts and learns, or does only one of the two.

    Acting is what was done; talking is every other beat. A turn that acts and never says what
    it saw or learned only acts.
    """
    there = {beat for turn in turns for beat in read_turn(turn).there}
    if not there:
        return Movement.NOT_BEGUN
    if Beat.DID not in there:
        return Movement.ONLY_TALKS
    return Movement.BOTH if there & {Beat.SAW, Beat.LEARNED} else Movement.ONLY_ACTS


def lay_side_by_side(
    questions: Sequence[str], columns: Sequence[Column], perspectives: Sequence[Perspective]
) -> Board:
    """Every perspective in its author's column; what differs is marked, nothing is averaged.

    Columns are those who were asked, so that silence is seen; whoever answered without being
    asked gets a column after them.
    """
    for perspective in perspectives:
        if perspective.question not in questions:
            raise Refused(
                "“%(question)s” is not asked on this board.",
                kept="The perspective itself is kept.",
                question=perspective.question,
            )
    asked = {column.author for column in columns}
    unasked = {
        one.author: Column(one.author, one.relation)
        for one in _in_order(perspectives)
        if one.author not in asked
    }
    ordered = (*columns, *unasked.values())
    rows = tuple(_lay_row(question, ordered, perspectives) for question in questions)
    return Board(ordered, rows)


def _lay_row(question: str, columns: Sequence[Column], perspectives: Sequence[Perspective]) -> Row:
    answers = [one for one in _in_order(perspectives) if one.question == question]
    cells = tuple(tuple(one for one in answers if one.author == column.author) for column in columns)
    silent = tuple(column.author for column, cell in zip(columns, cells, strict=True) if not cell)
    return Row(question, cells, _mark([cell[-1] for cell in cells if cell]), silent)


def _mark(latest: Sequence[Perspective]) -> Mark:
    """What the newest answers of everybody say of each other."""
    if not latest:
        return Mark.SILENCE
    if len(latest) == 1:
        return Mark.ONE_VOICE
    stances = [one.stance for one in latest if one.stance]
    if len(set(stances)) > 1:
        return Mark.DIVERGENCE
    return Mark.AGREEMENT if len(stances) == len(latest) else Mark.IN_WORDS


def _in_order(perspectives: Sequence[Perspective]) -> list[Perspective]:
    return sorted(perspectives, key=lambda one: one.seq)
