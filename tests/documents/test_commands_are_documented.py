"""docs/reference/commands.md names every command, and no other."""

import re
from pathlib import Path

import typer

from prisma_hub.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text()


def test_every_command_is_documented_and_no_other() -> None:
    group = typer.main.get_command(app)
    there = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        there |= {f"{name} {each}" for each in inner} if inner else {name}
    named = set(re.findall(r"^\| `prisma-hub ((?:log |steward |import )?[a-z]+)", PAGE, re.MULTILINE))
    assert named == there
