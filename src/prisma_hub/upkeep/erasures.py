"""What was erased is kept as a list beside the backups: whoever restores one restores without it (log.md).

The list names numbers of entries and names of parts, never what they said (`listed`). A hub that was restored
without it writes one of another name until it has heard it, and leaves the list itself alone (`beside`).
"""

from __future__ import annotations

import logging
import os
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
from prisma_hub.upkeep import beside, reaching, unheard
from prisma_hub.upkeep.kept import Place
from prisma_hub.upkeep.listed import Erased, Line, Unknown, erased_line, purged_line, read, unknown_line

_log = logging.getLogger(__name__)


def own_list(backup: Path) -> Path:
    """The list that this hub keeps beside its backups in a folder."""
    find = beside.list_beside if unknown_since() is None else beside.unheard_beside
    return find(backup, acting.hub_did())


def unknown_since() -> str | None:
    """From when on this hub does not know what was erased; None where it does."""
    return unheard.since(Path(settings.HUB_DIR))


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
    where, upto = _own_in(place), log.size() - 1
    before = where.read_text(encoding="utf-8") if where.exists() else None
    if before is None or _is_to_be_joined(where, before):
        _write_whole(place)
        return
    if upto == place.told:
        return
    new = [line for _, line in _due(place.told)]
    if new:
        _replace(where, before + "".join(line + "\n" for line in new))
    place.told = upto
    place.save()


def _own_in(place: Place) -> Path:
    return own_list(Path(place.folder) / "any")


def _is_to_be_joined(where: Path, text: str) -> bool:
    """Whether one that was written before this hub had heard the list lies beside it, or in its place."""
    if unknown_since() is not None:
        return False
    apart = beside.unheard_beside(where, acting.hub_did()).exists()
    return apart or isinstance(_told(text.partition("\n")[0]), Unknown)


def short() -> list[str]:
    """Folders with backups, within reach, whose list lacks what it must name."""
    known = {each.folder: _missing(each) for each in Place.objects.order_by("folder")}
    return [folder for folder, missing in known.items() if missing]


def _missing(place: Place) -> bool:
    where = _own_in(place)
    if not reaching.answers(where.parent) or not where.parent.is_dir():
        return False
    try:
        if unknown_since() is None:
            return _lacks(place, where.read_text(encoding="utf-8").splitlines(), says_unknown=False)
        both = (
            where,
            beside.list_beside(where, acting.hub_did()),
        )  # what the list says need not be said again
        said = [line for each in both if each.exists() for line in each.read_text("utf-8").splitlines()]
        return _lacks(place, said, says_unknown=where.exists())
    except (OSError, UnicodeDecodeError, Refused):
        return True


def _lacks(place: Place, lines: list[str], *, says_unknown: bool) -> bool:
    """Whether these lack what they must name; or would be taken for the list wrongly, or wrongly not."""
    found = [read(Path(place.folder), number, line) for number, line in enumerate(lines, start=1)]
    if any(isinstance(each, Unknown) for each in found) is not says_unknown:
        return True
    return bool(_lacking(lines, upto=place.told))


@transaction.atomic
def write_anew(folder: str) -> None:
    """The whole list, with whatever else in it can still be read: it may be another epoch's."""
    _write_whole(Place.objects.select_for_update().get(folder=folder))


def _write_whole(place: Place) -> None:
    """As a hub that has heard the list writes it, with what it had to keep apart before; or as one that has
    not, without a look at the list, which is not its own to write."""
    where, since = _own_in(place), unknown_since()
    apart = beside.unheard_beside(where, acting.hub_did())
    before = [line for each in dict.fromkeys((where, apart)) for line in _as_far_as_can_be_read(each)]
    first = [] if since is None else [unknown_line(since)]
    _replace(where, "".join(f"{line}\n" for line in [*first, *before, *_lacking(before)]))
    if apart != where:
        apart.unlink(missing_ok=True)
    place.told = log.size() - 1
    place.save()


def _as_far_as_can_be_read(where: Path) -> list[str]:
    lines = where.read_text(encoding="utf-8", errors="replace").splitlines() if where.exists() else []
    return [line for line in dict.fromkeys(lines) if isinstance(_told(line), Erased | Purged)]


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
