"""One connection that stays open as long as its process serves (SQLite).

What the connections of a process share there, the index of the write-ahead log, is opened by the first of
them and goes with the last. Opened while the folder could only be read, it lets nobody write, also when the
folder can be written again, until all of them are closed: in a house in use that is never. Held from the
beginning by a connection that could write, it is never opened so; nor is it made anew for every request.
"""

from __future__ import annotations

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from prisma_hub.kernel.refusal import Busy, not_now


class _Here:
    """Held for this process. Nobody asks it anything again, so it keeps back neither readers nor writers."""

    held: BaseDatabaseWrapper | None = None


def drop() -> None:
    """Hold on, from now until this process ends. Raises what SQLite says where nothing can be written."""
    if connection.vendor != "sqlite" or _Here.held is not None:
        return
    held = connection.copy()
    try:
        with held.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
    except OperationalError as problem:
        if not isinstance(not_now(problem), Busy):  # another process writes just now: then it can be written
            held.close()
            raise
    _Here.held = held
