"""Letters about erased words go with them; so does everything for somebody who has left."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.identity import events as people
from prisma_hub.inbox import actions
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Together


def let_go(entries: Sequence[Entry]) -> None:
    actions.forget(entry.body["seq"] for entry in entries if "parts" not in entry.body)


def clear(entry: Entry) -> None:
    if entry.person is not None:
        actions.forget_person(entry.person)


REACTIONS = {book.ERASED: (Together(let_go),), people.LEFT: (clear,)}
