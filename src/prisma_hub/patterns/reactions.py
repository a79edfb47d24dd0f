"""Calendar addresses of somebody who left lead nowhere."""

from prisma_hub.identity import events as people
from prisma_hub.log.types import Entry
from prisma_hub.patterns import actions


def end_calendars(entry: Entry) -> None:
    if entry.person is not None:
        actions.forget_person(entry.person)


REACTIONS = {people.LEFT: (end_calendars,)}
