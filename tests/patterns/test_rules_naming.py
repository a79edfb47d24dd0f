"""What somebody typed and the patterns they may have meant."""

from __future__ import annotations

import pytest

from prisma_hub.patterns.rules import find_named, find_near
from prisma_hub.patterns.types import Page, Span


def page(name: str, title: str) -> Page:
    return Page(name, title, "", Span(5, 20), None, (), (), (), (), {})


PAGES = [
    page("opening-circle", "Opening circle"),
    page("one-two-four-all", "1-2-4-All"),
    page("sense-of-place-walk", "Sense-of-place walk"),
    page("fishbowl", "Fishbowl"),
]


@pytest.mark.parametrize("typed", ["opening circle", " OPENING CIRCLE ", "opening-circle"])
def test_a_title_or_name_is_found_however_it_is_written(typed: str) -> None:
    assert find_named(PAGES, typed) == PAGES[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Openning circel", ["opening-circle"]),
        ("circle", ["opening-circle"]),
        ("1-2-4", ["one-two-four-all"]),
        ("fish bowl", ["fishbowl"]),
        ("a walk", ["sense-of-place-walk"]),
        ("We cook", []),
        ("", []),
    ],
)
def test_near_titles_are_offered_and_far_ones_are_not(typed: str, meant: list[str]) -> None:
    assert find_named(PAGES, typed) is None
    assert [each.name for each in find_near(PAGES, typed)][:1] == meant
