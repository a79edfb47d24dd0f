"""What every action of this room asks first."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.currencies.models import PoolRow
from prisma_hub.currencies.types import Definition, Kind
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.text import later
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry

NOTHING = later("Nothing was changed.")


def said_before(by: Viewer, statement_id: UUID | None) -> Entry | None:
    """What a member said under this id already: a page sent twice changes nothing."""
    circles.insist_member(by)
    return book.said(by.ref, statement_id)


def pool_row(pool: UUID) -> PoolRow:
    found = PoolRow.objects.filter(id=pool).first()
    if found is None:
        raise NotHere("There is no such pool here.")
    return found


def kept_by(by: Viewer, pool: UUID) -> PoolRow:
    """A pool, for its custodian and nobody else."""
    circles.insist_member(by)
    row = pool_row(pool)
    if row.custodian != by.ref:
        raise NotAllowed(
            "Only the custodian of this pool writes down what came in and what went out.",
            kept=NOTHING,
            mend="Ask the custodian; the pool's page says who that is.",
        )
    return row


def pool_of_circle(by: Viewer, pool: UUID) -> PoolRow:
    """A pool, for somebody of the circle that decides about it."""
    circles.insist_member(by)
    row = pool_row(pool)
    if not circles.belongs(by, ids.circle(row.circle)):
        raise NotAllowed("Only members of the circle that holds this pool do this.", kept=NOTHING)
    return row


def of_kind(found: Definition | None, kind: Kind) -> Definition:
    if found is None or found.currency.kind is not kind:
        raise NotHere("There is no such currency in force here.")
    return found


def insist_person(by: Viewer, person: str) -> None:
    """Somebody of this hub, and somebody else."""
    if not ids.is_person(person) or ids.uuid_of(person) not in circles.members_of("hub"):
        raise Refused("This person does not belong to the hub.", kept=NOTHING)
    if person == by.ref:
        raise Refused("This is for somebody else, not for oneself.", kept=NOTHING)
