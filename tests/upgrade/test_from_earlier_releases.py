"""Hubs as earlier releases left them are opened by the program of today: whole, with nothing lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.upkeep.damaging import ENVIRONMENT, command

FILTERED: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Debian 12's Python 3.11.2 knows no filters; later ones warn where none is named."""
HUBS = sorted(Path(__file__).parent.glob("hub-*.tar.gz"))
pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    with tarfile.open(getattr(request, "param", HUBS[-1])) as packed:
        packed.extractall(tmp_path, **FILTERED)
    return tmp_path


def start(hub: Path) -> subprocess.CompletedProcess[str]:
    """What `serve` does before it serves."""
    own = {"PRISMA_HUB_DIR": str(hub), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    words = [sys.executable, "-m", "prisma_hub.cli.prepare"]
    return subprocess.run(words, env=ENVIRONMENT | own, capture_output=True, text=True, timeout=300)


def test_there_is_one_and_it_is_small() -> None:
    assert HUBS and all(each.stat().st_size < 300_000 for each in HUBS)


@pytest.mark.parametrize("place", HUBS, indirect=True, ids=lambda path: path.name)
def test_it_starts_verifies_and_rebuilds_equal(place: Path) -> None:
    hub, said = place / "hub", (place / "export.jsonl").read_text(encoding="utf-8")
    started = start(hub)
    assert started.returncode == 0, started.stderr
    assert command("-m", "prisma_hub", "log", "export", hub).stdout == said
    for words in (("log", "verify", hub), ("rebuild", "--check", hub)):
        done = command("-m", "prisma_hub", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    looked = command("-m", "prisma_hub", "doctor", hub, "--mend", "--json")
    assert {each["state"] for each in json.loads(looked.stdout)["findings"]} <= {"mended"}
    again = command("-m", "prisma_hub", "doctor", hub)
    assert again.returncode == 0, again.stdout
    (place / "away").mkdir()
    backed = command("-m", "prisma_hub", "backup", place / "away" / "hub.backup", hub)
    assert backed.returncode == 0, backed.stderr


def test_the_database_is_kept_before_its_tables_change(place: Path) -> None:
    hub = place / "hub"
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as opened, opened:
        opened.execute("DROP TABLE upkeep_place")
        opened.execute("DROP TABLE upkeep_cleared")
        opened.execute("DELETE FROM django_migrations WHERE name >= '0014'")
        entries = opened.execute("SELECT count(*) FROM log_line").fetchone()
    started = start(hub)
    assert started.returncode == 0, started.stderr
    [kept] = hub.glob("until-0013_said.sqlite3")
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT count(*) FROM log_line").fetchone() == entries
        assert not before.execute("SELECT 1 FROM sqlite_master WHERE name = 'upkeep_place'").fetchall()
    assert start(hub).returncode == 0
    assert [each.name for each in hub.glob("until-*")] == [kept.name]


def test_tables_of_a_newer_program_are_left_alone(place: Path) -> None:
    hub = place / "hub"
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as opened, opened:
        later = ("prisma_hub", "9999_later", "2030-01-01")
        opened.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", later)
        before = list(opened.iterdump())
    started = start(hub)
    assert (started.returncode, "changed by a newer prisma-hub (9999_later)" in started.stderr) == (2, True)
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as opened:
        assert list(opened.iterdump()) == before
