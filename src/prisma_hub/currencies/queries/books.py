"""The books: movements, balances of accounts, Beancount."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import visible
from prisma_hub.currencies import rules
from prisma_hub.currencies.beancount import write_books
from prisma_hub.currencies.models import (
    MovementRow,
    PaymentRow,
    PoolRow,
    PostingRow,
    TransferRow,
)
from prisma_hub.currencies.types import (
    Movement,
    Posting,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry


def ledger(viewer: Viewer, account: str | None = None) -> list[Movement]:
    """Every movement the viewer may see, in order; whole, so that what is shown always balances."""
    found = MovementRow.objects.order_by("seq")
    if account is not None:
        touching = PostingRow.objects.filter(account=account).values("seq")
        found = found.filter(seq__in=touching)
    rows = list(visible(viewer).only(found))
    lines: dict[int, list[Posting]] = {}
    for each in PostingRow.objects.filter(seq__in=[row.seq for row in rows]).order_by("seq", "line"):
        lines.setdefault(each.seq, []).append(Posting(each.account, each.currency, each.amount))
    return [Movement(row.seq, row.at, row.kind, tuple(lines[row.seq])) for row in rows]


def places_of(viewer: Viewer) -> dict[str, int]:
    """How many decimals each currency in the books has."""
    by_seq = {row.seq: row.places for row in visible(viewer).only(MovementRow.objects.all())}
    codes = PostingRow.objects.filter(seq__in=by_seq).values_list("currency", "seq").distinct()
    return {code: by_seq[seq] for code, seq in codes}


def holdings(viewer: Viewer, account: str) -> dict[str, int]:
    """What an account holds of each currency, by the movements the viewer may see."""
    held: dict[str, int] = {}
    for movement in ledger(viewer, account):
        for line in movement.postings:
            if line.account == account:
                held[line.currency] = held.get(line.currency, 0) + line.amount
    return held


def beancount(viewer: Viewer, title: str, account: str | None = None) -> str:
    """The movements the viewer may see (of one account, where named) as a Beancount file."""
    return write_books(title, ledger(viewer, account), places_of(viewer))


def amount_of(units: int, places: int) -> Decimal:
    """Smallest units as the number people read."""
    return rules.from_smallest(units, places)


# For the actions of this room: facts to act on, never to show.


def spaces_of_entry(seq: int) -> list[str]:
    """Where an entry is heard now, for what belongs to it."""
    return circles.heard_in([seq]).get(seq, [])


def entry_of(seq: int) -> Entry | None:
    return book.entry(seq)


def custodian_of(pool_id: UUID) -> UUID:
    return ids.uuid_of(PoolRow.objects.values_list("custodian", flat=True).get(id=pool_id))


def receiver_of(payment_id: UUID) -> str:
    return PaymentRow.objects.values_list("to", flat=True).get(id=payment_id)


def offer(transfer: UUID) -> tuple[UUID, int]:
    """Whom a transfer was offered to, and in which entry."""
    row = TransferRow.objects.get(id=transfer)
    return ids.uuid_of(row.receiver), row.seq
