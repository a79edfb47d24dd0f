"""Whether something rests on an agreement of those whose it is."""

from __future__ import annotations

from prisma_hub.agreements import queries as agreements
from prisma_hub.circles import queries as circles
from prisma_hub.evaluation.types import Subject
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import is_scope, uuid_of
from prisma_hub.kernel.refusal import Refused


def insist_agreement(by: Viewer, agreement: str, subject: Subject) -> None:
    """An agreement in force (`agreement:<uuid>`), of the subject's own circle or one of its journey's."""
    found = agreements.agreement(by, uuid_of(agreement)) if is_scope(agreement) else None
    if found is None or found.state != "in_force":
        raise Refused(
            "There is no such agreement in force.",
            kept="Nothing was changed.",
            mend="Bring it to the circle as a proposal, and come back when it is agreed.",
        )
    circle = circles.circle(by, found.circle)
    its_own = circle is not None and circle.space == subject.space
    its_journeys = circle is not None and bool(subject.journey) and circle.scope == subject.journey
    if not (its_own or its_journeys):
        raise Refused(
            "“%(title)s” was agreed by another circle.",
            kept="Nothing was changed.",
            mend="It needs an agreement of those whose it is.",
            title=found.title,
        )
