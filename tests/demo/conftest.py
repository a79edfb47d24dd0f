"""The journey played once for the tests of a file, in a transaction that is taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.translation import trans_real

from prisma_hub.demo import actions
from prisma_hub.demo.types import Guest
from prisma_hub.upkeep import catalogue


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Guest]]:
    """Everybody of the demo, by handle. The house speaks four languages, as when a command plays it."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("demo")
    patch.setattr(settings, "HUB_DIR", folder)
    patch.setattr(settings, "LOCALE_PATHS", [folder / "locale"])
    patch.setattr(trans_real, "_translations", {})
    catalogue.compile_into(folder / "locale")
    with django_db_blocker.unblock(), transaction.atomic():
        yield {each.handle: each for each in actions.play()}
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def folder_of_played(played: dict[str, Guest]) -> Path:
    return Path(settings.HUB_DIR)
