"""A journey with a pathway onto it, and somebody who applies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from prisma_hub.enrolment import actions, queries
from prisma_hub.enrolment.types import Application
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey
from tests.instruments import adopt

PROTOCOLS = (
    "nano",
    "participant-pathway",
    "participant-interest",
    "participant-readiness",
    "participant-self-assessment",
    "participant-care",
    "hub-pathway",
    "hub-screening",
    "practice-network-pathway",
    "practice-purpose",
    "partner-pathway",
    "partner-interest",
)
INTEREST = {"called": "Sparrow", "age": "adult", "draws": "The ditch.", "reach": "At the market."}


@pytest.fixture
def journey(steward: Viewer) -> Journey:
    adopt(*PROTOCOLS)
    preset = roads.preset(steward, "nano")
    return journeys.open_journey(by=steward, title="Bread", begins=date(2026, 5, 11), preset=preset)


@pytest.fixture
def applicant(person: Callable[[str], Viewer]) -> Viewer:
    return person("Sparrow")


@pytest.fixture
def application(applicant: Viewer, journey: Journey) -> Application:
    pathway = queries.pathways_for(applicant, journey)[0]
    return actions.apply(by=applicant, pathway=pathway, journey=journey)
