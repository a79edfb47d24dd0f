"""What is due by the clock in circles."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.circles import actions
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Clockwork, Together


def _erase() -> None:
    actions.erase_what_is_due()


_STRETCHES = 5
"""Stretches of a leaver's words that are erased before the work loop goes on."""


def _let_go() -> None:
    for _ in range(_STRETCHES):
        if not actions.erase_what_leavers_said():
            return


def erase_what_belonged(entries: Sequence[Entry]) -> None:
    """Corrections and transcripts of erased words go with them, whoever erased them."""
    whole = [entry for entry in entries if "parts" not in entry.body]
    for right in dict.fromkeys(entry.body["right"] for entry in whole):
        actions.erase_followers([e.body["seq"] for e in whole if e.body["right"] == right], right=right)


REACTIONS = {book.ERASED: (Together(erase_what_belonged),)}
CLOCKWORK = (
    Clockwork("erase what was withdrawn", 60_000, _erase),
    Clockwork("erase what those said who left", 500, _let_go),
)
