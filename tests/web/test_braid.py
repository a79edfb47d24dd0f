"""The path of a journey, as geometry."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.web import braid

PROCESSES = [braid.Process(hue.title(), hue) for hue in braid.HUES]
shares = st.lists(st.lists(st.integers(0, 5), min_size=5, max_size=5), min_size=1, max_size=12)


def drawn(rows: list[list[int]], walked: float) -> braid.Path:
    return braid.path([braid.Phase(f"phase {at}", "", row) for at, row in enumerate(rows)], PROCESSES, walked)


@given(shares, st.floats(-1, 14))
def test_strands_keep_their_order_and_stay_on_the_sheet(rows: list[list[int]], walked: float) -> None:
    edges = braid._edges(rows, 5, 190)
    for place in zip(*edges, strict=True):
        assert all(above < below for above, below in pairwise(place))
        assert place[0] >= 0
        assert place[-1] <= 190
    whole = drawn(rows, walked)
    assert 0 <= whole.along.walked_width <= 1040
    assert 0 <= whole.down.walked_height <= 760


@given(shares)
def test_a_gate_stands_between_every_two_phases(rows: list[list[int]]) -> None:
    whole = drawn(rows, 0)
    assert len(whole.along.gates) == len(whole.down.gates) == len(rows) - 1
    assert whole.along.here is None


def test_where_we_are_stands_at_the_end_of_what_is_walked() -> None:
    whole = drawn([[1, 1, 1, 1, 1]] * 4, 2.5)
    assert whole.along.walked_width == 650.0
    assert whole.along.here is not None
    assert whole.along.here.d.startswith("M650.0 ")
    assert whole.along.here.ends[0][0] == 650.0


def test_a_share_is_a_word_in_the_table() -> None:
    assert braid.Phase("", "", [0, 3, 5, 9]).words == ["none", "half", "most", "most"]


def test_the_drawing_down_is_the_drawing_along_turned() -> None:
    whole = drawn([[5, 1, 1, 1, 1], [1, 1, 1, 1, 5]], 1)
    along = re.findall(r"[-\d.]+ [-\d.]+", whole.along.strands[0].d)
    down = re.findall(r"[-\d.]+ [-\d.]+", whole.down.strands[0].d)
    assert len(along) == len(down)
    assert along[0].startswith("0.0 ")
    assert down[0].endswith(" 0.0")


def test_a_path_without_phases_is_an_empty_drawing() -> None:
    whole = drawn([], 0)
    assert whole.phases == []
    assert whole.along.gates == []
