"""A hub served as its host serves it, in a process group of its own that can be killed as one."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
LONGEST_S = 120


class Unanswered(Exception):  # noqa: N818  what happened, not whose fault it is
    """Nobody knows whether what was sent was kept: no answer came."""


class Served:
    """`prisma-hub serve` on a folder, started and killed as often as one likes."""

    def __init__(self, folder: Path, port: int, more: Mapping[str, str]) -> None:
        self.folder, self.port = folder, port
        self.said = folder.parent / "served.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = environment(folder, more)

    def start(self, *, whole: bool = True) -> None:
        """With the command; or only what the command becomes once it has looked through the folder, which
        is where all is opened that the hub before left behind, and takes half the time."""
        served = ["prisma_hub", "serve", str(self.folder), "--port"]
        module = served if whole else ["prisma_hub.cli.process", "127.0.0.1"]
        command = [sys.executable, "-m", *module, str(self.port)]
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603  our own
                command, stdout=said, stderr=said, env=self.environment, start_new_session=True
            )

    def wait(self) -> None:
        """Until it answers."""
        begun = time.monotonic()
        while not self.answers():
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() - begun > LONGEST_S:
                raise RuntimeError(f"the hub does not answer; read {self.said}")
            time.sleep(0.02)

    def answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        try:
            line.request("GET", "/log/checkpoint")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def kill(self) -> None:
        """SIGKILL for the whole group: the hub has no last word."""
        if self.process is not None:
            kill_group(self.process)
        self.process = None


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Whatever this process began, by the number it began with (it leads its group)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """For our own programs. What Python compiled is kept: a start is to be no longer than it is at home."""
    left_out = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    mine = {name: value for name, value in os.environ.items() if name not in left_out}
    settings = {"PRISMA_HUB_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    return {**mine, **settings, "PYTHONPATH": str(SOURCE), "COLUMNS": "200", **more}


def run(served: Served, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of the house, to its end."""
    return subprocess.run(  # noqa: S603  our own
        [sys.executable, "-m", "prisma_hub", *map(str, words)],
        env=served.environment,
        capture_output=True,
        text=True,
        check=False,
    )
