"""All of a hub looked at, room by room, once it is awake; and what is damaged put right."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

from prisma_hub.commons import damage as commons
from prisma_hub.keeping import queries as keeping
from prisma_hub.kernel.damage import Damage
from prisma_hub.log import actions as acting
from prisma_hub.log import damage as log
from prisma_hub.log import derived, mending, replay
from prisma_hub.media import damage as media
from prisma_hub.upkeep import archive, beside, copying, erasures, restoring, standing, unheard
from prisma_hub.upkeep.doctor import outside
from prisma_hub.upkeep.kept import Place

Progress = Callable[[int, int], None]
_UNFOLDABLE: Final = frozenset({"entry-changed", "entry-missing", "database-pages"})
"""With these the record book cannot be folded."""
_HALF_MADE = re.compile(r"m[0-9a-f]{10}_derived_.*")


def look(progress: Progress | None = None) -> list[Damage]:
    """Everything that is wrong with the hub of the settings, but for its folder (`outside`)."""
    found = _gathered(lambda: log.find(progress))
    if _UNFOLDABLE.isdisjoint(each.name for each in found):
        found += _gathered(lambda: _derived(progress))
    rooms = (lambda: commons.find(progress, _own_keys()), lambda: media.find(progress))
    for each in (*rooms, commons.unread, _erasures, _clock, _leftovers, standing.wrong):
        found += _gathered(each)
    return sorted(set(found))


def glance() -> list[Damage]:
    """What shows without reading anything whole: quick enough for every start."""
    found = [*outside.look(Path(settings.HUB_DIR), quick=True)]
    for each in (log.at_a_glance, commons.at_a_glance, _erasures, _clock):
        found += _gathered(each)
    return sorted(set(found))


def _gathered(look: Callable[[], Iterable[Damage]]) -> list[Damage]:
    """What one look finds; where the database fails under it, that."""
    found = []
    try:
        for each in look():
            found.append(each)
    except DatabaseError as problem:
        found.append(Damage("database-pages", str(problem)))
    return found


def _derived(progress: Progress | None) -> Iterator[Damage]:
    if not replay.stands():  # another program folded them: the next start makes them again
        return
    due = {model._meta.db_table for model in derived.tables()}
    missing = sorted(due - set(connection.introspection.table_names()))
    names = missing or sorted({said.partition(":")[0] for said in replay.differences(progress)})
    yield from (Damage("derived-differs", name) for name in names)


def _erasures() -> Iterator[Damage]:
    yield from (Damage("erasures-lost", folder) for folder in erasures.short())


def _own_keys() -> dict[str, bytes]:
    """The hub's own keys by their names, as far as they can be read: what is wrong with them others say."""
    found = {}
    for path in sorted((Path(settings.HUB_DIR) / "keys").glob("*.key")):
        with suppress(OSError):
            found[path.name] = path.read_bytes()
    return found


def paths(found: Damage) -> list[str]:
    """Which files among the pages a finding is about, where it does not say so itself."""
    return commons.spilt_in(found.where, _own_keys()) if found.name.endswith("-shown") else []


def _clock() -> Iterator[Damage]:
    doubt = keeping.doubt()
    if doubt is not None:
        yield Damage("clock-ahead", doubt.last.isoformat())


def _leftovers() -> Iterator[Damage]:
    before = time.time() - outside.STALE_S
    for place in Place.objects.all():
        for file in sorted(Path(place.folder).glob("*.unfinished")):
            if file.stat().st_mtime < before:
                yield Damage("leftover", str(file))
    yield from (Damage("leftover", str(each)) for each in media.strays(before))
    for name in sorted(filter(_HALF_MADE.fullmatch, connection.introspection.table_names())):
        yield Damage("leftover", name)


def mend(found: Iterable[Damage], backup: Path | None = None, spare: Path | None = None) -> None:
    """Mend what can be mended. `spare`: the folder in which `backup` was unpacked. Nobody may be serving."""
    found = list(found)
    names = {each.name for each in found}
    if "database-pages" in names and connection.vendor == "sqlite":
        with suppress(DatabaseError):
            _write_anew()
    with copying.beside(spare / archive.TABLES) if spare else nullcontext(None) as unpacked:
        mending.mend(found, unpacked, _gone(backup), spare / "keys" if spare else None)
    if names & {*_UNFOLDABLE, "derived-differs", "entry-mark"} and log.folds():
        replay.rebuild(afresh=True)
    commons.mend([each for each in found if each.name.startswith("git-")], spare and spare / "commons")
    media.mend([each for each in found if each.name.startswith("media-")], spare and spare / "media")
    for each in found:
        if each.name == "erasures-unknown" and backup is not None:
            if log.folds() and restoring.hear(backup):  # in a book with holes nobody can be sure what stands
                unheard.settle(Path(settings.HUB_DIR))
                erasures.tell()  # what it had to keep apart stands in the lists from now on
        elif each.name == "erasures-lost":
            erasures.write_anew(each.where)
        elif each.name == "leftover":
            _remove(each.where)


def _gone(backup: Path | None) -> list[tuple[bytes, frozenset[str] | None]] | None:
    """What the lists beside a backup say was erased; None where the list itself is not there."""
    if backup is None or not beside.has_the_list(backup, acting.hub_did()):
        return None
    return [(each.statement, each.parts) for each in beside.erased_beside(backup, acting.hub_did())]


def _remove(where: str) -> None:
    if _HALF_MADE.fullmatch(where):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(where)}")
    else:
        Path(where).unlink(missing_ok=True)


def _write_anew() -> None:
    """Everything kept, row by row, in a new file of the database: if one cannot be read, nothing is done."""
    database = Path(settings.DATABASES["default"]["NAME"])
    fresh = database.with_name(database.name + ".fresh")
    fresh.unlink(missing_ok=True)
    try:
        with copying.beside(fresh) as written:
            copying.copy_rows("default", written)
        fresh.chmod(0o600)
        connection.close()
        fresh.replace(database)
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
    finally:
        fresh.unlink(missing_ok=True)
