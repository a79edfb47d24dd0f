"""An agenda fills its session whatever is changed; locked times and what has begun stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns.rules import change_minutes, check_agenda, lay_out, reflow, skip, swap
from prisma_hub.patterns.types import Agenda, Block, Placed

OPEN = Block("open", "Opening circle", 20)
WALK = Block("walk", "Sense-of-place walk", 40)
LUNCH = Block("lunch", "Lunch", 60, locked_at=60, is_pause=True)
TALK = Block("talk", "Wise crowds", 80, least=30)
CLOSE = Block("close", "Closing circle", 40, most=45)
DAY = Agenda(240, (OPEN, WALK, LUNCH, TALK, CLOSE))


def minutes_of(agenda: Agenda) -> list[int]:
    return [block.minutes for block in agenda.blocks]


def test_blocks_follow_each_other() -> None:
    check_agenda(DAY)
    assert lay_out(DAY) == (
        Placed(OPEN, 0, 20),
        Placed(WALK, 20, 60),
        Placed(LUNCH, 60, 120),
        Placed(TALK, 120, 200),
        Placed(CLOSE, 200, 240),
    )


def test_a_longer_block_takes_from_those_after_it_up_to_the_locked_time() -> None:
    assert minutes_of(change_minutes(DAY, "open", 30)) == [30, 30, 60, 80, 40]


def test_what_came_before_is_left_alone_while_what_comes_after_can_give() -> None:
    day = Agenda(60, (Block("a", "A", 20), Block("b", "B", 20), Block("c", "C", 20)))
    assert minutes_of(change_minutes(day, "b", 30)) == [20, 30, 10]
    assert minutes_of(change_minutes(day, "b", 40)) == [10, 40, 10]


def test_a_longer_locked_block_takes_from_those_after_it_in_proportion() -> None:
    assert minutes_of(change_minutes(DAY, "lunch", 90)) == [20, 40, 90, 60, 30]


def test_the_last_block_before_a_locked_time_takes_from_those_before_it() -> None:
    assert minutes_of(change_minutes(DAY, "walk", 50)) == [10, 50, 60, 80, 40]


def test_a_block_keeps_its_bounds_and_the_others_make_up() -> None:
    assert minutes_of(change_minutes(DAY, "lunch", 40)) == [20, 40, 40, 95, 45]
    assert minutes_of(change_minutes(DAY, "talk", 60)) == [20, 40, 75, 60, 45]


def test_where_nothing_can_give_the_sentence_says_how_much_is_missing() -> None:
    with pytest.raises(Refused, match="15 minutes are too many"):
        change_minutes(replace(DAY, blocks=DAY.blocks[:3], minutes=120), "lunch", 75)
    with pytest.raises(Refused, match="5 minutes are left over"):
        change_minutes(Agenda(40, (replace(CLOSE, minutes=40),)), "close", 35)
    with pytest.raises(Refused, match="1 minutes are too many"):
        change_minutes(replace(DAY, blocks=(OPEN, replace(WALK, least=40), *DAY.blocks[2:])), "open", 21)


def test_what_has_begun_keeps_its_minutes() -> None:
    assert minutes_of(change_minutes(DAY, "lunch", 80, {"open", "walk", "lunch"})) == [20, 40, 80, 67, 33]
    with pytest.raises(Refused, match="10 minutes are too many"):
        change_minutes(DAY, "walk", 50, {"open", "walk"})
    with pytest.raises(Refused, match="“Opening circle” is over"):
        change_minutes(DAY, "open", 10, {"open", "walk"})
    with pytest.raises(Refused, match="“Opening circle” has begun"):
        skip(DAY, "open", {"open"})
    with pytest.raises(Refused, match="“Opening circle” has begun"):
        swap(DAY, "walk", "open", {"open"})


def test_a_skipped_block_leaves_its_time_to_its_stretch() -> None:
    assert minutes_of(skip(DAY, "open")) == [60, 60, 80, 40]
    with pytest.raises(Refused, match="80 minutes are left over"):
        skip(
            replace(DAY, blocks=(OPEN, WALK, replace(LUNCH, most=60), TALK, CLOSE)),
            "talk",
            {"lunch", "close"},
        )


def test_swapped_blocks_change_places_and_lengths_where_they_must() -> None:
    near = swap(DAY, "open", "walk")
    assert near.blocks[:2] == (WALK, OPEN)
    far = swap(DAY, "open", "close")
    assert [block.id for block in far.blocks] == ["close", "walk", "lunch", "talk", "open"]
    check_agenda(far)
    with pytest.raises(Refused, match="“Lunch” has a fixed time"):
        swap(DAY, "open", "lunch")


@pytest.mark.parametrize(
    ("agenda", "why"),
    [
        (Agenda(60, ()), "needs blocks"),
        (Agenda(60, (OPEN, OPEN)), "each once"),
        (Agenda(60, (replace(OPEN, minutes=0),)), "at least one minute"),
        (replace(DAY, minutes=60), "do not follow each other"),
        (
            replace(DAY, blocks=(replace(OPEN, locked_at=30), *DAY.blocks[1:])),
            "From minute 0 to 30 there are 0",
        ),
        (replace(DAY, minutes=241), "From minute 60 to 241 there are 180 minutes planned, not 181"),
    ],
)
def test_an_agenda_that_does_not_add_up_is_refused(agenda: Agenda, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_agenda(agenda)


def test_unknown_blocks_and_no_time_are_refused() -> None:
    with pytest.raises(Refused, match="no longer in the agenda"):
        change_minutes(DAY, "dance", 5)
    with pytest.raises(Refused, match="at least one minute"):
        change_minutes(DAY, "open", 0)


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    clock, blocks = 0, []
    for at in range(draw(st.integers(1, 8))):
        minutes = draw(st.integers(1, 60))
        locked = clock if draw(st.booleans()) else None
        least = draw(st.integers(1, minutes))
        most = draw(st.none() | st.integers(minutes, 120))
        blocks.append(Block(f"b{at}", f"Block {at}", minutes, locked, least, most))
        clock += minutes
    return Agenda(clock, tuple(blocks))


@settings(deadline=None)  # the machine is shared
@given(agendas(), st.data())
def test_whatever_is_changed_the_session_is_filled_and_locks_hold(
    agenda: Agenda, data: st.DataObject
) -> None:
    check_agenda(agenda)
    ids = [block.id for block in agenda.blocks]
    begun = set(ids[: data.draw(st.integers(0, len(ids)))])
    block, minutes = data.draw(st.sampled_from(ids)), data.draw(st.integers(1, 90))
    try:
        changed = change_minutes(agenda, block, minutes, begun)
    except Refused:
        return
    check_agenda(changed)
    assert sum(minutes_of(changed)) == agenda.minutes
    for before, after in zip(lay_out(agenda), lay_out(changed), strict=True):
        if before.block.id == block:
            assert after.block == replace(before.block, minutes=minutes)
            continue
        if before.block.locked_at is not None:
            assert after.start == before.start
        if before.block.id in begun:
            assert after == before
        assert before.block.least <= after.block.minutes <= (before.block.most or agenda.minutes)


@given(agendas(), st.integers(1, 500))
def test_reflowing_to_a_new_length_fills_it_or_says_why_not(agenda: Agenda, minutes: int) -> None:
    try:
        changed = reflow(replace(agenda, minutes=minutes))
    except Refused:
        return
    check_agenda(changed)
    assert lay_out(changed)[-1].end == minutes
