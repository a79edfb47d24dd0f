"""The protocols that journeys and pathways are begun from, by name, as they stand in the starter."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml

from prisma_hub.journeys.types import Instrument
from prisma_hub.kernel.canonical import canonical
from prisma_hub.kernel.refusal import NotHere

_BLOCK = re.compile(r"^```yaml protocol\n(.*?)^```", re.DOTALL | re.MULTILINE)


@cache
def _everything() -> dict[str, Instrument]:
    folder = files("prisma_hub.starter") / "protocols"
    pages = sorted(folder.iterdir(), key=lambda page: page.name)
    found = [_read(page.name.removesuffix(".md"), page.read_text(encoding="utf-8")) for page in pages]
    return {each.name: each for each in found if each is not None}


def _read(name: str, text: str) -> Instrument | None:
    found = _BLOCK.search(text)
    if found is None:
        return None
    block: dict[str, Any] = yaml.safe_load(found[1])
    return Instrument(name, f"sha256:{sha256(canonical(block)).hexdigest()}", block)


def of_kind(kind: str) -> list[Instrument]:
    return [each for each in _everything().values() if each.block["kind"] == kind]


def named(name: str) -> Instrument:
    """The protocol of that name, or a refusal."""
    found = _everything().get(name)
    if found is None:
        raise NotHere("There is no protocol of this name here.", mend="Choose one from the list.")
    return found


def of_version(version: str) -> Instrument:
    """The protocol whose block has that hash: records are read under the block they were made by."""
    for each in _everything().values():
        if each.version == version:
            return each
    raise NotHere("The protocol this was made under is not on this hub.")
