from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.evaluation.rules import (
    aspect_delta,
    check_on_scale,
    read_movement,
    read_team,
    read_turn,
    theme_score,
)
from prisma_hub.evaluation.types import Beat, Movement, Turn, TurnReading
from prisma_hub.kernel.refusal import Refused

steps = st.integers(-3, 3).map(Decimal)


@given(steps, steps)
def test_base_is_none_of_the_way_and_norm_is_all_of_it(base: Decimal, norm: Decimal) -> None:
    if base == norm:
        assert aspect_delta(base=base, norm=norm, now=norm) is None
    else:
        assert aspect_delta(base=base, norm=norm, now=base) == 0
        assert aspect_delta(base=base, norm=norm, now=norm) == 1


def test_falling_back_reads_as_less_than_nothing() -> None:
    assert aspect_delta(base=Decimal(0), norm=Decimal(3), now=Decimal(-2)) == Decimal("-0.667")


@pytest.mark.parametrize("value", ["-3.1", "4"])
def test_a_reading_stays_on_its_scale(value: str) -> None:
    with pytest.raises(Refused, match="not on the scale from -3 to 3"):
        check_on_scale(Decimal(value), Decimal(-3), Decimal(3))
    check_on_scale(Decimal(3), Decimal(-3), Decimal(3))


def test_a_team_reading_needs_all_its_parts() -> None:
    with pytest.raises(Refused, match="Each reading needs its weight"):
        read_team([Decimal(8)], [Decimal(3), Decimal(2)])
    with pytest.raises(Refused, match="not on the scale from 0 to 10"):
        read_team([Decimal(11)], [Decimal(3)])


def test_a_theme_nobody_agreed_on_is_refused() -> None:
    with pytest.raises(Refused, match="“speed” is no theme"):
        theme_score({"social": Decimal(4)}, {"speed": 1})
    with pytest.raises(Refused, match="below zero"):
        theme_score({"social": Decimal(4)}, {"social": -1})


WHOLE = Turn("Clean water", "Dug a well", "It gave 30 l", "Dig deeper", "Dig in June", (4,))


def test_a_whole_turn_has_five_beats_and_evidence() -> None:
    assert read_turn(WHOLE) == TurnReading(tuple(Beat), (), None, False)
    assert read_turn(WHOLE).is_whole


@pytest.mark.parametrize(
    ("turn", "next_beat", "lacks_evidence"),
    [
        (Turn(), Beat.INTENTION, False),
        (Turn(intention="Clean water", did=" "), Beat.DID, False),
        (Turn(did="Dug a well"), Beat.SAW, False),
        (Turn(did="Dug a well", saw="Water"), Beat.LEARNED, True),
        (Turn(next="Dig in June"), Beat.INTENTION, False),
    ],
)
def test_the_next_beat_follows_the_last_one_there(turn: Turn, next_beat: Beat, lacks_evidence: bool) -> None:
    reading = read_turn(turn)
    assert (reading.next, reading.lacks_evidence, reading.is_whole) == (next_beat, lacks_evidence, False)


def test_what_was_seen_without_evidence_is_not_whole() -> None:
    reading = read_turn(Turn("a", "b", "c", "d", "e"))
    assert (reading.missing, reading.lacks_evidence, reading.is_whole) == ((), True, False)


@pytest.mark.parametrize(
    ("turns", "movement"),
    [
        ([], Movement.NOT_BEGUN),
        ([Turn()], Movement.NOT_BEGUN),
        ([Turn(intention="a", did="b"), Turn(did="c", next="d")], Movement.ONLY_ACTS),
        ([Turn(intention="a", learned="b")], Movement.ONLY_TALKS),
        ([Turn(did="a"), Turn(saw="b")], Movement.BOTH),
    ],
)
def test_only_acting_and_only_talking_are_seen(turns: list[Turn], movement: Movement) -> None:
    assert read_movement(turns) is movement
