"""A command that only looks brings no room it does not ask, and no other command."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
ALL = """
import sys
from tests.cli.every import every_command
assert len(every_command()) > 20
print([name for name in ("pydantic", "typer", "rich") if name in sys.modules])
"""
ONE = """
import sys
from prisma_hub.cli.app import app
app.get_command(None, "verify")
print([name for name in sys.modules if name.startswith("prisma_hub.cli.")])
"""
LOOK = """
import sys
import django; django.setup()
from prisma_hub.upkeep import actions
from prisma_hub.log import queries
ends = (".projection", ".reactions")
print([name for name in sys.modules if name.startswith("prisma_hub.") and name.endswith(ends)])
large = ("PIL", "cryptography.x509", "dulwich.server", "fido2", "jsonschema", "rich", "pydantic", "typer")
print([name for name in large if name in sys.modules])
queries.await_rooms()
print("prisma_hub.federation.projection" in sys.modules)
"""


def said_by(program: str, folder: Path) -> list[str]:
    own = {"PRISMA_HUB_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | own | {"PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_rooms_and_large_tools_come_when_they_are_asked(tmp_path: Path) -> None:
    assert said_by(LOOK, tmp_path) == ["[]", "[]", "True"]


def test_no_command_brings_what_checks_data_or_draws_before_it_begins(tmp_path: Path) -> None:
    assert said_by(ALL, tmp_path) == ["[]"]


def test_a_command_brings_no_other_command(tmp_path: Path) -> None:
    ours = ["words", "group", "app", "parameters", "verifying"]
    assert said_by(ONE, tmp_path) == [str([f"prisma_hub.cli.{name}" for name in ours])]
