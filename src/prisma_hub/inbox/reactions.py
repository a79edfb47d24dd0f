"""Letters about erased words go with them; so does everything for somebody who has left."""

from prisma_hub.identity import events as people
from prisma_hub.inbox import actions
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry


def let_go(entry: Entry) -> None:
    if "parts" not in entry.body:
        actions.forget(entry.body["seq"])


def clear(entry: Entry) -> None:
    if entry.person is not None:
        actions.forget_person(entry.person)


REACTIONS = {book.ERASED: (let_go,), people.LEFT: (clear,)}
