"""A hub being made is whole in the end, or stands in nobody's way; and what is no hub is left alone."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from prisma_hub.cli import folder
from tests.cli.test_commands import ENVIRONMENT, run

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the folder's own SQLite")


def below(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


def begin(hub: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "prisma_hub", "init", str(hub), "--name", "Weir", "--lang", "en"],
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.parametrize("there", ["hub.toml", "hub.sqlite3", "keys/hub.key", "commons"])
def test_a_making_that_was_killed_is_told_and_begun_again(tmp_path: Path, there: str) -> None:
    hub = tmp_path / "hub"
    making = begin(hub)
    until = time.monotonic() + 60
    while not (hub / there).exists():
        assert making.poll() is None and time.monotonic() < until
        time.sleep(0.002)
    os.killpg(making.pid, signal.SIGSTOP)
    again = run("init", hub, "--name", "Other", "--lang", "en")
    assert (again.returncode, "is being made in" in again.stderr) == (2, True), again.stderr
    os.killpg(making.pid, signal.SIGKILL)
    making.wait()

    for words in (("serve", hub), ("doctor", hub), ("doctor", hub, "--mend"), ("log", "head", hub)):
        before = below(hub)
        told = run(*words)
        assert (told.returncode, "is not finished" in told.stderr) == (2, True), told.stderr
        assert below(hub) == before
    made = run("init", hub, "--name", "Weir", "--lang", "en")
    assert (made.returncode, "/steward/" in made.stdout) == (0, True), made.stderr
    assert not (hub / folder.BEING_MADE).exists()
    assert run("log", "verify", hub).returncode == 0
    again = run("init", hub, "--name", "Other", "--lang", "en")
    assert (again.returncode, "is not empty" in again.stderr) == (2, True), again.stderr


def test_what_somebody_laid_into_an_unfinished_hub_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / folder.BEING_MADE).touch()
    (tmp_path / "letter.txt").write_text("mine")
    told = run("init", tmp_path, "--name", "Weir", "--lang", "en")
    assert (told.returncode, "is not empty" in told.stderr) == (2, True), told.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_what_an_older_program_left_half_made_is_told(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    folder.begin(hub, name="Weir", language="en")
    told = run("doctor", hub)
    assert (told.returncode, "holds the file hub.toml and nothing else" in told.stderr) == (2, True)
    for words in (("serve", hub), ("site", hub, tmp_path / "out"), ("doctor", hub)):
        told = run(*words)
        assert (told.returncode, "was never finished" in told.stderr) == (2, True), told.stderr
        assert "Serving" not in told.stdout
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM log_line").fetchone() == (0,)


@pytest.mark.parametrize("holds", [(), ("letter.txt",), ("keys/web.key", "derived/doctor.json", ".serving")])
@pytest.mark.parametrize("more", [(), ("--mend",)])
def test_a_folder_that_is_no_hub_is_left_alone(
    tmp_path: Path, holds: tuple[str, ...], more: tuple[str, ...]
) -> None:
    for name in holds:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    before = below(tmp_path)
    told = run("doctor", tmp_path, *more)
    assert (told.returncode, "There is no hub in" in told.stderr, told.stdout) == (2, True, "")
    assert below(tmp_path) == before


def test_a_hub_whose_sign_is_lost_is_still_one(founded_hub: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded_hub, hub)
    (hub / "hub.toml").unlink()
    told = run("doctor", hub)
    assert (told.returncode, "The file hub.toml cannot be read." in told.stdout) == (1, True), told.stderr


def test_a_backup_that_is_not_there_is_told_also_to_a_whole_hub(founded_hub: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded_hub, hub)
    for place in (tmp_path / "nowhere.backup", tmp_path):
        told = run("doctor", hub, "--from", place)
        assert (told.returncode, "There is no backup" in told.stderr) == (2, True), told.stderr
