"""Who may act: the roles in force, and the refusals where there is none."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from prisma_hub.circles import rules
from prisma_hub.circles.models import (
    RoleRow,
)
from prisma_hub.circles.queries.gate import is_member, standing
from prisma_hub.circles.queries.memory import today
from prisma_hub.circles.types import (
    HOST,
    STEWARD,
    TRUST,
    Role,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotAllowed


def may(viewer: Viewer, right: str, scope: str | None = None) -> bool:
    """Whether a role in force lets this viewer do this, in this scope or everywhere."""
    if viewer.person is None or not is_member(viewer):
        return False
    held = {(each.role, each.scope or "") for each in standing(viewer).roles}
    return any((role, each) in held for role in rules.roles_for(right) for each in ("", scope or ""))


def scopes_with(viewer: Viewer, right: str) -> frozenset[str] | None:
    """The scopes in which a role in force lets this viewer do this; None: everywhere."""
    if viewer.person is None or not is_member(viewer):
        return frozenset()
    found = {each.scope for each in standing(viewer).roles if each.role in rules.roles_for(right)}
    return None if None in found else frozenset(each for each in found if each)


def insist(viewer: Viewer, right: str, scope: str | None = None) -> None:
    """Refuse, in a sentence, what this viewer may not do."""
    insist_known(viewer)
    if not may(viewer, right, scope):
        raise NotAllowed(
            "You may not do this here.",
            kept="Nothing was changed.",
            mend="Ask one of the stewards; they can do it or give you the role.",
        )


def insist_member(viewer: Viewer) -> None:
    if viewer.guest:
        raise NotAllowed(
            "You are here as a guest, and this lies outside your mandate.",
            kept="Nothing was changed.",
            mend="Go back to your mandate; it says what you hear and what you may answer.",
        )
    insist_known(viewer)
    if not is_member(viewer):
        raise NotAllowed(
            "You are suspended on this hub.",
            kept="Nothing was changed. What you gave stays as it is, and yours.",
            mend="Talk to the trust people. What is yours you can take along, and you can leave.",
        )


def insist_known(viewer: Viewer) -> None:
    """For what stays with whoever is known here, also as a guest or while suspended: turning to trust people,
    seeing and shortening until when one's own things are kept, taking them along, leaving."""
    if viewer.person is None:
        raise NotAllowed(
            "Sign in first.", kept="Nothing was changed.", mend="Sign in with your name and code."
        )


def roles(viewer: Viewer, *, person: UUID | None = None, scope: str | None = None) -> list[Role]:
    """Roles in force, for members to see: of one person, or held in one scope (None: any)."""
    if not is_member(viewer):
        return []
    if person is not None and person == viewer.person and scope is None:
        return list(standing(viewer).roles)
    found = RoleRow.objects.filter(Q(until=None) | Q(until__gte=today())).order_by("since")
    if person is not None:
        found = found.filter(person=person)
    if scope is not None:
        found = found.filter(scope=scope)
    return [_role(each) for each in found]


def _role(row: RoleRow) -> Role:
    return Role(
        row.person, row.role, row.scope or None, row.since, row.until.isoformat() if row.until else None
    )


def is_last_steward(viewer: Viewer) -> bool:
    """Whether the hub would have no steward without this person."""
    stewards = set(RoleRow.objects.filter(role=STEWARD, scope="").values_list("person", flat=True))
    return viewer.person is not None and stewards == {viewer.person}


def keepers() -> list[Role]:
    """Who keeps the house and who can be talked to: stewards, hosts, trust people, everywhere.

    No secret to anybody who ever came in: a suspended person too must know whom to turn to.
    """
    held = RoleRow.objects.filter(Q(until=None) | Q(until__gte=today()), role__in=(STEWARD, HOST, TRUST))
    return [_role(each) for each in held.order_by("since")]


def holders(right: str) -> list[UUID]:
    """Everybody who may do this on the whole hub. For rooms that act; it shows nothing."""
    found = RoleRow.objects.filter(
        Q(until=None) | Q(until__gte=today()), role__in=rules.roles_for(right), scope=""
    )
    return list(found.order_by("since").values_list("person", flat=True).distinct())
