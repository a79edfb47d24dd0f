"""`backups`: how it stands with those the hub makes by itself; and one of them made now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from prisma_hub.cli import folder, parameters, words
from prisma_hub.kernel.source import instant
from prisma_hub.upkeep.doctor.kinds import KINDS, in_folder

if TYPE_CHECKING:
    from prisma_hub.upkeep.types import Backup, Backups, Plan


@click.command()
@parameters.hub_folder()
@click.option("--now", is_flag=True, help="Make one now, also on a disk that is new to the hub.")
@parameters.as_json
def backups(directory: Path, now: bool, as_json: bool) -> None:
    """How it stands with the backups that the hub makes by itself, as hub.toml says. 1 where something is
    wrong."""
    with words.refusals(), words.progress("Copying the tables") as report:
        folder.enter(directory)
        django.setup()
        from prisma_hub.upkeep import actions as upkeep
        from prisma_hub.upkeep import queries

        upkeep.insist_up_to_date()
        if now:
            _make(report, directory)
        found = queries.backups(looking=True)
    words.say_json(_told(found)) if as_json else _say(found, directory)
    sys.exit(words.FINDING if found.wrong else 0)


def _make(report: object, directory: Path) -> None:
    from prisma_hub.upkeep import actions as upkeep
    from prisma_hub.upkeep.types import NoBackup

    try:
        upkeep.back_up(by_hand=True, progress=report)  # type: ignore[arg-type]
    except NoBackup as no:
        words.refuse(in_folder(str(no), directory), words.FINDING)


def _say(found: Backups, directory: Path) -> None:
    for each in found.wrong:
        kind = KINDS[each.name]
        words.say(f"{kind.what % {'where': each.where}} {kind.means} {in_folder(kind.todo, directory)}")
    if found.last is None:
        words.say("No backup of this hub is known.")
    else:
        words.say(f"The last one, written and checked: {_line(found.last)}")
    if found.plan is None:
        words.say("The hub makes none by itself: hub.toml names no folder for them.")
        return
    words.say(f"It makes one each day at {found.plan.at:%H:%M} in {found.plan.folder}.")
    if found.same_disk:
        words.say("That folder is on the disk of the hub itself: when that disk breaks, both are gone.")
    if found.next is not None:
        words.say(f"The next: {_moment(found.next)}")
    words.say(f"Kept: {len(found.kept)}")
    for backup in found.kept:
        words.say(f"  {_line(backup)}, goes by {_moment(backup.until)[:10]}")
    if found.away:
        words.say(f"Made there too, but not there now: {found.away}")
    for where, many in found.elsewhere.items():
        gone = " (that folder is not there now: removed, or on a disk that is away)"
        words.say(
            f"Made elsewhere or by hand, and yours to remove: {many} in {where}"
            f"{gone if where in found.gone else ''}"
        )
    if found.until is not None:
        words.say(f"What is erased today is in none that the hub keeps after {_moment(found.until)[:10]}.")


def _line(backup: Backup) -> str:
    locked = ", locked" if backup.locked else ""
    return f"{_moment(backup.at)} {backup.name} ({words.size(backup.size)}{locked})"


def _moment(at: int | None) -> str:
    """As the clocks of the hub show it."""
    from datetime import datetime

    from django.utils import timezone

    zone = timezone.get_default_timezone()
    return "" if at is None else f"{datetime.fromtimestamp(at / 1000, zone):%Y-%m-%d %H:%M}"


def _told(found: Backups) -> dict[str, object]:
    return {
        "plan": found.plan and _planned(found.plan),
        "wrong": [{"name": each.name, "where": each.where} for each in found.wrong],
        "last": found.last and _one(found.last),
        "next": None if found.next is None else instant(found.next),
        "kept": [_one(each) for each in found.kept],
        "away": found.away,
        "elsewhere": dict(found.elsewhere),
        "gone": list(found.gone),
        "same_disk": found.same_disk,
        "until": None if found.until is None else instant(found.until),
    }


def _planned(plan: Plan) -> dict[str, object]:
    keep = {"daily": plan.keep.daily, "weekly": plan.keep.weekly, "monthly": plan.keep.monthly}
    return {
        "folder": plan.folder,
        "at": f"{plan.at:%H:%M}",
        "keep": keep,
        "locked": plan.passphrase_file is not None,
    }


def _one(backup: Backup) -> dict[str, object]:
    return {
        "file": str(Path(backup.folder) / backup.name),
        "at": instant(backup.at),
        "bytes": backup.size,
        "locked": backup.locked,
        "until": None if backup.until is None else instant(backup.until),
    }
