"""Whoever asks a hub to stop is heard at any moment: before, while and after its worker begins."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from soak.__main__ import free_port
from soak.served import Served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the folder's own SQLite"),
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes as Linux names them"),
]
SOON_S = 30


@pytest.fixture
def served(founded_hub: Path, tmp_path: Path) -> Served:
    shutil.copytree(founded_hub, tmp_path / "hub")
    return Served(tmp_path / "hub", free_port(), {})


def begun_by(process: subprocess.Popen[bytes]) -> list[int]:
    said = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(each) for each in said.split()]


def program_of(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def await_that(what: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON_S
    while not what():
        assert time.monotonic() < until
        time.sleep(0.005)


def is_a_worker(process: subprocess.Popen[bytes], number: int) -> bool:
    """What was forked bears the words of its parent."""
    return program_of(number) == program_of(process.pid) != b""


@pytest.mark.parametrize("after_s", [0, 0.3, 0.8])
@pytest.mark.parametrize("asked", ["alone", "all", "keyboard"])
def test_while_its_worker_begins(served: Served, asked: str, after_s: float) -> None:
    served.start(whole=False)
    process = served.process
    assert process is not None
    try:
        await_that(lambda: any(is_a_worker(process, each) for each in begun_by(process)))
        workers = [each for each in begun_by(process) if is_a_worker(process, each)]
        time.sleep(after_s)
        if asked == "alone":
            process.send_signal(signal.SIGTERM)
        else:
            os.killpg(process.pid, signal.SIGTERM if asked == "all" else signal.SIGINT)
        assert process.wait(timeout=SOON_S) == 0, served.said.read_text()
        assert [each for each in workers if program_of(each)] == []
        assert "Traceback" not in served.said.read_text()
    finally:
        served.kill()
    served.start(whole=False)
    try:
        served.wait()
    finally:
        served.kill()


def test_while_the_folder_is_made_ready(served: Served) -> None:
    """Also what makes it ready ends: it would hold the folder."""
    served.start()
    process = served.process
    assert process is not None

    def preparing() -> list[int]:
        return [each for each in begun_by(process) if b"prisma_hub.cli.prepare" in program_of(each)]

    try:
        await_that(lambda: bool(preparing()))
        ready = preparing()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SOON_S) == 128 + signal.SIGTERM
        await_that(lambda: not any(program_of(each) for each in ready))
    finally:
        served.kill()
