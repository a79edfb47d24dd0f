"""An import says in words how the links stand."""

from __future__ import annotations

import pytest

from prisma_hub.cli.importing import how_links_stand, what_is_broken, which_files
from prisma_hub.commons.types import LinkOut, Ref


@pytest.mark.parametrize(
    ("by_rule", "said"),
    [
        ({}, "Links: none."),
        ({"path": 20, "name": 3}, "Links: 23 lead somewhere, 0 could mean several pages, 0 lead nowhere."),
        (
            {"path": 20, "ambiguous": 2, "missing": 5},
            "Links: 20 lead somewhere, 2 could mean several pages, 5 lead nowhere.",
        ),
    ],
)
def test_links_are_counted_in_words(by_rule: dict[str, int], said: str) -> None:
    assert how_links_stand(by_rule) == said


def test_files_that_are_missing_are_counted_apart_and_named_once() -> None:
    by_rule = {"path": 20, "missing": 5}
    assert how_links_stand(by_rule, 4) == (
        "Links: 20 lead somewhere, 0 could mean several pages, 1 lead nowhere, "
        "4 to files that did not come along."
    )
    one, other = Ref("hub", "a.md"), Ref("hub", "b.md")
    near = LinkOut(one, "circle.png", "", "missing", None, proposals=("circles.png",))
    assert which_files(
        [near, LinkOut(one, "x.pdf", "", "missing", None), LinkOut(other, "x.pdf", "", "missing", None)]
    ) == [
        "circle.png: on a.md (perhaps circles.png)",
        "x.pdf: on a.md and 1 more",
    ]


def test_each_broken_link_says_what_it_may_have_meant() -> None:
    one, there = Ref("hub", "a.md"), Ref("hub", "b.md")
    assert [
        what_is_broken(
            LinkOut(one, "index.html", "", "ambiguous", None, proposals=("en/index.md", "index.md"))
        ),
        what_is_broken(LinkOut(one, "weer", "", "missing", None, proposals=("weir.md",))),
        what_is_broken(LinkOut(one, "weri", "", "missing", None, proposals=("weir.md",), sure=True)),
        what_is_broken(LinkOut(one, "zzz", "", "missing", None)),
        what_is_broken(LinkOut(one, "b#x", "", "path", there, part_missing=True)),
    ] == [
        "a.md: index.html could mean en/index.md, index.md",
        "a.md: weer (perhaps weir.md)",
        "a.md: weri → surely weir.md",
        "a.md: zzz",
        "a.md: b#x, of which this part is not there",
    ]
