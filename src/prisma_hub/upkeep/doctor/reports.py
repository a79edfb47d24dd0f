"""What was found, kept for whoever tends the hub: names of damages and places, nothing that anybody said."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from prisma_hub.kernel import source
from prisma_hub.kernel.damage import Damage
from prisma_hub.upkeep.types import Finding, Look, State

REPORT: Final = "derived/doctor.json"


def told(before: Iterable[Damage], after: Iterable[Damage], *, whole: bool) -> Look:
    """What was found, and what became of it."""
    left = set(after)
    mended = [Finding(each.name, each.where, State.MENDED) for each in sorted(set(before) - left)]
    found = [Finding(each.name, each.where) for each in sorted(left)]
    return Look(source.instant(source.current().now_ms()), whole, [*mended, *found])


def remember(folder: Path, look: Look) -> None:
    """Keep it in the hub's folder, where that can be written."""
    half = folder / f"{REPORT}.{os.getpid()}"
    with suppress(OSError):
        half.parent.mkdir(exist_ok=True)
        half.write_text(json.dumps(look.as_json()), encoding="utf-8")
        half.replace(folder / REPORT)


def left(look: Look) -> set[Damage]:
    """What it left as it was found."""
    return {Damage(each.name, each.where) for each in look.findings if each.state is State.FOUND}


def last(folder: Path) -> Look | None:
    """What was found last, if anybody looked."""
    try:
        said = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        found = [Finding(each["name"], each["where"], State(each["state"])) for each in said["findings"]]
        return Look(said["at"], said["whole"], found)
    except (OSError, ValueError, KeyError, TypeError):
        return None
