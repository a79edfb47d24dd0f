"""How it stands with the backups of this hub, from what was noted: a disk that does not answer delays nobody
who asks."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from prisma_hub.kernel import source
from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import nightly, planned, reaching, rules
from prisma_hub.upkeep.kept import Made, Tried
from prisma_hub.upkeep.types import Backup, Backups, Finding, Plan

_SLOW_MS: Final = 6 * 3_600_000


def backups(*, looking: bool = False) -> Backups:
    """How it stands with them now. `looking`: their folders are asked too, which may take a moment."""
    now, zone = source.current().now_ms(), timezone.get_default_timezone()
    plan, unclear = _plan()
    every, tried = list(Made.objects.order_by("-number")), Tried.objects.first()
    running = tried.began if tried and tried.ended is None and nightly.is_at_it() else None
    ours = [each for each in every if plan and each.planned and each.folder == plan.folder]
    made = [rules.Made(each.number, each.at) for each in ours]
    going = rules.until(made, plan.keep, now) if plan else {}
    due = rules.next_due(now, plan.at, zone) if plan else None
    if plan and rules.is_due(now, rules.last_due(now, plan.at, zone), made=_newest(ours), tried=None):
        due = now if not tried else max(now, min(tried.began + rules.RETRY_MS, due or now))
    wrong = list(_wrong(plan, unclear, tried, ours, running, now))
    same_disk = bool(tried and tried.same_disk)
    elsewhere = Counter(each.folder for each in every if each.number not in going)
    if looking and plan:
        here = is_there(plan.folder)
        same_disk = here and Path(plan.folder).stat().st_dev == Path(settings.HUB_DIR).stat().st_dev
        if not here and not any(each.name == "backup-away" for each in wrong):
            wrong.append(Damage("backup-away", plan.folder))
    return Backups(
        plan=plan,
        wrong=[Finding(each.name, each.where) for each in wrong],
        last=_told(every[0], going) if every else None,
        next=due,
        running=running,
        kept=[_told(each, going) for each in ours if each.here],
        away=sum(not each.here for each in ours),
        elsewhere=dict(elsewhere),
        gone=[each for each in elsewhere if looking and not is_there(each)],
        same_disk=same_disk,
        until=max(going.values(), default=None),
    )


def wrong() -> Iterator[Damage]:
    """What the doctor says of them."""
    return (Damage(each.name, each.where) for each in backups(looking=True).wrong)


def is_there(folder: str) -> bool:
    """Whether the folder is there and answers now."""
    # Not `Path.is_dir`, which fails where one may not enter.
    return reaching.answers(Path(folder)) and os.path.isdir(folder)


def _plan() -> tuple[Plan | None, Damage | None]:
    try:
        return planned.read(), None
    except Refused as no:
        return None, Damage("backup-setting", str(no.values["what"]))


def _wrong(
    plan: Plan | None,
    unclear: Damage | None,
    tried: Tried | None,
    ours: Sequence[Made],
    running: int | None,
    now: int,
) -> Iterator[Damage]:
    if unclear:
        yield unclear
    if plan is None:
        return
    if tried and tried.problem:
        yield Damage(tried.problem, tried.where)
    if running and now - running > _SLOW_MS:
        yield Damage("backup-slow", plan.folder)
    newest = _newest(ours)
    if newest is not None and now - newest > rules.LATE_MS:
        yield Damage("backup-late", source.instant(newest)[:10])


def _newest(ours: Sequence[Made]) -> int | None:
    return ours[0].at if ours else None


def _told(made: Made, going: dict[int, int]) -> Backup:
    until = going.get(made.number)
    return Backup(made.number, made.folder, made.name, made.at, made.size, made.locked, until)
