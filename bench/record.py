"""The record book: appending, checking, folding, against raw SQLite, raw signatures and raw SHA-256."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.table import Row

APPENDED, SPEAKERS, BULK, LONG = 600, 16, 500, 100_000
MIX = "of ten: 5 contributions, 2 attestations, 2 words shared, 1 circle"


def measure(folder: Path) -> list[Row]:
    _found(folder / "hub")
    return measured("SQLite", _raw_inserts(folder / "raw.sqlite3"), LONG)


def measured(name: str, raw: float, long: int) -> list[Row]:
    """Of the hub that is awake, on the database of this name; `long`: entries said in bulk."""
    rows = [_append(name, raw), _speakers(), _bulk(long)]
    return [*rows, *_check(), _rebuild()]


def _found(hub: Path) -> None:
    from prisma_hub.cli import folder

    folder.begin(hub, name="Bench", language="en")
    folder.enter(hub)
    import django

    django.setup()
    from prisma_hub.log import actions as log
    from prisma_hub.upkeep import actions as upkeep

    upkeep.prepare()
    log.found_hub("Bench")


def _raw_inserts(path: Path) -> float:
    """Durable inserts a second of a row of half a kilobyte, one commit each."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, words TEXT)")
    words = "x" * 500

    def insert(number: int) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO line VALUES (?, ?)", (number, words))
        database.execute("COMMIT")

    return _rate(insert, 2000)


def _rate(do: Callable[[int], object], times: int) -> float:
    begun = time.perf_counter()
    for number in range(times):
        do(number)
    return times / (time.perf_counter() - begun)


def _say(number: int) -> None:
    from prisma_hub.circles import events
    from prisma_hub.kernel import source
    from prisma_hub.log import actions as log

    by = f"person:{source.current().uuid7()}"
    log.say(events.OPENED, by=by, body={"title": f"Circle {number}", "purpose": "to measure " * 20})


def _append(name: str, raw: float) -> Row:
    rate = _rate(_say, APPENDED)
    ratio = rate / raw
    return Row(
        "append one statement durably",
        f"{rate:,.0f}/s",
        f"raw {name} {raw:,.0f}/s",
        f"{ratio:.2f} ×",
        "≥ 0.15 × raw",
        ratio >= 0.15,
    )


def _speakers() -> Row:
    waited: list[float] = []

    def speak() -> None:
        from django.db import connection

        for number in range(20):
            begun = time.perf_counter()
            _say(number)
            waited.append(time.perf_counter() - begun)
        connection.close()

    threads = [threading.Thread(target=speak) for _ in range(SPEAKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p95 = statistics.quantiles(waited, n=20)[-1] * 1000
    return Row(
        f"{SPEAKERS} speakers at once, p95",
        f"{p95:.0f} ms",
        "100 ms",
        f"{p95 / 100:.2f} ×",
        "≤ 100 ms",
        p95 <= 100,
    )


def _bulk(long: int) -> Row:
    """The long log that the rows below are measured on, said in transactions of some hundred."""
    from prisma_hub.kernel import source
    from prisma_hub.log import actions as log

    by = f"person:{source.current().uuid7()}"

    def several(_: int) -> None:
        with log.in_bulk():
            for _ in range(BULK // 10):
                _ten(by)

    rate = _rate(several, long // BULK) * BULK
    return Row(
        f"append in bulk, {BULK} at a time",
        f"{rate:,.0f}/s",
        MIX,
        f"{rate / 4000:.2f} ×",
        "≥ 4,000/s",
        rate >= 4000,
    )


def _ten(by: str) -> None:
    from prisma_hub.circles import events as circles
    from prisma_hub.log import actions as log
    from prisma_hub.timeline import events as timeline

    circle = log.say(circles.OPENED, by=by, body={"title": "Bench", "purpose": "to measure"})
    space = f"circle:{circle.id}"
    for turn in range(5):
        text = "Under the dam the ground holds its water longer than a year ago. " * 3
        made = log.say(timeline.MADE, by=by, to=[space], about=[space], body={"text": text})
        if turn < 2:
            log.say(timeline.ATTESTED, by=by, to=[space], body={"seq": made.seq, "way": "witnessed"})
            log.say(circles.SHARED, by=by, to=[space], body={"seq": made.seq, "spaces": ["hub", space]})


def _check() -> list[Row]:
    from prisma_hub.kernel.signing import SigningKey, verify
    from prisma_hub.log import audit, queries

    size = queries.size()
    begun = time.perf_counter()
    assert list(audit.findings(processes=audit.processors())) == []
    took = time.perf_counter() - begun
    hashing = _bare_hashing()
    key = SigningKey(b"7" * 32)
    signature = key.sign(b"m" * 32)
    signatures = 1 / _rate(lambda _: verify(key.public, signature, b"m" * 32), 5000) * size
    return [
        Row(
            "verify the log, without signatures",
            f"{size / took:,.0f} entries/s",
            f"SHA-256 of the same pieces {size / hashing:,.0f}/s",
            f"{took / hashing:.1f} ×",
            "≤ 8 × SHA-256",
            took <= 8 * hashing,
        ),
        Row(
            "the same against one signature an entry",
            f"{took:.2f} s for {size:,}",
            f"signatures alone {signatures:.2f} s",
            f"{(took + signatures) / signatures:.2f} ×",
            "≤ 1.3 × signatures",
            took + signatures <= 1.3 * signatures,
        ),
    ]


def _bare_hashing() -> float:
    """Seconds of nothing but SHA-256 over what the format has hashed, each piece by itself.

    For each part its salt (HMAC, two pieces of 64 bytes and more) and its bytes; for each inner node of
    the statement 65 bytes; the statement, the receipt, the leaf and the tree's node above it.
    """
    from prisma_hub.log.kept import Line

    pieces: list[bytes] = []
    for parts in Line.objects.order_by("seq").values_list("parts", flat=True)[:5000]:
        found = json.loads(parts)
        for name, value in found:
            pieces += [b"k" * 64 + name.encode(), b"k" * 96, json.dumps(["s" * 22, name, value]).encode()]
        pieces += [b"n" * 65] * (len(found) - 1) + [b"s" * 35, b"r" * 180, b"l" * 33, b"n" * 65]
    size = Line.objects.count()
    begun = time.perf_counter()
    for piece in pieces:
        hashlib.sha256(piece).digest()
    return (time.perf_counter() - begun) * size / min(size, 5000)


def _rebuild() -> Row:
    from prisma_hub.log import replay

    begun = time.perf_counter()
    folded = replay.rebuild()
    rate = folded / (time.perf_counter() - begun)
    return Row(
        f"rebuild all projections, {folded:,} entries",
        f"{rate:,.0f} entries/s",
        MIX,
        f"{rate / 5000:.2f} ×",
        "≥ 5,000/s",
        rate >= 5000,
    )
