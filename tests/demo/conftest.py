"""The played journey, for the tests of a file, in a transaction that is taken back afterwards.

Played in this process where it is to be compared with what the command plays (tests marked `twice`);
otherwise what the command played is brought into the tests' database.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import trans_real

from prisma_hub.demo import actions, script
from prisma_hub.demo.types import Guest
from prisma_hub.upkeep import catalogue
from tests.demo.playing import PlayedHub


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Guest]]:
    """Everybody of the demo, by handle; with a code where it is known. The house speaks four languages, as
    when a command plays it."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("demo") / "hub"
    folder.mkdir()
    patch.setattr(settings, "HUB_DIR", folder)
    patch.setattr(settings, "LOCALE_PATHS", [folder / "locale"])
    patch.setattr(trans_real, "_translations", {})
    catalogue.compile_into(folder / "locale")
    twice = any(item.get_closest_marker("twice") for item in request.session.items)
    with django_db_blocker.unblock():
        if twice or connection.vendor == "postgresql":
            with transaction.atomic():
                yield {each.handle: each for each in actions.play()}
                transaction.set_rollback(True)
        else:
            hub: PlayedHub = request.getfixturevalue("played_hub")
            shutil.copytree(hub.folder, folder, dirs_exist_ok=True)
            with _brought_in(folder / "hub.sqlite3"), transaction.atomic():
                codes = hub.codes()
                yield {each: Guest(each, codes.get(each, ""), "") for each in script.people()}
                transaction.set_rollback(True)
    patch.undo()


@contextmanager
def _brought_in(file: Path) -> Iterator[None]:
    """The tests' database in memory holds what this file holds, until the end."""
    connection.ensure_connection()
    with sqlite3.connect(":memory:") as before, sqlite3.connect(file) as played:
        connection.connection.backup(before)
        played.backup(connection.connection)
        yield
        before.backup(connection.connection)


@pytest.fixture
def folder_of_played(played: dict[str, Guest]) -> Path:
    return Path(settings.HUB_DIR)
