"""What is found, and in which order, is the same on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from prisma_hub.identity.types import ANYBODY
from prisma_hub.search import queries
from prisma_hub.search.types import Wish
from prisma_hub.work import loop
from tests.search.vault import CASES, plant


def paths(viewer, text: str, **where: str) -> list[str]:
    return [each.info.path for each in queries.search(viewer, Wish(text, **where), many=50).found]


@pytest.fixture
def vault(write):
    plant(write)
    loop.run_until_idle()


def test_every_question_of_the_shared_set_is_answered_alike(vault):
    found = {(text, *where.items()): paths(ANYBODY, text, **where) for text, where, _ in CASES}
    assert found == {(text, *where.items()): expected for text, where, expected in CASES}
