"""Steps unfold into whole minutes, and not one is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns.rules import spread, unfold
from prisma_hub.patterns.types import Span


@st.composite
def spans(draw: st.DrawFn) -> Span:
    least = draw(st.integers(0, 20))
    typical = least + draw(st.integers(0, 20))
    most = draw(st.none() | st.integers(typical, typical + 30))
    return Span(least, typical, most)


PATTERN = [Span(1, 1, 2), Span(2, 5, 10), Span(4, 6, 12)]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (12, (1, 5, 6)),
        (24, (2, 10, 12)),
        (7, (1, 2, 4)),
        (9, (1, 4, 4)),
        (3, (0, 1, 2)),
        (48, (4, 20, 24)),
    ],
)
def test_a_pattern_unfolds_in_proportion(minutes: int, expected: tuple[int, ...]) -> None:
    assert unfold(PATTERN, minutes) == expected


@given(st.lists(spans(), min_size=1, max_size=9), st.integers(1, 600))
def test_steps_add_up_to_the_block_and_keep_their_bounds_where_they_can(
    steps: list[Span], minutes: int
) -> None:
    given_minutes = unfold(steps, minutes)
    assert sum(given_minutes) == minutes
    least = sum(step.least for step in steps)
    most = sum(minutes if step.most is None else step.most for step in steps)
    for step, got in zip(steps, given_minutes, strict=True):
        assert got >= step.least or minutes < least
        assert step.most is None or got <= step.most or minutes > most


@given(st.lists(spans(), min_size=1, max_size=9))
def test_a_block_of_the_typical_length_gives_each_step_its_typical_minutes(steps: list[Span]) -> None:
    typical = tuple(step.typical for step in steps)
    if sum(typical):
        assert unfold(steps, sum(typical)) == spread(sum(typical), steps) == typical


def test_no_time_and_no_steps_are_refused() -> None:
    with pytest.raises(Refused, match="at least one minute"):
        unfold(PATTERN, 0)
    with pytest.raises(Refused, match="no steps"):
        unfold([], 10)


def test_what_one_span_must_have_comes_off_the_others_before_any_is_cut_to_its_most() -> None:
    assert spread(20, [Span(10, 1), Span(0, 9, 8), Span(0, 10)]) == (10, 5, 5)
