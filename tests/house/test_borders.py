"""Across a border only the faces of a room are imported (architecture.md, One shape)."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src" / "prisma_hub"
FACES = {"actions", "queries", "types", "events"}
MORE_FACES = {
    "kernel": None,  # pure, open to all
    "log": {
        "derived",
        "proofs",
        "evidence",
        "audit",
        "damage",
        "mending",
        "replay",
    },  # tables, and the book as checked from outside
    "work": {"loop"},  # run until idle
    "identity": {"limits"},  # how often something may be tried
    "commons": {"render", "damage"},  # pure: text in, HTML out; what is wrong, looked at from outside
    "media": {"damage"},
    "upkeep": {"doctor", "archive"},  # looked at before a hub is awake
    "protocols": {"schemas"},  # pure: what a block may hold
    "web": None,
    "starter": None,
}
AGGREGATORS = {
    "models",
    "projections",
    "reactions",
    "apps",
    "urls",
    "settings",
    "wsgi",
    "__main__",
    "migrations",
}


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every (room, file) of the house that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("prisma_hub"):
            parts = (node.module or "").split(".")[1:]
            for name in node.names:
                found = [*parts, name.name][:2]
                if len(found) == 2:
                    yield found[0], found[1]
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("prisma_hub.") and name.name.count(".") > 1:
                    yield tuple(name.name.split(".")[1:3])


def test_only_faces_are_imported_across_a_border() -> None:
    wrong = []
    for path in sorted(HOUSE.rglob("*.py")):
        room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        if room in AGGREGATORS:
            continue
        for other, file in imports(path):
            more = MORE_FACES.get(other, set())
            if other == room or other in AGGREGATORS or more is None or file in FACES | more:
                continue
            wrong.append(f"{path.relative_to(HOUSE)} imports {other}.{file}")
    assert wrong == []


def test_storeys_and_purity_hold() -> None:
    """The contracts of `.importlinter`: what lies above what, and that rules and types are pure."""
    linter = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run(
        [linter, "--no-cache"],
        cwd=HOUSE.parents[1],
        env=os.environ | {"PYTHONPATH": str(HOUSE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
