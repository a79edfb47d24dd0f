"""What two texts have in common: right on any texts, and found in time on those made to hurt."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from prisma_hub.commons import queries
from prisma_hub.commons.rules import aligning, merging
from prisma_hub.commons.rules.aligning import Aligning

LINES = st.lists(st.sampled_from("abcdefgh"), max_size=30)


def _check(one, other, runs):
    assert runs[-1] == (len(one), len(other), 0)
    at, there = 0, 0
    for begin, beside, length in runs:
        assert begin >= at
        assert beside >= there
        assert one[begin : begin + length] == other[beside : beside + length]
        at, there = begin + length, beside + length


@settings(max_examples=300, deadline=None)
@given(LINES, LINES, st.sampled_from([0, 5, aligning.EFFORT]))
def test_what_is_said_to_be_in_both_stands_in_both_in_order(one, other, effort) -> None:
    _check(one, other, Aligning(effort).runs(one, other))


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, st.sampled_from([0, aligning.EFFORT]))
def test_the_steps_lead_from_the_one_to_the_other(one, other, effort) -> None:
    made: list[str] = []
    for tag, a, b, c, d in Aligning(effort).changes(one, other):
        made += one[a:b] if tag == "equal" else other[c:d]
        assert (tag in ("equal", "replace", "delete")) == (a < b)
        assert (tag in ("equal", "replace", "insert")) == (c < d)
    assert made == other


def test_lines_that_stand_once_are_found_again_where_not_all_pairs_are_compared() -> None:
    one = [word for n in range(300) for word in (f"line {n}", "", "")]
    other = [word for n in range(300) if n % 7 for word in ("", f"line {n}", "")]
    runs = Aligning(0).runs(one, other)
    _check(one, other, runs)
    found = {one[at] for begin, _, length in runs for at in range(begin, begin + length)}
    assert found >= {f"line {n}" for n in range(300) if n % 7}


def _some(seed: int, lines: int, different: int) -> str:
    chance = random.Random(seed)
    return "".join(f"{chance.randrange(different)}\n" for _ in range(lines))


def test_pages_of_many_equal_lines_are_compared_and_joined() -> None:
    """Each took hours: a page anybody may write, and a save that kept everybody else from writing."""
    many = "y\n" + "x\n" * 400_000
    assert queries.compare("x\n" * 3_900, many)
    base, yours, theirs = (_some(seed, 100_000, 110) for seed in range(3))
    assert queries.compare(base, yours)
    joined = merging.join(base, yours, theirs)
    assert set(yours.split("\n")) | set(theirs.split("\n")) <= set(joined.text.split("\n"))


def test_lines_of_many_equal_words_are_compared() -> None:
    chance = random.Random(1)

    def page() -> str:
        return "\n".join(
            f"part {n}\n" + "\n".join(" ".join(chance.choices("ab", k=900)) for _ in range(30))
            for n in range(12)
        )

    assert queries.compare(page(), page())


def test_both_sides_stay_where_not_all_pairs_are_compared(monkeypatch) -> None:
    monkeypatch.setattr(aligning, "FEW", 0)
    joined = merging.join("a\nb\nm\nc\n", "a\nb, said one\nm\nc\n", "a\nb\nm\nc, said the other\n")
    assert joined == merging.Joined("a\nb, said one\nm\nc, said the other\n", 0)
