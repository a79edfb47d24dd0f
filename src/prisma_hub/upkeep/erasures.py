"""What was erased is kept as a list beside the backups: whoever restores one restores without it (log.md).

The list names numbers of entries and names of parts, never what they said (`listed`). A hub that was restored
without it writes one of another name until it has heard it, and leaves the list itself alone (`beside`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import transaction

from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Purged
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as acting
from prisma_hub.log import events
from prisma_hub.log import queries as log
from prisma_hub.upkeep import beside, reaching, sheet, unheard
from prisma_hub.upkeep.kept import Place
from prisma_hub.upkeep.listed import Erased, Line, Unknown, erased_line, purged_line, read

_log = logging.getLogger(__name__)
_BEHIND = -1
"""What a place was told that has to be told anew, also where nothing was erased since."""


def own_list(backup: Path) -> Path:
    """The list that this hub keeps beside its backups in a folder."""
    find = beside.list_beside if unknown_since() is None else beside.unheard_beside
    return find(backup, acting.hub_did())


def unknown_since() -> str | None:
    """From when on this hub does not know what was erased; None where it does."""
    return unheard.since(Path(settings.HUB_DIR))


def expect(backup: Path) -> None:
    """A backup is about to stand there: the list has to reach as far as it, whether it names more or not."""
    Place.objects.update_or_create(folder=str(backup.parent), defaults={"told": _BEHIND})


def keep_beside(backup: Path) -> None:
    """From now on, keep the list in the folder of this backup, and bring it as far as that."""
    expect(backup)
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
    where, now = _own_in(place), _now()
    before = sheet.read(where)
    if before is None or before.top is None or not _goes_on(where, before, now):
        _write_whole(place)
        return
    if now[1] == place.told:
        return
    after = before.top.upto if place.told == _BEHIND else min(before.top.upto, place.told)
    new = _lacking(before.lines, after=after)
    if new or place.told == _BEHIND:
        _write(where, [*before.lines, *new], now)
    place.told = now[1]
    place.save()


def _own_in(place: Place) -> Path:
    return own_list(Path(place.folder) / "any")


def _now() -> tuple[int, int]:
    """How far a list reaches that names all: this epoch of the log, and the last entry in it."""
    head = log.head()
    return (head.epoch, head.size - 1) if head else (1, -1)


def _goes_on(where: Path, before: sheet.Sheet, now: tuple[int, int]) -> bool:
    """Whether this hub's own list lies there, of this epoch, with every line it had, and nothing beside it is
    to be joined to it: one that was written before this hub had heard the list, beside it or in its place."""
    top, unknown = before.top, unknown_since()
    if top is None or not before.is_whole_of(acting.hub_did()) or top.unknown != unknown:
        return False
    if top.epoch != now[0] or top.upto > now[1]:
        return False
    return unknown is not None or not beside.unheard_beside(where, acting.hub_did()).exists()


def short() -> list[str]:
    """Folders with backups, within reach, whose list lacks what it must name."""
    known = {each.folder: _missing(each) for each in Place.objects.order_by("folder")}
    return [folder for folder, missing in known.items() if missing]


def _missing(place: Place) -> bool:
    where, hub = _own_in(place), acting.hub_did()
    if not reaching.answers(where.parent) or not where.parent.is_dir():
        return False
    try:
        found, unknown = sheet.read(where), unknown_since() is not None
        if found is None and not unknown:
            return True
        if found is not None and not found.is_whole_of(hub):
            return True
        # what the list says need not be said again
        both = [where, beside.list_beside(where, hub)] if unknown else [where]
        return _lacks(place, both, says_unknown=unknown and found is not None)
    except (OSError, Refused):
        return True


def _lacks(place: Place, lists: list[Path], *, says_unknown: bool) -> bool:
    """Whether these lack what they must name; or would be taken for the list wrongly, or wrongly not."""
    found = [each for where in lists for each in beside.lines_of(where)]
    if any(isinstance(each, Unknown) for each in found) is not says_unknown:
        return True
    said = [line for where in lists for line in _as_far_as_can_be_read(where)]
    return bool(_lacking(said, upto=place.told))


@transaction.atomic
def write_anew(folder: str) -> None:
    """The whole list, with whatever else in it can still be read: it may be another epoch's."""
    _write_whole(Place.objects.select_for_update().get(folder=folder))


def _write_whole(place: Place) -> None:
    """As a hub that has heard the list writes it, with what it had to keep apart before; or as one that has
    not, without a look at the list, which is not its own to write."""
    where, now = _own_in(place), _now()
    _give_back(where)
    apart = beside.unheard_beside(where, acting.hub_did())
    before = [line for each in dict.fromkeys((where, apart)) for line in _as_far_as_can_be_read(each)]
    _write(where, [*before, *_lacking(before)], now)
    if apart != where:
        apart.unlink(missing_ok=True)
    place.told = now[1]
    place.save()


def _give_back(where: Path) -> None:
    """Another hub's list under this name gets its own again, unless there is one."""
    found = sheet.read(where)
    if found and found.top and beside.is_anothers(found, acting.hub_did()):
        theirs = beside.list_beside(where, re.sub(r"[^0-9A-Za-z:]", "", found.top.hub))
        if not theirs.exists():
            where.rename(theirs)


def _write(where: Path, lines: Iterable[str], reach: tuple[int, int]) -> None:
    known = list(dict.fromkeys(lines))
    sheet.write(where, known, hub=acting.hub_did(), reach=reach, unknown=unknown_since())


def _as_far_as_can_be_read(where: Path) -> list[str]:
    found = sheet.read(where)
    lines = found.lines if found and not beside.is_anothers(found, acting.hub_did()) else ()
    return [line for line in dict.fromkeys(lines) if isinstance(_told(line), Erased | Purged)]


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


def _lacking(lines: Iterable[str], after: int = -1, upto: int | None = None) -> list[str]:
    """The lines that a list with these is still owed, for what was said above `after`, up to `upto`."""
    have, known = set(lines), set()
    for line in have:
        found = _told(line)
        if isinstance(found, Purged):
            known.add(found.statement)
    return [line for purge, line in _due(after, upto) if line not in have and purge not in known]


def _told(line: str) -> Line | None:
    try:
        return read(Path("list"), 0, line)
    except Refused:
        return None


def new_beside(backup: Path) -> list[Erased | Purged]:
    """What the lists beside a backup name, and this hub has not done."""
    due = list(_due())
    lines, purges = {line for _, line in due}, {purge for purge, _ in due}
    found = beside.lines_beside(backup, acting.hub_did())
    known = {each for line in lines if isinstance(each := _told(line), Erased)}
    return [e for e in found if (e.statement not in purges if isinstance(e, Purged) else e not in known)]
