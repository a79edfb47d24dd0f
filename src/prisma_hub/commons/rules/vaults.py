"""What of a folder from outside is taken into the commons, and where it goes. Pure: paths and marks in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prisma_hub.commons.rules.marks import reach
from prisma_hub.commons.rules.paths import check_path
from prisma_hub.kernel.refusal import Refused

LEFT_FOLDERS = {
    "node_modules": "a folder of programs",
    "__pycache__": "a folder of programs",
    "_site": "a folder of built pages",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes; `space` None: it is left out. `why` says what decided, where something did."""

    space: str | None
    why: str = ""


def left_out_folder(name: str) -> str:
    """Why a folder is not looked into; empty where it is."""
    return "hidden" if name.startswith(".") else LEFT_FOLDERS.get(name, "")


def check_name(path: str) -> str:
    """Why a file of this name cannot be taken; empty where it can."""
    try:
        check_path(path, strict=False)
    except Refused as no:
        return str(no.reason % no.values)
    return ""


def place(data: dict[str, Any], *, into: str, garden: str | None) -> Place:
    """A page goes where the import goes, unless it says that it reaches less far (narrow when in doubt)."""
    limit, mark = reach(data)
    if limit == "anybody" or into.startswith("person:"):
        return Place(into)
    if limit == "house":
        return Place("hub", mark) if into == "public" else Place(into)
    if into.startswith("circle:"):
        return Place(into)
    return Place(garden, mark)
