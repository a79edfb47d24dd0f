"""A commons with people in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prisma_hub.commons import actions
from prisma_hub.commons.types import Saved
from prisma_hub.identity.types import Viewer

Write = Callable[..., Saved]


@pytest.fixture
def write(steward: Viewer) -> Write:
    """`write("place.md", "# Place")`: saves a page, by the steward in the public commons unless said."""

    def save(path: str, text: str, *, by: Viewer = steward, space: str = "public", base: str = "") -> Saved:
        saved = actions.write_page(by=by, space=space, path=path, text=text, base=base)
        assert isinstance(saved, Saved), saved
        return saved

    return save
