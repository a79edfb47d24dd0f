"""Who is told when a story is returned; an edition published because a circle decided it."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import events as agreed
from prisma_hub.agreements.types import Ground, PublishEdition
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry
from prisma_hub.stories import actions, events, queries
from prisma_hub.stories.models import StoryReturn


def tell_those_concerned(entry: Entry) -> None:
    """Each person it is about; nobody learns of the others from it."""
    for person, title, story in queries.to_tell(entry.seq):
        inbox.tell(
            person,
            later("The story “%(title)s” leans on your words. Read or hear it, and answer."),
            {"title": title},
            f"/stories/{story}/return",
            seq=entry.seq,
            waits=True,
        )


def answered(entry: Entry) -> None:
    """What waited for this person is answered."""
    if entry.person is not None and entry.via is None:
        story = uuid_of(entry.body["story"])
        for seq in StoryReturn.objects.filter(story=story, seq__lt=entry.seq).values_list("seq", flat=True):
            inbox.settle(entry.person, seq=seq)


def _publish(effect: PublishEdition, statement_id: UUID, ground: Ground) -> str:
    made = actions.publish_decided(
        story=uuid_of(effect.story),
        content=effect.edition,
        circle=ground.circle,
        by=Viewer(uuid_of(ground.proposer)),
        statement_id=statement_id,
    )
    return f"edition:{made}"


_DOERS: dict[type, agreements.Doer] = {PublishEdition: _publish}


def carry_out(entry: Entry) -> None:
    """Effects of an agreement that publish."""
    agreements.carry_out(entry, _DOERS)


REACTIONS = {
    agreed.MADE: (carry_out,),
    agreed.RETRIED: (carry_out,),
    events.RETURNED: (tell_those_concerned,),
    events.ANSWERED: (answered,),
}
