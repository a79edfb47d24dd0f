"""A hub that grew: the played journey said again and again, each time as another one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

ONCE = ("hub.", "access.", "entry.", "key.", "log.", "protocol.", "page.", "person.", "site.", "place.opened")
"""Beginnings of kinds that are said once: of the house, its people and its pages."""
WORDS = ("contribution.", "attestation.", "words.shared", "transcript.")
COUNTS = ("number", "year", "minutes", "index")
"""Fields whose numbers are no numbers of entries."""
AT_ONCE = 500
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def enter(hub: Path) -> list[Any]:
    """Wake the hub in this folder; what was said in it so far."""
    from prisma_hub.cli import folder

    folder.enter(hub)
    import django

    django.setup()
    from prisma_hub.log import queries as log
    from prisma_hub.upkeep import actions as upkeep

    upkeep.prepare()
    return list(log.entries())


def grow(said: list[Any], size: int) -> None:
    """Say it anew until the log has this size, and have all of it followed: once the whole journey as another
    one, then nine times the words of it where they were said, and so on."""
    from prisma_hub.log import actions as log
    from prisma_hub.log import queries
    from prisma_hub.work import loop

    whole = [each for each in said if each.kind and not each.kind.startswith(ONCE)]
    words = [each for each in whole if each.kind.startswith(WORDS)]
    for again in cycle([whole, *[words] * 9]):
        if (room := size - queries.size()) <= 0:
            break
        once_more = _OnceMore()
        for at in range(0, min(room, len(again)), AT_ONCE):
            with log.in_bulk():
                for each in again[at : min(at + AT_ONCE, room)]:
                    once_more.say(each)
    loop.run_until_idle()


class _OnceMore:
    """Everything that was opened has another id, every entry another number; people stay who they are."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.numbers: dict[int, int] = {}

    def say(self, entry: Any) -> None:
        from prisma_hub.log import actions as log
        from prisma_hub.log.folding import kind_named

        said = log.say(
            kind_named(entry.kind),
            by=self._anew(entry.by),
            via=entry.via,
            to=self._anew(entry.to),
            scope=self._anew(entry.scope),
            about=[self._about(each) for each in entry.about],
            protocol=entry.protocol,
            body={name: self._field(name, value) for name, value in entry.body.items()},
        )
        self.ids[str(entry.id)], self.numbers[entry.seq] = str(said.id), said.seq

    def _about(self, ref: str) -> str:
        sort, _, number = ref.partition(":")
        return f"entry:{self.numbers.get(int(number), number)}" if sort == "entry" else str(self._anew(ref))

    def _field(self, name: str, value: Any) -> Any:
        if type(value) is int and name not in COUNTS:
            return self.numbers.get(value, value)
        return self._anew(value)

    def _anew(self, value: Any) -> Any:
        if isinstance(value, str):
            return _ID.sub(lambda found: self.ids.get(found[0], found[0]), value)
        if isinstance(value, list | tuple):
            return [self._anew(each) for each in value]
        if isinstance(value, Mapping):
            return {name: self._anew(each) for name, each in value.items()}
        return value
