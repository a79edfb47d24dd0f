"""Describing the hub, opening circles, who belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import events, queries, rules
from prisma_hub.circles.models import CircleRow, HouseRow, Seat
from prisma_hub.circles.types import PUBLIC, Circle
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.log import actions as log


def describe_hub(
    *, by: Viewer, purpose: str, keeper: str, reach: str, statement_id: UUID | None = None
) -> None:
    """Say to everybody what this hub is for, who keeps its machine, and how to reach them.

    Whom it named before is erased: nobody keeps a machine for ever, and a telephone number in an old entry
    would.
    """
    queries.insist(by, "tend the hub")
    rules.check_house(purpose=purpose, keeper=keeper, reach=reach)
    with transaction.atomic():
        log.hold_pen()
        before = HouseRow.objects.values_list("seq", flat=True).first()
        said = {"purpose": purpose.strip(), "keeper": keeper.strip(), "reach": reach.strip()}
        entry = log.say(events.HOUSE, by=by.ref, to=(PUBLIC,), body=said, statement_id=statement_id)
        if before is not None and before < entry.seq:
            log.erase(before, right="stewards")


def open_circle(
    *,
    by: Viewer | None,
    title: str,
    purpose: str = "",
    scope: str | None = None,
    kind: str = "",
    mandate: Mapping[str, Any] | None = None,
    decides: str = "",
    statement_id: UUID | None = None,
) -> Circle:
    """Open a circle; whoever opens it belongs to it. `by` None: the hub opens it, in a reaction.

    Whether this person may open it was asked in the room above, unless the circle belongs to the hub.
    """
    if by is not None and scope is None:
        queries.insist(by, "open a circle")
    with transaction.atomic():
        said_by = by.ref if by else log.HUB
        entry = log.say(
            events.OPENED,
            by=said_by,
            to=queries.audience(scope, by=said_by, statement_id=statement_id),
            scope=scope,
            body={
                "title": title,
                "purpose": purpose,
                "kind": kind,
                "mandate": dict(mandate or {}),
                "decides": decides,
            },
            statement_id=statement_id,
        )
        assert entry.id is not None
        if by is not None and by.person is not None:
            admit(by=None, circle=entry.id, person=by.id)
    return Circle(entry.id, title, purpose, scope, entry.seq)


def give_mandate(
    *, by: Viewer | None, circle: UUID, mandate: Mapping[str, Any], statement_id: UUID | None = None
) -> None:
    """The circle's mandate from now on. `by` None: a decision does it."""
    if by is not None:
        queries.insist(by, "open a circle", _scope_of(circle))
    space, said_by = ids.circle(circle), by.ref if by else log.HUB
    log.say(
        events.MANDATED,
        by=said_by,
        to=queries.audience(space, by=said_by, statement_id=statement_id),
        scope=space,
        body={"mandate": dict(mandate)},
        statement_id=statement_id,
    )


def admit(
    *,
    by: Viewer | None,
    circle: UUID,
    person: UUID,
    until: str | None = None,
    statement_id: UUID | None = None,
) -> None:
    """The person belongs to the circle from now on. `by` None: a rule of the room above did it.

    `until` is their last day in it, ISO; open-ended where it is absent.
    """
    space = ids.circle(circle)
    if by is not None and (by.guest or not queries.belongs(by, space)):
        queries.insist(by, "admit to a circle", _scope_of(circle))
    if until is None and Seat.objects.filter(space=space, person=person, until=None).exists():
        return
    said_by = by.ref if by else log.HUB
    log.say(
        events.ADMITTED,
        by=said_by,
        to=queries.audience(space, by=said_by, statement_id=statement_id),
        scope=space,
        body={"person": ids.person(person), "until": until},
        statement_id=statement_id,
    )


def leave(*, by: Viewer, circle: UUID) -> None:
    """The person does not belong to the circle any more."""
    space = ids.circle(circle)
    to = queries.audience(space, by=by.ref)
    log.say(events.LEFT, by=by.ref, to=to, scope=space, body={"person": by.ref})


def let_go(*, circle: UUID, person: UUID, statement_id: UUID | None = None) -> None:
    """A rule of the room above ends somebody's belonging to a circle; the hub says so."""
    space = ids.circle(circle)
    if Seat.objects.filter(space=space, person=person).exists():
        log.say(
            events.LEFT,
            by=log.HUB,
            to=queries.audience(space, by=log.HUB, statement_id=statement_id),
            scope=space,
            body={"person": ids.person(person)},
            statement_id=statement_id,
        )


def _scope_of(circle: UUID) -> str | None:
    return CircleRow.objects.values_list("scope", flat=True).filter(id=circle).first()
