"""A hub with a long log is served while an upgrade reads it anew; killed, it goes on from where it was."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
A_LONG_LOG = """
import django; django.setup()
from prisma_hub.log import actions as log
from prisma_hub.log.events import RESUMED
for at in range(16):
    with log.in_bulk():
        for each in range(500):
            log.say(RESUMED, by="hub", body={"epoch": 1, "size": each + 1, "root": "x"})
from prisma_hub.work.kept import Cursor
Cursor.objects.update_or_create(only=True, defaults={"seq": log.stands().size - 1})
"""


def run(*words: str, hub: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], env=_env(hub), capture_output=True, text=True, check=False
    )


def _env(hub: Path) -> dict[str, str]:
    more = {"PRISMA_HUB_DIR": str(hub), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    return {**os.environ, "PYTHONPATH": str(SOURCE), **more}


def serve(hub: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["-m", "prisma_hub", "serve", str(hub), "--port", str(port)]
    served = subprocess.Popen([sys.executable, *words], env=_env(hub), start_new_session=True)
    return served, f"http://127.0.0.1:{port}/"


def page(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 200
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def folded(hub: Path) -> int:
    with closing(sqlite3.connect(hub / "hub.sqlite3", timeout=20)) as database:
        found = database.execute("SELECT folded FROM log_anew").fetchone()
    return int(found[0]) if found else 0


def reader_of(served: subprocess.Popen[bytes]) -> int:
    """The number of the process that reads anew beside this one; 0 where there is none."""
    for found in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if b"prisma_hub.cli.reading" in found.read_bytes():
                number = int(found.parent.name)
                if os.getpgid(number) == served.pid:
                    return number
    return 0


def halt(reader: int, hub: Path) -> None:
    """Let it stand still between two of its steps, so that however slow this machine is, it is not done."""
    while True:
        os.kill(reader, signal.SIGSTOP)
        with suppress(sqlite3.OperationalError), closing(_open(hub)) as database:
            database.execute("BEGIN IMMEDIATE")
            return
        os.kill(reader, signal.SIGCONT)
        time.sleep(0.02)


def _open(hub: Path) -> sqlite3.Connection:
    return sqlite3.connect(hub / "hub.sqlite3", timeout=0, isolation_level=None)


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the database of the folder")
def test_served_while_it_is_read_anew_and_killed_in_the_middle(founded_hub: Path, tmp_path: Path) -> None:
    hub = shutil.copytree(founded_hub, tmp_path / "hub")
    assert run("-c", A_LONG_LOG, hub=hub).returncode == 0
    with closing(_open(hub)) as database:
        database.execute("UPDATE log_derivation SET fingerprint = 'an older program'")
    served, address = serve(hub)
    try:
        wait_for(lambda: folded(hub) > 0)
        halt(reader_of(served), hub)
        reached = folded(hub)
        wait_for(lambda: "is being read anew" in page(address))
    finally:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait(timeout=30)
    served, address = serve(hub)
    try:
        wait_for(lambda: "Spring" in page(address) and "read anew" not in page(address))
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(timeout=30)
    assert 0 < reached < 8000
    checked = run("-m", "prisma_hub", "rebuild", "--check", str(hub), hub=hub)
    assert checked.returncode == 0, checked.stdout + checked.stderr
