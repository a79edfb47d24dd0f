"""Giving roles and ending them."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.circles import events, queries
from prisma_hub.circles.models import RoleRow
from prisma_hub.circles.types import ROLES, STEWARD
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log


def grant(*, by: Viewer, person: UUID, role: str, scope: str | None = None, until: str | None = None) -> None:
    """Give a role: for the hub by stewards, for a scope by those who tend it."""
    queries.insist(by, "grant roles in a journey" if scope else "grant roles", scope)
    if role not in ROLES:
        raise Refused("There is no role called “%(role)s”.", role=role)
    give_role(by.ref, person, role, scope, until)


def grant_by_rule(
    *, person: UUID, role: str, scope: str | None, until: str | None = None, statement_id: UUID | None = None
) -> None:
    """A pathway or a decision gives a role; the hub says so."""
    give_role(log.HUB, person, role, scope, until, statement_id)


def end_role(*, by: Viewer, person: UUID, role: str, scope: str | None = None) -> None:
    """Take a role back. The last steward of the hub cannot be removed."""
    if by.person != person:
        queries.insist(by, "grant roles in a journey" if scope else "grant roles", scope)
    stewards = RoleRow.objects.filter(role=STEWARD, scope="")
    if role == STEWARD and not scope and not stewards.exclude(person=person).exists():
        raise Refused(
            "A hub needs at least one steward.",
            kept="Nothing was changed.",
            mend="Make somebody else a steward first.",
        )
    body = {"person": ids.person(person), "role": role}
    log.say(events.ENDED, by=by.ref, to=queries.audience(scope, by=by.ref), scope=scope, body=body)


def end_role_by_rule(*, person: UUID, role: str, scope: str, statement_id: UUID | None = None) -> None:
    """A decision ends a role that holds in a scope; the hub says so."""
    log.say(
        events.ENDED,
        by=log.HUB,
        to=queries.audience(scope, by=log.HUB, statement_id=statement_id),
        scope=scope,
        body={"person": ids.person(person), "role": role},
        statement_id=statement_id,
    )


def give_role(
    by: str,
    person: UUID,
    role: str,
    scope: str | None,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    log.say(
        events.GRANTED,
        by=by,
        to=queries.audience(scope, by=by, statement_id=statement_id),
        scope=scope,
        body={"person": ids.person(person), "role": role, "until": until},
        statement_id=statement_id,
    )
