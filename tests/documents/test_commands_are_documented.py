"""docs/reference/commands.md names every command, and no other."""

import re
from pathlib import Path

from tests.cli.every import every_command

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text()


def test_every_command_is_documented_and_no_other() -> None:
    named = set(re.findall(r"^\| `prisma-hub ((?:log |keys |steward |import )?[a-z]+)", PAGE, re.MULTILINE))
    assert named == set(every_command())
