"""Erasing in the store: what SQLite still has in its write-ahead log goes too (log.md).

The pages themselves are overwritten as rows go (`secure_delete`). PostgreSQL clears its pages when it next
vacuums and recycles its own log; until then whoever reads its files may find what was erased.
"""

from __future__ import annotations

from django.db import connection

from prisma_hub.log import events
from prisma_hub.log import queries as log
from prisma_hub.upkeep.kept import Cleared


def clear() -> None:
    """Where something was erased since the last time, empty the write-ahead log.

    While others read, and inside a transaction, SQLite cannot; the next call tries again.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    done, _ = Cleared.objects.get_or_create(only=True)
    upto = log.size() - 1
    if upto == done.seq:
        return
    erased = next(log.entries_of(events.ERASED, after=done.seq), None)
    if erased is None or _emptied():
        Cleared.objects.filter(seq=done.seq).update(seq=upto)


def _emptied() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
    return not busy
