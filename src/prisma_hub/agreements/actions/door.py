"""What every action of this room asks first: is there such a thing, and does this person decide here?"""

from __future__ import annotations

from uuid import UUID

from prisma_hub.agreements.models import AgreementRow, ProposalRow
from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import Circle
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


def circle_of(by: Viewer, circle: UUID) -> Circle:
    """A circle of this hub that still stands."""
    circles.insist_member(by)
    found = circles.circle(by, circle)
    if found is None:
        raise NotHere("There is no such circle here.")
    if found.closed:
        raise Refused("This circle is closed.", kept=NOTHING)
    return found


def insist_in(by: Viewer, circle: UUID) -> None:
    """Only those who belong to a circle decide in it."""
    circles.insist_member(by)
    if not circles.belongs(by, ids.circle(circle)):
        raise NotAllowed(
            "Only members of this circle decide here.",
            kept=NOTHING,
            mend="Bring what you see to the circle as a tension, or ask to be admitted.",
        )


def open_proposal(by: Viewer, proposal: UUID, number: int | None = None) -> ProposalRow:
    """A proposal that is still being decided, for somebody who decides there. `number` is the wording
    the person had before them; another one on the table by now is refused."""
    row = ProposalRow.objects.filter(id=proposal).first()
    if row is None:
        raise NotHere("There is no such proposal here.")
    insist_in(by, row.circle)
    if row.state != "open":
        raise Refused(
            "This proposal is closed.", kept=NOTHING, mend="Make a new proposal that builds on this one."
        )
    if number is not None and number != row.number:
        raise Refused(
            "The proposal has a new wording since you opened the page.",
            kept="Nothing was said in your name.",
            mend="Read the new wording, then give your voice to it.",
        )
    return row


def agreement_in(by: Viewer, agreement: UUID) -> AgreementRow:
    """An agreement, for somebody of its circle."""
    row = AgreementRow.objects.filter(id=agreement).first()
    if row is None:
        raise NotHere("There is no such agreement here.")
    insist_in(by, row.circle)
    return row
