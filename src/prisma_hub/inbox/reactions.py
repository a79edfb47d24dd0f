"""Letters about erased words go with them."""

from prisma_hub.inbox import actions
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry


def let_go(entry: Entry) -> None:
    if "parts" not in entry.body:
        actions.forget(entry.body["seq"])


REACTIONS = {book.ERASED: (let_go,)}
