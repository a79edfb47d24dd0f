"""A few kills of the harness that `make soak` runs at length: what was acknowledged is there, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="it brings its own database")
def test_killed_while_people_speak_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "soak", "kills", "--kills", "3", "--seed", "weir"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills survived" in done.stdout
    assert list(tmp_path.iterdir()) == []
