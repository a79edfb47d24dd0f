"""The record book on PostgreSQL, beside the same on SQLite: a server of its own, set as it comes.

In a process of its own, since a program knows one database. Called by hand, it prints rows as JSON.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

from bench.table import Row


def measure(folder: Path) -> list[Row]:
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        print("PostgreSQL is not installed here (apt install postgresql): nothing was measured on it.")
        return []
    from soak.postgres import Database

    folder.chmod(0o711)  # the server runs as somebody else, who has to reach its own folder
    database = Database(folder / "postgres", _port())
    database.start()
    try:
        done = subprocess.run(  # noqa: S603  ourselves
            [sys.executable, "-m", "bench.beside", str(folder / "beside")],
            env={**os.environ, "DATABASE_URL": database.address, "PRISMA_HUB_DIR": str(folder / "beside")},
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        database.kill()
    return [Row(**each) for each in json.loads(done.stdout)]


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _raw_inserts(address: str) -> float:
    """Durable inserts a second of a row of half a kilobyte, one commit each."""
    import psycopg

    from bench.record import _rate

    with psycopg.connect(address, autocommit=True) as database:
        database.execute("CREATE TABLE bench_line (seq bigint PRIMARY KEY, words text)")
        words = "x" * 500

        def insert(number: int) -> None:
            database.execute("INSERT INTO bench_line VALUES (%s, %s)", (number, words))

        rate = _rate(insert, 2000)
        database.execute("DROP TABLE bench_line")
    return rate


def _on_postgres(folder: Path) -> list[Row]:
    from bench import record

    record._found(folder)
    rows = record.measured("PostgreSQL", _raw_inserts(os.environ["DATABASE_URL"]), record.LONG)
    return [replace(each, work=f"PostgreSQL: {each.work}") for each in rows]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "prisma_hub.settings"
    print(json.dumps([asdict(each) for each in _on_postgres(Path(sys.argv[1]))]))
