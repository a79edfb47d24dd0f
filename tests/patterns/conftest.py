"""A session with an agenda, and patterns of the starter as pages say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.patterns import plans
from prisma_hub.patterns.types import Page
from tests.instruments import adopt
from tests.starter.reading import STARTER, read_page

FIRST = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)


def page(name: str) -> Page:
    """A pattern of the starter."""
    found = read_page(STARTER / "en" / "patterns" / f"{name}.md")
    return plans.page_of(name, found.matter["title"], found.matter)


@pytest.fixture
def journey(steward: Viewer) -> Journey:
    adopt("nano", "single-hub-intensive", "welcome-day")
    preset = roads.preset(steward, "nano")
    return journeys.open_journey(by=steward, title="Water", begins=date(2026, 5, 15), preset=preset)


@pytest.fixture
def session(steward: Viewer, journey: Journey) -> Session:
    return journeys.plan_session(by=steward, journey=journey, title="Friday", begins=FIRST, minutes=120)


@pytest.fixture
def walker(person: Callable[[str], Viewer], journey: Journey) -> Callable[[str], Viewer]:
    """`walker("Ana")`: a member of the journey's cohort."""

    def join(name: str) -> Viewer:
        found = person(name)
        circles.admit(by=None, circle=journey.cohort, person=found.id)
        return found

    return join
