"""The life of a transfer: `proposed → validated → completed | refused | expired | reversed`.

Only a completed transfer stands in the books; reversing it writes the same lines the other way
round. Source: governance.md, "Practice currencies", *Ledger*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prisma_hub.currencies.types import Posting, TransferState
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NEXT: Final[dict[TransferState, frozenset[TransferState]]] = {
    TransferState.PROPOSED: frozenset(
        {TransferState.VALIDATED, TransferState.REFUSED, TransferState.EXPIRED}
    ),
    TransferState.VALIDATED: frozenset(
        {TransferState.COMPLETED, TransferState.REFUSED, TransferState.EXPIRED}
    ),
    TransferState.COMPLETED: frozenset({TransferState.REVERSED}),
    TransferState.REFUSED: frozenset(),
    TransferState.EXPIRED: frozenset(),
    TransferState.REVERSED: frozenset(),
}

_STANDS: Final[dict[TransferState, str]] = {
    TransferState.PROPOSED: later("This transfer is proposed and has not been validated yet."),
    TransferState.VALIDATED: later("This transfer is validated and has not been completed yet."),
    TransferState.COMPLETED: later("This transfer is completed; it can only be reversed."),
    TransferState.REFUSED: later("This transfer was refused and is closed."),
    TransferState.EXPIRED: later("This transfer has expired and is closed."),
    TransferState.REVERSED: later("This transfer was reversed and is closed."),
}


def advance(state: TransferState, to: TransferState) -> TransferState:
    """The next state, or a refusal that says where the transfer stands."""
    if to not in NEXT[state]:
        raise Refused(
            _STANDS[state],
            kept="The transfer stays as it was.",
            mend="Take the next step this transfer is waiting for, or propose a new one.",
        )
    return to


def is_open(state: TransferState) -> bool:
    """Whether the transfer still waits for somebody and has moved nothing."""
    return state in (TransferState.PROPOSED, TransferState.VALIDATED)


def reverse_postings(postings: Sequence[Posting]) -> tuple[Posting, ...]:
    """The same lines the other way round: together with the first they change nothing."""
    return tuple(Posting(line.account, line.currency, -line.amount) for line in postings)


def postings_in_force(postings: Sequence[Posting], state: TransferState) -> tuple[Posting, ...]:
    """All lines a transfer has left in the books in this state."""
    if state is TransferState.COMPLETED:
        return tuple(postings)
    if state is TransferState.REVERSED:
        return (*postings, *reverse_postings(postings))
    return ()
