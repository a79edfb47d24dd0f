"""Whoever is given a role in a journey holds it with the others: they belong to its keepers."""

from __future__ import annotations

from prisma_hub.circles import actions as circles
from prisma_hub.circles import events as spoken
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import FACILITATOR, HOST, SCRIBE
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys.models import JourneyRow
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry

KEEPING = (HOST, FACILITATOR, SCRIBE)


def admit_keeper(entry: Entry) -> None:
    row = _journey(entry)
    if row is None or entry.body["role"] not in KEEPING:
        return
    for name, circle in (("keepers", row.keepers), ("cohort", row.cohort)):
        circles.admit(
            by=None,
            circle=circle,
            person=uuid_of(entry.body["person"]),
            statement_id=log.react(entry, name),
        )


def let_keeper_go(entry: Entry) -> None:
    """Who has no keeping role in the journey any more does not hear what its keepers hear."""
    row = _journey(entry)
    if row is None:
        return
    person = uuid_of(entry.body["person"])
    held = rights.roles(Viewer(person), person=person, scope=entry.scope)
    if not any(each.role in KEEPING for each in held):
        circles.let_go(circle=row.keepers, person=person, statement_id=log.react(entry, "keepers"))


def _journey(entry: Entry) -> JourneyRow | None:
    if entry.scope is None or not entry.scope.startswith("journey:"):
        return None
    return JourneyRow.objects.filter(id=uuid_of(entry.scope)).first()


REACTIONS = {spoken.GRANTED: (admit_keeper,), spoken.ENDED: (let_keeper_go,)}
