"""What each room holds, read from its code; `python -m tests.documents.rooms` writes it into the READMEs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src" / "prisma_hub"
HEAD = "## What is here"
FACES = {"cli", "web", "demo", "starter"}
"""They have no kinds, actions or queries of their own for others; their READMEs say what they are."""


def rooms() -> list[str]:
    return [each.parent.name for each in sorted(HOUSE.glob("*/README.md")) if each.parent.name not in FACES]


def section(room: str) -> str:
    """The last part of a room's README."""
    held = {
        "Stands on": _below(room),
        "Kinds": _kinds(room),
        "Actions": _names(room, "actions"),
        "Queries": _names(room, "queries"),
        "Pages": _pages(room),
    }
    lines = [f"- {name}: {', '.join(f'`{each}`' for each in found)}" for name, found in held.items() if found]
    return "\n".join([HEAD, "It may import the rooms below it in `.importlinter`.", "", *lines, ""])


def _files(room: str) -> Iterator[Path]:
    yield from sorted((HOUSE / room).rglob("*.py"))


def _below(room: str) -> list[str]:
    found = set()
    for path in _files(room):
        found |= set(re.findall(r"^ *from prisma_hub\.([a-z]+)", path.read_text(), re.MULTILINE))
        found |= set(re.findall(r"^ *from prisma_hub import ([a-z]+)$", path.read_text(), re.MULTILINE))
    return sorted(found - {room})


def _kinds(room: str) -> list[str]:
    path = HOUSE / room / "events.py"
    return re.findall(r'Kind\(\s*"([^"]+)"', path.read_text()) if path.exists() else []


def _names(room: str, face: str) -> list[str]:
    """What a face offers: its functions, or what a folder of the same name hands on."""
    one, many = HOUSE / room / f"{face}.py", HOUSE / room / face / "__init__.py"
    if one.exists():
        found = [each.name for each in ast.parse(one.read_text()).body if isinstance(each, ast.FunctionDef)]
    elif many.exists():
        nodes = (each for each in ast.parse(many.read_text()).body if isinstance(each, ast.ImportFrom))
        found = sorted({name.asname or name.name for each in nodes for name in each.names})
    else:
        found = []
    return [
        each for each in found if not each.startswith("_") and each[0].islower() and each != "annotations"
    ]


def _pages(room: str) -> list[str]:
    """The names of a room's addresses (`web/<room>`)."""
    one = HOUSE / "web" / f"{room}.py"
    files = [one] if one.exists() else sorted((HOUSE / "web" / room).rglob("*.py"))
    calls = (node for path in files for node in ast.walk(ast.parse(path.read_text())))
    return [
        word.value.value
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "path"
        for word in node.keywords
        if word.arg == "name" and isinstance(word.value, ast.Constant)
    ]


def written(room: str) -> tuple[str, str]:
    """A README in two: what people wrote, and the part that follows the code."""
    before, head, after = (HOUSE / room / "README.md").read_text().partition(HEAD)
    return before, head + after


if __name__ == "__main__":
    for each in rooms():
        said, _held = written(each)
        (HOUSE / each / "README.md").write_text(said.rstrip() + "\n\n" + section(each))
