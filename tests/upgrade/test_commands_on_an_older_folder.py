"""Every command on a hub that no program of today has served yet: done, or a sentence; never a trace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.every import every_command
from tests.upgrade.test_from_earlier_releases import HUBS, place
from tests.upkeep.damaging import ENVIRONMENT

__all__ = ("place",)
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", HUBS, indirect=True)]
BEYOND = {"init", "demo", "restore", "verify", "serve"}
"""They make a hub, look at no hub, or bring it up to date."""
WORDS = {
    "backup": ("../../hub.backup", "."),
    "backups": (".",),
    "doctor": (".",),
    "import vault": ("../../vault", "."),
    "keeping": (".",),
    "keys rotate": (".",),
    "keys show": (".",),
    "log ask": (".",),
    "log cosign": ("../../request", "."),
    "log cosigned": ("../../request", "."),
    "log export": (".",),
    "log follow": ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "."),
    "log head": (".",),
    "log prove": ("3", "."),
    "log verify": (".",),
    "log witness": ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "."),
    "rebuild": (".",),
    "secure": (".",),
    "site": ("../../site", "."),
    "steward recover": (".",),
}
EACH = """
import contextlib, io, json, os, shutil, sys, traceback
from pathlib import Path
from prisma_hub.cli.app import app
import django
from prisma_hub.cli import folder
folder.enter(Path("hub").resolve())
os.environ["PRISMA_HUB_DIR"] = str(Path("copy/hub").resolve())
django.setup()
said = {}
for name, words in json.load(sys.stdin).items():
    shutil.rmtree("copy", ignore_errors=True)
    shutil.copytree("hub", "copy/hub")
    out = Path("out")
    child = os.fork()
    if not child:
        os.chdir("copy/hub")
        into = os.open("../../out", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(into, 1), os.dup2(into, 2)
        sys.argv = ["prisma-hub", *name.split(), *words]
        code = 99
        try:
            app(sys.argv[1:])
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)
    said[name] = (os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out.read_text())
print(json.dumps(said))
"""


def test_a_command_does_its_work_or_says_why_not(place: Path) -> None:
    assert set(every_command()) == WORDS.keys() | BEYOND
    (place / "vault").mkdir()
    (place / "vault" / "note.md").write_text("# A note\n")
    (place / "request").write_text("no request\n")
    done = subprocess.run(
        [sys.executable, "-c", EACH],
        cwd=place,
        input=json.dumps(WORDS),
        capture_output=True,
        text=True,
        timeout=300,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr
    for name, (code, said) in json.loads(done.stdout).items():
        assert "Traceback" not in said, f"{name}: {said}"
        assert code in (0, 1, 2) and said, name
