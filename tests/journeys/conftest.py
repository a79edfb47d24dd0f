"""A journey begun from each preset, and people on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey
from tests.instruments import adopt

BEGINS = date(2026, 5, 11)


@pytest.fixture
def steward(steward: Viewer) -> Viewer:
    """The first steward of a hub with two presets in force."""
    adopt("nano", "single-hub-intensive")
    return steward


@pytest.fixture
def open_from(steward: Viewer) -> Callable[..., Journey]:
    """`open_from("nano")`: a journey of that preset, opened by the steward."""

    def begin(preset: str = "single-hub-intensive", **more: object) -> Journey:
        given = {
            "title": "Water that stays",
            "question": "What keeps the rain here?",
            "begins": BEGINS,
            **more,
        }
        return actions.open_journey(
            by=steward,
            preset=queries.preset(steward, preset),
            **given,  # type: ignore[arg-type]
        )

    return begin


@pytest.fixture
def journey(open_from: Callable[..., Journey]) -> Journey:
    return open_from()


@pytest.fixture
def walker(person: Callable[[str], Viewer], journey: Journey) -> Callable[[str], Viewer]:
    """`walker("Ana")`: a member of the journey's cohort."""

    def join(name: str) -> Viewer:
        found = person(name)
        assert found.person is not None
        circles.admit(by=None, circle=journey.cohort, person=found.person)
        return found

    return join
