"""A hub on a disk that can only be read can be looked at and saved; and a full disk is named where it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.test_commands import ENVIRONMENT, run

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the folder's own SQLite")
PAGE = ("keep this page open", "send it again")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    hub = tmp_path_factory.mktemp("house") / "hub"
    assert run("init", hub, "--name", "Weir", "--lang", "en").returncode == 0
    assert run("log", "prove", "0", hub, "--out", hub.parent).returncode == 0
    return hub


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """Root writes whatever the rights are, but not on what is mounted to be read."""
    if os.geteuid():
        every = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
        before = [(path, path.stat().st_mode) for path in every]
        for path, mode in before:
            path.chmod(mode & ~0o222)
        try:
            yield
        finally:
            for path, mode in before:
                path.chmod(mode)
        return
    if not _mounted("--bind", str(folder), str(folder)):
        pytest.skip("nothing can be mounted here")
    try:
        assert _mounted("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mounted(*words: str) -> bool:
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode == 0


def speak_beside(hub: Path) -> None:
    """A hub whose machine stopped: what was said last is in the file beside the database alone."""
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as reading:
        reading.execute("SELECT count(*) FROM log_line").fetchall()
        assert run("steward", "recover", hub).returncode == 0
        for name in ("hub.sqlite3", "hub.sqlite3-wal"):
            shutil.copyfile(hub / name, hub / f"{name}.kept")
    for name in ("hub.sqlite3", "hub.sqlite3-wal"):
        (hub / f"{name}.kept").replace(hub / name)
        (hub / name).chmod(0o600)
    assert (hub / "hub.sqlite3-wal").stat().st_size


@pytest.mark.parametrize("way", ["settled", "words beside"])
def test_what_only_reads_works(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    hub, out, room = tmp_path / "hub", tmp_path / "out", tmp_path / "room"
    room.mkdir()
    monkeypatch.setitem(ENVIRONMENT, "TMPDIR", str(room))
    shutil.copytree(founded, hub)
    if way == "words beside":
        speak_beside(hub)
    shutil.copytree(hub, tmp_path / "same")
    said_before = {each: run("log", each, tmp_path / "same").stdout for each in ("head", "export")}
    assert ('"how": "the machine"' in said_before["export"]) is (way == "words beside")
    held = sorted(hub.rglob("*"))
    with shut(hub):
        for each, said in said_before.items():
            found = run("log", each, hub)
            assert (found.returncode, found.stdout) == (0, said), found.stderr
        for words in (("log", "verify", hub), ("keys", "show", hub), ("rebuild", hub, "--check")):
            found = run(*words)
            assert (found.returncode, found.stderr) == (0, ""), words
        proved = run("log", "prove", "0", hub, "--out", out)
        assert proved.returncode == 0, proved.stderr
        saved = run("backup", tmp_path / "saved.backup", hub)
        assert (saved.returncode, "Make another once" in saved.stderr) == (0, True), saved.stderr
        looked = run("doctor", hub)
        assert looked.returncode == 1, looked.stderr
        assert "Nothing is wrong: record book, tables," in looked.stdout
        assert "can only be read just now" in looked.stderr
    assert sorted(hub.rglob("*")) == held
    assert list(room.iterdir()) == [], "no copy of what people said is left lying"
    again = run("restore", tmp_path / "saved.backup", tmp_path / "again")
    assert again.returncode == 0, again.stderr
    assert run("log", "verify", tmp_path / "again").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("site", "{hub}", "{out}"),
        ("rebuild", "{hub}"),
        ("keys", "rotate", "{hub}"),
        ("steward", "recover", "{hub}"),
        ("serve", "{hub}", "--port", "0"),
        ("doctor", "{hub}", "--mend"),
    ],
)
def test_what_has_to_write_says_why_it_cannot(founded: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded, hub)
    with shut(hub):
        told = run(*(each.replace("{hub}", str(hub)).replace("{out}", str(tmp_path / "o")) for each in words))
    assert (told.returncode, "can only be read just now" in told.stderr) == (2, True), told.stderr
    assert not any(each in told.stderr for each in PAGE)
    assert not (tmp_path / "o").exists()


def test_damage_is_found_in_a_hub_that_can_only_be_read(founded: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded, hub)
    with closing(sqlite3.connect(hub / "hub.sqlite3")) as database:
        database.execute("UPDATE derived_voice SET by = 'hub2'")
        database.commit()
    with shut(hub):
        told = run("doctor", hub)
        checked = run("rebuild", hub, "--check")
    assert (told.returncode, "derived_voice" in told.stdout) == (1, True), told.stderr
    assert (checked.returncode, "derived_voice" in checked.stderr) == (1, True), checked.stderr


def test_without_room_for_a_copy_that_is_said(founded: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded, hub)
    program = (
        "import os; from prisma_hub.cli import app, lent\n"
        "lent._temporary = lambda places: iter([lent.Path('/proc')])\n"
        "app.main()"
    )
    with shut(hub):
        told = subprocess.run(
            [sys.executable, "-c", program, "log", "head", str(hub)],
            env={**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (told.returncode, "There is no room for a copy" in told.stderr) == (2, True), told.stderr


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    stick = tmp_path / "stick"
    stick.mkdir()
    if os.geteuid() or not _mounted("-t", "tmpfs", "-o", "size=256k", "tmpfs", str(stick)):
        pytest.skip("nothing can be mounted here")
    try:
        (stick / "filled").write_bytes(bytes(200_000))
        yield stick
    finally:
        subprocess.run(["umount", str(stick)], check=True)


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "{stick}/a.backup", "{hub}"),
        ("site", "{hub}", "{stick}/site"),
        ("log", "prove", "0", "{hub}", "--out", "{stick}/proof"),
    ],
)
def test_a_full_target_is_named(founded: Path, tmp_path: Path, full: Path, words: tuple[str, ...]) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(founded, hub)
    if "prove" in words:
        (full / "more").write_bytes(bytes(os.statvfs(full).f_bavail * os.statvfs(full).f_frsize))
    told = run(*(each.replace("{hub}", str(hub)).replace("{stick}", str(full)) for each in words))
    assert told.returncode == 2, told.stdout
    assert str(full) in told.stderr and str(hub) not in told.stderr
    assert "There is no room left on the disk of" in told.stderr or "No space left on device" in told.stderr
    assert not any(each in told.stderr for each in PAGE)
