"""A session, found for whoever asks, with its journey and its agenda."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.patterns import actions, queries
from prisma_hub.patterns.types import Sheet


def found(viewer: Viewer, session: UUID) -> tuple[Session, Journey, Sheet]:
    """A session, its journey and its agenda, or a refusal that says no more than it must."""
    one = journeys.session(viewer, session)
    journey = journeys.journey(viewer, one.journey)
    sheet = queries.sheet(viewer, session)
    if sheet is None:
        raise NotHere("There is no such session here.", mend="Look at the agenda of the journey.")
    return one, journey, sheet


def may_run(viewer: Viewer, session: Session, sheet: Sheet) -> bool:
    return rights.may(viewer, actions.RIGHT, sheet.within) and not session.cancelled
