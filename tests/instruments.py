"""Protocols of the starter put in force without planting its whole commons, which takes a second and a half.

What is said is what adopting their pages says; `tests/journeys/test_path.py` does it once the long way.
"""

from functools import cache
from hashlib import sha256
from typing import Any

import yaml

from prisma_hub.log import actions as log
from prisma_hub.protocols import events
from prisma_hub.protocols.rules.blocks import version_of
from tests.starter.reading import STARTER, blocks_of, read_page


@cache
def block_of(name: str) -> dict[str, Any]:
    page = read_page(STARTER / "protocols" / f"{name}.md")
    block: dict[str, Any] = yaml.safe_load(blocks_of(page, "yaml protocol")[0])
    return block


def adopt(*names: str) -> None:
    for name in names:
        block = block_of(name)
        body = {
            "name": name,
            "version": version_of(block),
            "block": block,
            "title": block["title"]["en"],
            "page": f"public/protocols/{name}.md",
            "text": sha256(name.encode()).hexdigest(),
        }
        log.say(events.ADOPTED, by=log.HUB, to=["public"], body=body)
