"""Who is told when a story is returned."""

from __future__ import annotations

from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.kernel.text import later
from prisma_hub.log.types import Entry
from prisma_hub.stories import events, queries
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


REACTIONS = {events.RETURNED: (tell_those_concerned,), events.ANSWERED: (answered,)}
