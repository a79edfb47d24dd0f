"""The lists that lie beside a backup: *the* list of what was erased, and one of a hub that has not heard it.

A hub that was restored without the list knows only what was erased since. Its own list has another name, and
says in its first line from when on it does not know: it is neither taken for the list nor takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prisma_hub.commons.types import Purged
from prisma_hub.upkeep.listed import Erased, Line, Unknown, read


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


def has_the_list(backup: Path, hub: str) -> bool:
    """Whether the list itself lies beside a backup. Refuses one that cannot be read."""
    where = list_beside(backup, hub)
    return where.exists() and not _is_unheard(where)


def erased_beside(backup: Path, hub: str) -> Iterator[Erased]:
    """What was erased by the lists beside a backup; by the other one too: that was taken back as well."""
    return (each for each in lines_beside(backup, hub) if isinstance(each, Erased))


def purges_beside(backup: Path, hub: str) -> Iterator[Purged]:
    """Which histories of pages were purged by the lists beside a backup."""
    return (each for each in lines_beside(backup, hub) if isinstance(each, Purged))


def lines_beside(backup: Path, hub: str) -> Iterator[Erased | Purged]:
    """What the lists beside a backup name; nothing where there is none."""
    for where in (list_beside(backup, hub), unheard_beside(backup, hub)):
        if where.exists():
            yield from (each for each in lines_of(where) if not isinstance(each, Unknown))


def lines_of(where: Path) -> Iterator[Line]:
    """What a list says, line by line. Refuses one that cannot be read."""
    for number, line in enumerate(where.read_text(encoding="utf-8").splitlines(), start=1):
        yield read(where, number, line)


def _is_unheard(where: Path) -> bool:
    return any(isinstance(each, Unknown) for each in lines_of(where))
