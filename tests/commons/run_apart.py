"""Running a piece of code in a process of its own, on a hub of its own in a folder."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import django; django.setup()
from prisma_hub.circles import actions as circles
from prisma_hub.commons import actions, branches, queries, repositories
from prisma_hub.commons.actions import recording
from prisma_hub.commons.models import PageRow, PageVersion, Repository
from prisma_hub.identity import actions as identity, queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.log import actions as log, queries as book, replay
from prisma_hub.work import loop
import os, sys, threading
from prisma_hub.identity.models import Member
def steward():
    return Viewer(Member.objects.order_by("joined").first().id)
"""
FOUND = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
replay.rebuild()
log.found_hub("Vale do Rio")
token = identity.make_steward_link(how="founding")
circles.become_steward(token=token, name="Amparo", language="en")
"""


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {
        "PRISMA_HUB_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "prisma_hub.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def found(folder: Path) -> None:
    """A copy of a hub that is founded once for all tests of this process: the house is the same to each."""
    shutil.copytree(_founded(), folder, dirs_exist_ok=True)


@cache
def _founded() -> Path:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    done = run(folder, FOUND)
    assert done.returncode == 0, done.stderr
    return folder
