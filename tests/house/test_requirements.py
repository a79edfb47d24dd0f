"""What src imports is asked for in requirements/runtime.in, and nothing there is asked for in vain."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement

HERE = Path(__file__).parents[2]
ASKED = HERE / "requirements" / "runtime.in"
UNIMPORTED = {
    "psycopg",  # Django imports it where DATABASE_URL asks for PostgreSQL
    "hatchling",  # the build backend of pyproject.toml
    "editables",  # what hatchling needs for an editable install
}


def _asked() -> dict[str, str]:
    """Every distribution that is asked for, with the reason beside it."""
    lines = (line.partition("#") for line in ASKED.read_text().splitlines())
    return {
        re.split(r"[\[<>=~! ]", wanted.strip())[0].lower(): why.strip()
        for wanted, _, why in lines
        if wanted.strip()
    }


def test_pip_alone_installs_what_the_lock_pins() -> None:
    package = ProjectMetadata(str(HERE), PluginManager())
    lock = (HERE / "requirements" / "runtime.lock").read_text()
    pinned = re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock, re.MULTILINE)
    found = {each.name: str(each.specifier) for each in map(Requirement, package.core.dependencies)}
    assert pinned and found == {name: f"=={version}" for name, version in pinned}
    assert _asked().keys() <= found.keys()


def _imported() -> set[str]:
    """The top of every name imported in src that is neither ours nor Python's."""
    found: set[str] = set()
    for path in (HERE / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    return found - sys.stdlib_module_names - {"prisma_hub"}


def test_everything_imported_is_asked_for_and_nothing_else() -> None:
    known = packages_distributions()
    imported = {name: {each.lower() for each in known[name]} for name in _imported()}
    asked = set(_asked())
    assert {name for name, whose in imported.items() if not whose & asked} == set()
    assert asked - set().union(*imported.values()) == UNIMPORTED


def test_every_one_has_its_reason() -> None:
    assert [name for name, why in _asked().items() if not why] == []


def test_the_lock_holds_everything_that_is_asked_for() -> None:
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (HERE / "requirements" / "runtime.lock").read_text(), re.MULTILINE)
    )
    assert set(_asked()) <= locked
