"""Erasing in the store: what the database still has in its files of what was erased goes too (log.md).

SQLite overwrites pages as rows go (`secure_delete`); its write-ahead log is emptied. PostgreSQL leaves the
bytes of a row in its page, also after a plain VACUUM: only a table written anew is without them. That locks
the table for as long as writing it takes: at once for small ones, at night for large ones.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from prisma_hub.kernel import source
from prisma_hub.log import events
from prisma_hub.log import queries as log
from prisma_hub.upkeep.kept import Cleared

LARGE = 256 * 1024 * 1024
"""Bytes of a table, with its indexes, that are written anew at night alone: some two seconds of writing."""
NIGHT = range(2, 5)
_PATIENCE = "SET lock_timeout = '2s'"
_LOOKS = 40
_BETWEEN_LOOKS = 0.05
"""Seconds. With the looks: as patient with those who read as with those who hold a table."""


def clear() -> None:
    """Where something was erased since the last time, clear the store of it.

    While others read, and inside a transaction, it cannot be done; the next call tries again.
    """
    if connection.in_atomic_block:
        return
    done, _ = Cleared.objects.get_or_create(only=True)
    upto = log.size() - 1
    if connection.vendor == "sqlite":
        if not _erased_since(done.seq, upto) or _emptied():
            Cleared.objects.filter(seq=done.seq).update(seq=upto)
        return
    if not _erased_since(done.seq, upto) or _written_anew(large=False):
        Cleared.objects.filter(seq=done.seq).update(seq=upto)
    if _is_night() and (not _erased_since(done.large, upto) or _written_anew(large=True)):
        Cleared.objects.filter(large=done.large).update(large=upto)


def _erased_since(seq: int, upto: int) -> bool:
    return upto > seq and next(log.entries_of(events.ERASED, after=seq), None) is not None


def _is_night() -> bool:
    now = source.current().now_ms() / 1000
    return datetime.fromtimestamp(now, timezone.get_default_timezone()).hour in NIGHT


def _emptied() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
    return not busy


def _written_anew(*, large: bool) -> bool:
    """Write the tables anew and the pages to the disk. False where somebody held one of them too long.

    PostgreSQL takes rows that are gone along into the new table while anybody reads as of before they went,
    or while anybody who began before, in whichever of its databases, has not ended.
    """
    quote = connection.ops.quote_name
    if not _all_are_past(_now()):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
        try:
            for table in _tables(large):
                cursor.execute(f"VACUUM (FULL, ANALYZE) {quote(table)}")
            if not _all_are_past(_now()):  # the values it noted, to plan by, went just now
                return False
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    _checkpoint()
    return True


def _now() -> str:
    """The number of a transaction that has just ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        number: str = cursor.fetchone()[0]
    return number


def _all_are_past(transaction: str) -> bool:
    """Whether nobody reads as of before it any more, nor anybody from before is at work; soon, at most."""
    for look in range(_LOOKS):
        if look:
            time.sleep(_BETWEEN_LOOKS)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
                " AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND age(backend_xmin) > age(%s::xid8::xid))",
                [transaction, transaction],
            )
            if cursor.fetchone()[0]:
                return True
    return False


def _tables(large: bool) -> list[str]:
    """Our own tables that are large, or not. What is empty was never written, or was emptied: see above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace"
            " AND pg_has_role(relowner, 'USAGE') AND pg_relation_size(oid) > 0"
            " AND (pg_total_relation_size(oid) > %s) = %s ORDER BY relname",
            [LARGE, large],
        )
        return [name for (name,) in cursor.fetchall()]


def _checkpoint() -> None:
    """So that the old files are gone from the disk now. Where the role may not, PostgreSQL does it soon."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
