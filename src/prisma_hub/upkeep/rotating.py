"""The folder of the backups that the hub makes by itself: is it there, is there room, which of them go."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from prisma_hub.kernel import source
from prisma_hub.kernel.damage import Damage
from prisma_hub.log import actions as log
from prisma_hub.upkeep import erasures, rules
from prisma_hub.upkeep.backup import UNFINISHED
from prisma_hub.upkeep.doctor.kinds import KINDS
from prisma_hub.upkeep.kept import Made, Tried
from prisma_hub.upkeep.types import NoBackup, Plan

if TYPE_CHECKING:
    from django.db.models import QuerySet

_SPARE: Final = 200_000_000
"""Bytes that stay free on the disk under the hub, where the tables are copied first."""


def no_backup(name: str, where: object) -> NoBackup:
    return NoBackup(Damage(name, str(where)), KINDS[name])


def made_in(plan: Plan) -> QuerySet[Made]:
    """Those that the hub made there by itself, in the order of making."""
    return Made.objects.filter(planned=True, folder=plan.folder).order_by("number")


def next_file(plan: Plan) -> Path:
    """A name that every disk takes."""
    at = source.current().now_ms() / 1000
    now = datetime.fromtimestamp(at, timezone.get_default_timezone())
    return Path(plan.folder) / f"{_begin()}{now:%Y-%m-%d-%H%M%S}.backup"


def _begin() -> str:
    return f"hub-{log.hub_did()[-12:]}-"


def insist_it_is_there(plan: Plan, *, by_hand: bool) -> None:
    """Refuse a folder that is none, and one that lacks everything we left there: where no disk is mounted
    there is often an empty folder, on the very disk that the backups are to survive."""
    if not Path(plan.folder).is_dir() or not (by_hand or _is_known(plan)):
        raise no_backup("backup-away", plan.folder)


def _is_known(plan: Plan) -> bool:
    before = list(made_in(plan))
    own = erasures.own_list(Path(plan.folder) / "any")
    return not before or own.exists() or any(map(_is_there, before))


def _is_there(made: Made) -> bool:
    """The very file: whatever else has its name by now is not ours to remove."""
    file = Path(made.folder) / made.name
    return file.is_file() and file.stat().st_size == made.size


def sweep(plan: Plan) -> None:
    """Take away what a backup of ours left that was ended in its middle."""
    for half in Path(plan.folder).glob(f"{_begin()}*.backup{UNFINISHED}"):
        half.unlink(missing_ok=True)


def look(plan: Plan) -> None:
    """Note which lie there, for those who ask without touching the disk."""
    for made in made_in(plan):
        if made.here != _is_there(made):
            made.here = not made.here
            made.save(update_fields=["here"])
    device = Path(settings.HUB_DIR).stat().st_dev
    Tried.objects.update(same_disk=Path(plan.folder).stat().st_dev == device)


def insist_on_room(plan: Plan) -> None:
    """Refuse to begin what would not fit there, or what would leave the hub itself no room."""
    last = made_in(plan).last()
    _insist(Path(plan.folder), last.size * 11 // 10 if last else 0)
    _insist(Path(settings.HUB_DIR), _size_of_tables() + _SPARE)


def _insist(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need:
        raise no_backup("backup-full", f"{folder}: {free / 1e6:,.0f} MB / {need / 1e6:,.0f} MB")


def _size_of_tables() -> int:
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        return file.stat().st_size if file.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def let_go(plan: Plan) -> None:
    """Remove those whose time is over: made by the hub itself, here, and lying there as they were made."""
    now, zone = source.current().now_ms(), timezone.get_default_timezone()
    there = {each.number: each for each in made_in(plan) if _is_there(each)}
    made = [rules.Made(each.number, each.at) for each in there.values()]
    for number in rules.going(made, plan.keep, now, zone):
        file = Path(plan.folder) / there[number].name
        try:
            file.unlink()
        except OSError:
            raise no_backup("backup-stays", file) from None
        there[number].delete()
