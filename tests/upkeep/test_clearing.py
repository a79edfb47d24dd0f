"""What was erased is searched for byte by byte in the files of the database, also PostgreSQL's."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from prisma_hub.circles import actions as circles
from prisma_hub.log import queries as log
from prisma_hub.search import saying
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.upkeep import clearing
from prisma_hub.upkeep.kept import Cleared
from prisma_hub.work import loop

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "zanzaraquilbyte"
PATIENCE_S = 300
"""Other tests work in other databases of the same PostgreSQL, each within one transaction."""


def files_of_the_database(hub: Path) -> Path:
    if connection.vendor == "sqlite":
        pytest.skip("in memory here; tests/upkeep/test_backups.py looks through a hub's whole folder")
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    if not os.access(folder / "base", os.R_OK):
        pytest.skip("the files of this PostgreSQL cannot be read from here")
    return folder


def holding(folder: Path) -> list[str]:
    """Files with the word in them, each with the name of what the database keeps there."""
    found = subprocess.run(
        ["grep", "-rlaF", WORD, *(folder / name for name in ("base", "pg_wal", "global"))],
        capture_output=True,
        text=True,
        check=False,
    )
    return [f"{path} {_kept_in(Path(path))}" for path in found.stdout.split()]


def _kept_in(file: Path) -> str:
    number = file.name.partition(".")[0].partition("_")[0]
    if not number.isdigit() or len(number) > 9:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_filenode_relation(0, %s)::text, 'nothing')", [int(number)])
        name: str = cursor.fetchone()[0]
    return name


def say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def cleared_at_last(what: str = "seq") -> None:
    """As the hub does it: PostgreSQL may look at a table by itself just then; the next call tries again."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        clearing.clear()
        if getattr(Cleared.objects.get(), what) == log.size() - 1:
            return
    pytest.fail("it was not cleared")


@pytest.fixture
def files(hub):
    """The files of a PostgreSQL that does not keep old pieces of its own log, as the guide advises."""
    folder = files_of_the_database(hub)
    say("ALTER SYSTEM SET wal_recycle = off")
    say("SELECT pg_reload_conf()")
    yield folder
    say("ALTER SYSTEM RESET wal_recycle")
    say("SELECT pg_reload_conf()")


@pytest.mark.parametrize("meanwhile", ["SELECT 1", "ANALYZE", "VACUUM"])
def test_what_was_erased_is_in_no_file_of_postgresql(files, person, meanwhile):
    """Nor in what PostgreSQL notes of its tables by itself, to plan by."""
    ana = person("Ana")
    to_all = Consent(spaces=("hub",), named=True)
    said = [
        timeline.contribute(by=ana, text=f"{WORD if n % 3 else 'plain'} {n} " + "x" * n * 9, consent=to_all)
        for n in range(24)
    ]
    loop.run_until_idle()
    while saying.follow():
        pass
    say(meanwhile)
    say("CHECKPOINT")
    assert holding(files) != []
    for entry in said:
        if WORD in entry.text("text"):
            circles.withdraw(by=ana, seq=entry.seq, now=True)
    loop.run_until_idle()
    cleared_at_last()
    say("SELECT pg_switch_wal()")
    say("CHECKPOINT")
    assert holding(files) == []


def test_a_large_table_waits_for_the_night(files, person, monkeypatch):
    ana = person("Ana")
    monkeypatch.setattr(clearing, "LARGE", 8192)
    monkeypatch.setattr(clearing, "NIGHT", range(0))
    assert "log_line" in clearing._tables(large=True)
    said = timeline.contribute(by=ana, text=WORD)
    circles.withdraw(by=ana, seq=said.seq, now=True)
    cleared_at_last()
    assert Cleared.objects.get().large == -1
    monkeypatch.setattr(clearing, "NIGHT", range(24))
    cleared_at_last("large")


def test_somebody_who_holds_a_table_is_not_waited_for_long(files, person, monkeypatch):
    ana = person("Ana")
    said = timeline.contribute(by=ana, text=WORD)
    circles.withdraw(by=ana, seq=said.seq, now=True)
    monkeypatch.setattr(clearing, "_PATIENCE", "SET lock_timeout = '50ms'")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE log_line IN ROW EXCLUSIVE MODE")
        clearing.clear()
        assert Cleared.objects.get().seq == -1, "tried again later"
        other.rollback()
    finally:
        other.close()
    cleared_at_last()


@pytest.mark.parametrize("doing", ["SELECT 1", "CREATE TEMPORARY TABLE mine ()"], ids=["reads", "writes"])
def test_nothing_counts_as_cleared_while_somebody_is_at_it_from_before(files, person, monkeypatch, doing):
    ana = person("Ana")
    said = timeline.contribute(by=ana, text=WORD)
    monkeypatch.setattr(clearing, "_LOOKS", 2)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(doing)
        circles.withdraw(by=ana, seq=said.seq, now=True)
        clearing.clear()
        assert Cleared.objects.get().seq == -1, "tried again later"
    finally:
        other.close()
    cleared_at_last()
    say("SELECT pg_switch_wal()")
    say("CHECKPOINT")
    assert holding(files) == []
