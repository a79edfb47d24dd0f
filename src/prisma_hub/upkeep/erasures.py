"""What was erased is kept as a list beside the backups: whoever restores one restores without it (log.md).

The list names numbers of entries and names of parts, never what they said.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from prisma_hub.kernel.canonical import b64url, from_b64url
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as acting
from prisma_hub.log import events
from prisma_hub.log import queries as log
from prisma_hub.log.types import Entry
from prisma_hub.upkeep.kept import Place

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """Parts of an entry that are gone; all of them where `parts` is None. `statement`: its hash."""

    seq: int
    statement: bytes
    parts: frozenset[str] | None
    right: str


def list_beside(backup: Path, hub: str) -> Path:
    """Where the list for the backups of this hub in a folder lies."""
    return backup.parent / f"erased-{hub[-12:]}.jsonl"


def keep_beside(backup: Path) -> None:
    """From now on, keep the list in the folder of this backup."""
    Place.objects.get_or_create(folder=str(backup.parent))
    tell()


def tell() -> None:
    """Bring every list up to date, as far as its folder can be reached: a stick may lie in a drawer."""
    for place in Place.objects.all():
        try:
            _tell(place)
        except OSError as problem:
            _log.info("the list of erasures in %s waits: %s", place.folder, problem)


@transaction.atomic
def _tell(place: Place) -> None:
    place = Place.objects.select_for_update().get(pk=place.pk)
    where = list_beside(Path(place.folder) / "any", acting.hub_did())
    before = where.read_text(encoding="utf-8") if where.exists() else None
    upto = log.size() - 1
    if before is not None and upto == place.told:
        return
    new = list(log.entries_of(events.ERASED, after=-1 if before is None else place.told))
    if new or before is None:
        _replace(where, (before or "") + "".join(_line(entry) + "\n" for entry in new))
    place.told = upto
    place.save()


def _replace(where: Path, text: str) -> None:
    """The whole list or the one before: whoever restores cannot guess the rest of a torn line."""
    half = where.with_name(where.name + ".unfinished")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(where)


def _line(entry: Entry) -> str:
    """The statement hash says which entry is meant: after a restoring, numbers are given anew."""
    said = {name: entry.body[name] for name in ("seq", "parts", "right") if name in entry.body}
    return json.dumps(said | {"statement": b64url(log.statement(entry.body["seq"]) or b"")})


def read_beside(backup: Path, hub: str) -> Iterator[Erased]:
    """What was erased by the list that lies beside a backup; nothing where there is no list."""
    where = list_beside(backup, hub)
    if not where.exists():
        return
    for number, line in enumerate(where.read_text(encoding="utf-8").splitlines(), start=1):
        yield _read(where, number, line)


def _read(where: Path, number: int, line: str) -> Erased:
    try:
        found: Any = json.loads(line)
        parts = found.get("parts")
        seq, right, statement = found["seq"], found["right"], from_b64url(found["statement"], 32)
        if type(seq) is not int or type(right) is not str or not isinstance(parts, list | None):
            raise ValueError(line)
        return Erased(seq, statement, None if parts is None else frozenset(map(str, parts)), right)
    except (ValueError, KeyError, AttributeError, TypeError, Refused):
        raise Refused(
            "Line %(number)s of %(file)s, the list of what was erased, cannot be read.",
            kept="Nothing was restored: what somebody took back could come back with it.",
            mend="Mend the line, or take the list from another copy of the backups.",
            number=number,
            file=where,
        ) from None
