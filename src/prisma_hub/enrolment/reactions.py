"""Whoever may review applications on the whole hub hears those to the hub, as long as they may."""

from __future__ import annotations

from prisma_hub.circles import actions as circles
from prisma_hub.circles import events as spoken
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import REVIEWERS
from prisma_hub.enrolment import events
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.enrolment.models import ApplicationRow
from prisma_hub.enrolment.queries import REVIEW
from prisma_hub.identity import events as people
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.text import later
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


_SAID = {
    events.TALKING: later("%(who)s wants to talk with you about joining."),
    events.CHANGES: later("%(who)s asks you to add or change something before you join."),
    events.NOT_NOW: later("%(who)s answered: not now. Their words stand on your page."),
    events.DECLINED: later("%(who)s answered: no. Their words stand on your page."),
    events.PASSED: later("%(who)s let you go on to the next stage."),
}
ENROLLED = later("You are enrolled.")


def tell_applicant(entry: Entry) -> None:
    """What somebody at the gate answered; gates that open by themselves need no letter."""
    text = next((said for kind, said in _SAID.items() if kind.name == entry.kind), "")
    if text and entry.person is not None and entry.by is not None:
        _tell(entry, text, {"who": entry.by})


def tell_enrolled(entry: Entry) -> None:
    _tell(entry, ENROLLED, {})


def _tell(entry: Entry, text: str, values: dict[str, str]) -> None:
    if entry.scope is None:
        return
    application = uuid_of(entry.scope)
    row = ApplicationRow.objects.filter(id=application).first()
    if row is not None:
        inbox.tell(row.person, text, values, f"/applications/{application}", seq=entry.seq)


def forget_drafts(entry: Entry) -> None:
    """What somebody typed and did not send goes with them."""
    if entry.person is not None:
        FormDraft.objects.filter(person=entry.person).delete()


REACTIONS = {
    spoken.GRANTED: (follow_roles,),
    spoken.ENDED: (follow_roles,),
    people.LEFT: (forget_drafts,),
    **dict.fromkeys(_SAID, (tell_applicant,)),
    events.ENROLLED: (tell_enrolled,),
}
