"""Hubs as commands make them, the demo above all: a minute's work, done once for all workers and both
databases."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
OURS = {"DATABASE_URL", "PRISMA_HUB_DIR", "DJANGO_SETTINGS_MODULE"}
PROGRAM = [sys.executable, "-m", "prisma_hub"]
CODE = re.compile(r"^  ([a-z]+) +([0-9A-Z-]+)  ", re.MULTILINE)


def environment() -> dict[str, str]:
    """A command's own: nothing of the tests' hub, its database SQLite."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | {
        "PYTHONPATH": str(SOURCE)
    }


@dataclass(frozen=True)
class PlayedHub:
    """A folder to read from, never to serve or write in (copy it), and what the command printed."""

    folder: Path
    told: str

    def codes(self) -> dict[str, str]:
        """By handle, of those whose code was printed."""
        return dict(CODE.findall(self.told))


def played_in(place: Path) -> PlayedHub:
    return PlayedHub(*made_in(place, "demo"))


def made_in(place: Path, command: str, *more: str) -> tuple[Path, str]:
    """The hub this command makes, and what it printed. Makes it unless another worker has, who is waited for.

    Raises AssertionError with what the command said, if it failed."""
    place.mkdir(parents=True, exist_ok=True)
    told, folder = place / "told", place / "hub"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            made = subprocess.run(
                [*PROGRAM, command, str(folder), *more],
                env=environment(),
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )
            assert made.returncode == 0, made.stderr
            told.write_text(made.stdout, encoding="utf-8")
    return folder, told.read_text(encoding="utf-8")
