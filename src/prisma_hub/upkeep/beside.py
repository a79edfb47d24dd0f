"""The lists that lie beside a backup: *the* list of what was erased, and one of a hub that has not heard it.

A hub that was restored without the list knows only what was erased since. Its own list has another name, and
says in its first line from when on it does not know: it is neither taken for the list nor takes its place.
Neither is one believed that is not whole, not this hub's, or older than the backup (`doubt`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prisma_hub.commons.types import Purged
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import sheet
from prisma_hub.upkeep.listed import Erased, Line, Unknown, read
from prisma_hub.upkeep.sheet import Sheet
from prisma_hub.upkeep.types import Doubt

Reach = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Due:
    """How far the lists have to reach so that nothing is unknown, each by epoch and entry. `list`: the list
    itself, to where the hub last knew all; `any`: one of the two, to where the backup was made.

    A backup of a program that wrote no such first line asks for none: then an older list is read as before.
    """

    list: Reach
    any: Reach


def list_beside(backup: Path, hub: str) -> Path:
    """Where the list for the backups of this hub in a folder lies."""
    return backup.parent / f"erased-{hub[-12:]}.jsonl"


def unheard_beside(backup: Path, hub: str) -> Path:
    """Where this hub keeps its list in a folder as long as it has not heard the one above."""
    return backup.parent / f"erased-{hub[-12:]}.unheard.jsonl"


def not_the_list(backup: Path, hub: str) -> Path | None:
    """What lies there and could be taken for the list: one that a hub wrote which had not heard it."""
    lists = (list_beside(backup, hub), unheard_beside(backup, hub))
    return next((each for each in lists if each.exists() and _is_unheard(each)), None)


def has_the_list(backup: Path, hub: str, due: Due | None = None) -> bool:
    """Whether the list itself lies beside a backup, and can be believed. Refuses one that cannot be read."""
    return doubt(backup, hub, due) is None


def doubt(backup: Path, hub: str, due: Due | None = None) -> Doubt | None:
    """Why the lists beside a backup do not say all that was erased; None where they do.

    Refuses a list of an older program that cannot be read: there nobody can say what it lacks.
    """
    where = list_beside(backup, hub)
    found = sheet.read(where)
    if found is None or _is_unheard(where):
        return Doubt.UNHEARD if not_the_list(backup, hub) else Doubt.MISSING
    if found.top is None:  # an older program's: it has no name and no count
        return Doubt.NOT_WHOLE if due or not found.lines else None
    if found.top.hub != hub:
        return Doubt.OTHERS
    if not found.whole:
        return Doubt.NOT_WHOLE
    if due is None:
        return None
    apart = sheet.read(unheard_beside(backup, hub))
    reach = [each.top.reach for each in (found, apart) if each and each.top and each.is_whole_of(hub)]
    return None if found.top.reach >= due.list and max(reach) >= due.any else Doubt.OLD


def erased_beside(backup: Path, hub: str) -> Iterator[Erased]:
    """What was erased by the lists beside a backup; by the other one too: that was taken back as well."""
    return (each for each in lines_beside(backup, hub) if isinstance(each, Erased))


def purges_beside(backup: Path, hub: str) -> Iterator[Purged]:
    """Which histories of pages were purged by the lists beside a backup."""
    return (each for each in lines_beside(backup, hub) if isinstance(each, Purged))


def lines_beside(backup: Path, hub: str) -> Iterator[Erased | Purged]:
    """What the lists beside a backup name, also those that name not all; nothing where there is none, or
    another hub's alone."""
    for where in (list_beside(backup, hub), unheard_beside(backup, hub)):
        if not is_anothers(sheet.read(where), hub):
            yield from (each for each in lines_of(where) if not isinstance(each, Unknown))


def lines_of(where: Path) -> Iterator[Line]:
    """What a list says, line by line. Refuses one that cannot be read; of one that is known not to be whole,
    what can be."""
    found = sheet.read(where)
    if found is None:
        return
    if found.top is not None and found.top.unknown is not None:
        yield Unknown(found.top.unknown)
    for number, line in enumerate(found.lines, start=2 if found.top else 1):
        try:
            yield read(where, number, line)
        except Refused:
            if not (_is_torn(found) or sheet.begins(line)):
                raise


def _is_torn(found: Sheet) -> bool:
    return found.top is not None and not found.whole


def is_anothers(found: Sheet | None, hub: str) -> bool:
    """Whether a list says of itself that it is another hub's."""
    return found is not None and found.top is not None and found.top.hub != hub


def _is_unheard(where: Path) -> bool:
    return any(isinstance(each, Unknown) for each in lines_of(where))
