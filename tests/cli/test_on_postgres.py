"""A hub whose tables are in PostgreSQL, as a host makes it. In a database that no other test uses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs a PostgreSQL server"),
]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run() -> Run:
    import psycopg

    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS house")
        connection.execute("CREATE DATABASE house")
    named = {key: value for key, value in os.environ.items() if key != "PRISMA_HUB_DIR"}
    source = str(Path(__file__).parents[2] / "src")
    here = {"DATABASE_URL": f"{server.rpartition('/')[0]}/house", "PYTHONPATH": source, "COLUMNS": "200"}
    return lambda *words: subprocess.run(
        [sys.executable, "-m", "prisma_hub", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**named, **here},
    )


def test_a_hub_is_founded_whole_and_alone_in_its_database(run: Run, tmp_path: Path) -> None:
    house, other = tmp_path / "house", tmp_path / "other"
    made = run("init", house, "--name", "Vale do Rio", "--lang", "pt")
    assert (made.returncode, "/steward/" in made.stdout) == (0, True), made.stderr
    assert run("log", "verify", house).returncode == 0
    assert run("rebuild", "--check", house).returncode == 0
    assert not (house / "hub.sqlite3").exists()

    second = run("init", other, "--name", "Another", "--lang", "en")
    assert (second.returncode, "holds a hub already" in second.stderr) == (2, True), second.stderr
    assert list(other.iterdir()) == []

    (house / "keys" / "hub.key").write_bytes(bytes(32))
    for command in (("steward", "recover"), ("serve",)):
        strange = run(*command, house)
        assert (strange.returncode, "is not the key of the hub" in strange.stderr) == (2, True), (
            strange.stderr
        )
    head = run("log", "head", house)
    assert head.returncode == 0
