"""What was erased is kept as a list beside the backups: whoever restores one restores without it (log.md).

The list names numbers of entries and names of parts, never what they said (`listed`).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from django.db import transaction

from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Purged
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as acting
from prisma_hub.log import events
from prisma_hub.log import queries as log
from prisma_hub.upkeep import reaching
from prisma_hub.upkeep.kept import Place
from prisma_hub.upkeep.listed import Erased, erased_line, purged_line, read

_log = logging.getLogger(__name__)


def list_beside(backup: Path, hub: str) -> Path:
    """Where the list for the backups of this hub in a folder lies."""
    return backup.parent / f"erased-{hub[-12:]}.jsonl"


def keep_beside(backup: Path) -> None:
    """From now on, keep the list in the folder of this backup."""
    Place.objects.get_or_create(folder=str(backup.parent))
    tell()


def tell() -> None:
    """Bring every list up to date, as far as its folder can be reached: a stick may lie in a drawer, and the
    machine of a share be off."""
    for place in Place.objects.all():
        if not reaching.answers(Path(place.folder)):
            _log.info("the list of erasures in %s waits: the folder does not answer", place.folder)
            continue
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
    new = [line for _, line in _due(-1 if before is None else place.told)]
    if new or before is None:
        _replace(where, (before or "") + "".join(line + "\n" for line in new))
    place.told = upto
    place.save()


def short() -> list[str]:
    """Folders with backups, within reach, whose list lacks what it must name."""
    known = {each.folder: _missing(each) for each in Place.objects.order_by("folder")}
    return [folder for folder, missing in known.items() if missing]


def _missing(place: Place) -> bool:
    where = list_beside(Path(place.folder) / "any", acting.hub_did())
    if not reaching.answers(where.parent) or not where.parent.is_dir():
        return False
    try:
        lines = where.read_text(encoding="utf-8").splitlines()
        list(read_beside(where, acting.hub_did()))
    except (OSError, UnicodeDecodeError, Refused):
        return True
    return bool(_lacking(lines, upto=place.told))


@transaction.atomic
def write_anew(folder: str) -> None:
    """The whole list, with whatever else in it can still be read: it may be another epoch's."""
    place = Place.objects.select_for_update().get(folder=folder)
    where = list_beside(Path(folder) / "any", acting.hub_did())
    before = where.read_text(encoding="utf-8", errors="replace").splitlines() if where.exists() else []
    lines = [line for line in dict.fromkeys(before) if _told(line)]
    _replace(where, "".join(f"{line}\n" for line in [*lines, *_lacking(lines)]))
    place.told = log.size() - 1
    place.save()


def _replace(where: Path, text: str) -> None:
    """The whole list or the one before: whoever restores cannot guess the rest of a torn line."""
    half = where.with_name(where.name + ".unfinished")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(where)


def _due(after: int = -1, upto: int | None = None) -> Iterator[tuple[bytes | None, str]]:
    """The lines of what was erased or purged above `after`, no later than `upto`; with that of a purge, the
    hash of its entry.

    By that it is known in a list: what a line lists of a purge can no longer all be found once more of it was
    erased.
    """
    said = [(entry.seq, None, erased_line(entry)) for entry in log.entries_of(events.ERASED, after=after)]
    purges = [(each.seq, each.statement, purged_line(each)) for each in commons.purges(after)]
    for seq, statement, line in sorted([*said, *purges], key=itemgetter(0)):
        if upto is None or seq <= upto:
            yield statement, line


def _lacking(lines: Iterable[str], upto: int | None = None) -> list[str]:
    """The lines that a list with these is still owed, for what was said no later than `upto`."""
    have, known = set(lines), set()
    for line in have:
        found = _told(line)
        if isinstance(found, Purged):
            known.add(found.statement)
    return [line for purge, line in _due(upto=upto) if line not in have and purge not in known]


def _told(line: str) -> Erased | Purged | None:
    try:
        return read(Path("list"), 0, line)
    except Refused:
        return None


def read_beside(backup: Path, hub: str) -> Iterator[Erased]:
    """What was erased by the list that lies beside a backup; nothing where there is no list."""
    return (each for each in _lines_beside(backup, hub) if isinstance(each, Erased))


def purges_beside(backup: Path, hub: str) -> Iterator[Purged]:
    """Which histories of pages were purged by the list that lies beside a backup."""
    return (each for each in _lines_beside(backup, hub) if isinstance(each, Purged))


def unheard_beside(backup: Path) -> list[Erased | Purged]:
    """What the list beside a backup names, and this hub has not done."""
    due = list(_due())
    lines, purges = {line for _, line in due}, {purge for purge, _ in due}
    found = _lines_beside(backup, acting.hub_did())
    known = {each for line in lines if isinstance(each := _told(line), Erased)}
    return [e for e in found if (e.statement not in purges if isinstance(e, Purged) else e not in known)]


def _lines_beside(backup: Path, hub: str) -> Iterator[Erased | Purged]:
    where = list_beside(backup, hub)
    if not where.exists():
        return
    for number, line in enumerate(where.read_text(encoding="utf-8").splitlines(), start=1):
        yield read(where, number, line)
