"""What the hub kept, read without the hub's own code: rows as they lie in SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]


class Store:
    def __init__(self, folder: Path, address: str = "") -> None:
        """`address`: DATABASE_URL of PostgreSQL; empty for the SQLite in the folder."""
        self.folder, self.address = folder, address

    def rows(self, *questions: str) -> list[list[Row]]:
        """The answers to several questions, all as of one moment."""
        return self._in_postgres(questions) if self.address else self._in_sqlite(questions)

    def _in_sqlite(self, questions: Sequence[str]) -> list[list[Row]]:
        looking = sqlite3.connect(self.folder / "hub.sqlite3", timeout=60, isolation_level=None)
        try:
            looking.execute("BEGIN")
            return [looking.execute(each).fetchall() for each in questions]
        finally:
            looking.close()

    def _in_postgres(self, questions: Sequence[str]) -> list[list[Row]]:
        import psycopg

        with psycopg.connect(self.address) as looking:
            looking.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return [looking.execute(each.encode()).fetchall() for each in questions]
