"""How large a hub with many short entries is on the disk: bytes by table and index, after all was followed.

By hand: `python -m bench.size [ENTRIES]` (100,000 unless told otherwise; a million takes some ten minutes and
3 GB below the folder for what passes). `make bench` leaves it out.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

GOAL = 2_500_000_000
MILLION = 1_000_000
_MADE = re.compile(r"m[0-9a-f]{10}_(\d+)_")
FEW = 5_000_000
"""Bytes per million entries below which a table or index is told with the rest."""


def fill(entries: int) -> int:
    """A hub with so many short entries, of the mix that `bench.record` says, all of it findable. Returns how
    many it holds."""
    from bench import record
    from prisma_hub.kernel import source
    from prisma_hub.log import actions as log
    from prisma_hub.log import queries
    from prisma_hub.work import loop

    people = [f"person:{source.current().uuid7()}" for _ in range(500)]
    for at in range(entries // record.BULK):
        with log.in_bulk():
            for turn in range(record.BULK // 10):
                record._ten(people[(at * 50 + turn) % len(people)])
    loop.run_until_idle()
    return queries.size()


def by_table(database: Path) -> Counter[str]:
    """Bytes of each table and index, by its name; an index without the chance in it. After packing."""
    with sqlite3.connect(database) as asked:
        asked.execute("VACUUM")
        asked.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found: Counter[str] = Counter()
        sizes = "SELECT s.name, m.type, m.tbl_name, SUM(s.pgsize) FROM dbstat s"
        for name, sort, table, size in asked.execute(
            f"{sizes} LEFT JOIN sqlite_schema m ON m.name = s.name GROUP BY s.name"
        ):
            plain = _MADE.sub(r"\1_", name)
            found[name if sort == "table" else f"{table}: index {plain}"] += size
    return found


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory(prefix="prisma-size-") as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "prisma_hub.settings"
        from bench import record

        hub = Path(folder) / "hub"
        record._found(hub)
        size = fill(entries)
        found = by_table(hub / "hub.sqlite3")
    scale = MILLION / size
    few = sum(each for each in found.values() if each * scale < FEW)
    for name, each in found.most_common():
        if each * scale >= FEW:
            print(f"{each:>14,} {each * scale / 1e6:>8,.0f} MB  {name}")
    print(f"{few:>14,} {few * scale / 1e6:>8,.0f} MB  all others")
    total = found.total()
    print(f"{total:>14,} {total * scale / 1e6:>8,.0f} MB  {size:,} entries; beside it, per million entries")
    print(f"goal: under {GOAL / 1e6:,.0f} MB per million: {'yes' if total * scale < GOAL else 'NO'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
