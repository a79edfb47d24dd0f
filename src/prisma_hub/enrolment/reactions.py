"""Whoever may review applications on the whole hub hears those to the hub, as long as they may."""

from __future__ import annotations

from prisma_hub.circles import actions as circles
from prisma_hub.circles import events as spoken
from prisma_hub.circles import queries as rights
from prisma_hub.enrolment.actions import REVIEWERS
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.enrolment.queries import REVIEW
from prisma_hub.identity import events as people
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry


def follow_roles(entry: Entry) -> None:
    circle = rights.circle_of_kind(REVIEWERS)
    if circle is None or entry.scope is not None:
        return
    person = uuid_of(entry.body["person"])
    if person in rights.holders(REVIEW):
        circles.admit(by=None, circle=circle, person=person, statement_id=log.react(entry, "reviewers"))
    else:
        circles.let_go(circle=circle, person=person, statement_id=log.react(entry, "reviewers"))


def forget_drafts(entry: Entry) -> None:
    """What somebody typed and did not send goes with them."""
    if entry.person is not None:
        FormDraft.objects.filter(person=entry.person).delete()


REACTIONS = {
    spoken.GRANTED: (follow_roles,),
    spoken.ENDED: (follow_roles,),
    people.LEFT: (forget_drafts,),
}
