"""The starter, read once for all tests."""

from typing import Any

import pytest
import yaml

from tests.starter.reading import STARTER, Page, blocks_of, read_page


@pytest.fixture(scope="session")
def pages() -> dict[str, Page]:
    """Every page of the starter but its README, by path without extension."""
    files = [file for file in STARTER.rglob("*.md") if file != STARTER / "README.md"]
    return {page.path: page for page in map(read_page, sorted(files))}


@pytest.fixture(scope="session")
def protocols(pages: dict[str, Page]) -> dict[str, dict[str, Any]]:
    """The block of every protocol page, by the protocol's name."""
    found = {}
    for page in pages.values():
        if page.path.startswith("protocols/"):
            (block,) = blocks_of(page, "yaml protocol")
            found[page.matter["protocol"]] = yaml.safe_load(block)
    return found
