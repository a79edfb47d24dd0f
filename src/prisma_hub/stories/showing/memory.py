"""What was heard while pages are drawn, so that fifty quotes ask no more often than five."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prisma_hub.circles.queries import Visible
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.stories.models import VoiceRelease

if TYPE_CHECKING:
    from prisma_hub.timeline.types import Contribution


class Memory:
    """For pages drawn in one breath, for one who hears the same in all of them."""

    def __init__(self) -> None:
        self._given: dict[int, Contribution | None] = {}
        self._entries: dict[int, Entry | None] = {}
        self._released: dict[int, frozenset[str]] = {}

    def given(self, within: Visible, seqs: Iterable[int]) -> dict[int, Contribution]:
        """Contributions among these that may be heard; what was read before is not read again."""
        wanted = set(seqs)
        unread = wanted - self._given.keys()
        if unread:
            from prisma_hub.timeline import queries as timeline  # where nothing is quoted, nothing brings it

            found = timeline.some(within.viewer, unread, within=within)
            self._given |= {seq: found.get(seq) for seq in unread}
        return {seq: each for seq in sorted(wanted) if (each := self._given[seq]) is not None}

    def entries(self, seqs: Iterable[int]) -> dict[int, Entry]:
        """Entries by number."""
        wanted = set(seqs)
        unread = wanted - self._entries.keys()
        if unread:
            found = log.some(unread)
            self._entries |= {seq: found.get(seq) for seq in unread}
        return {seq: each for seq in wanted if (each := self._entries[seq]) is not None}

    def released_by(self, seqs: Iterable[int]) -> dict[int, frozenset[str]]:
        """Who said that the voice in an entry may be published, and has not said otherwise since."""
        wanted = set(seqs)
        unread = wanted - self._released.keys()
        if unread:
            self._released |= dict.fromkeys(unread, frozenset())
            for row in VoiceRelease.objects.filter(of__in=unread, yes=True):
                self._released[row.of] |= {row.by}
        return {seq: self._released[seq] for seq in wanted}
