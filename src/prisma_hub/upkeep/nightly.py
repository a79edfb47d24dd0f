"""Backups that the hub makes by itself, as hub.toml says (docs/decisions/0035).

In a process of its own, with little right to the processor: a disk that is slow, or does not answer, keeps
nobody waiting but that.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from prisma_hub.kernel import source
from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.refusal import Refused
from prisma_hub.upkeep import backup, copying, planned, rotating, rules
from prisma_hub.upkeep.kept import Made, Tried
from prisma_hub.upkeep.rotating import no_backup
from prisma_hub.upkeep.types import NoBackup, Plan

_log = logging.getLogger(__name__)
_AT_IT: Final = ".backing-up"
_PROGRAM: Final = "prisma_hub.cli.nightly"
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_SHUT: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_AWAY: Final = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE}
_begun: list[subprocess.Popen[bytes]] = []


def begin_if_due() -> None:
    """Begin the process that makes one, where hub.toml wants one, one is due, and nobody is at it."""
    _begun[:] = [each for each in _begun if each.poll() is None]
    if _begun:
        return
    try:
        plan = planned.read()
    except Refused:
        return  # told where somebody looks (`standing`)
    if plan is None or not _is_due(plan) or is_at_it():
        return
    own = {"PRISMA_HUB_DIR": str(settings.HUB_DIR), "DJANGO_SETTINGS_MODULE": "prisma_hub.settings"}
    _begun.append(subprocess.Popen([sys.executable, "-m", _PROGRAM], env=os.environ | own))  # noqa: S603  ourselves


def _is_due(plan: Plan) -> bool:
    now, tried = source.current().now_ms(), Tried.objects.first()
    last = Made.objects.filter(planned=True, folder=plan.folder).order_by("number").last()
    due = rules.last_due(now, plan.at, timezone.get_default_timezone())
    return rules.is_due(now, due, made=last.at if last else None, tried=tried.began if tried else None)


def back_up(*, by_hand: bool = False, progress: copying.Progress | None = None) -> Made:
    """Make one now as hub.toml says, verify it, and let go of those whose time is over.

    Whatever came of it is noted. `by_hand`: somebody sits here and means this disk, also where it is not the
    one that was there before. Refuses where hub.toml says nothing or nothing sensible, while another is at
    it, and (`NoBackup`) where none came of it.
    """
    plan = planned.read()
    if plan is None:
        raise Refused(
            "hub.toml says nothing of backups.",
            kept="Nothing was written.",
            mend="Write there where they are to lie: docs/how-to/back-up-and-restore.md says how.",
        )
    with _alone():
        tried = _note_beginning()
        try:
            made = _make(plan, by_hand, progress)
            rotating.let_go(plan)
        except Exception as problem:
            wrong = problem if isinstance(problem, NoBackup) else _told(plan, problem)
            _note_end(tried, wrong.damage)
            if wrong is problem:
                raise
            _log.warning("no backup was made: %s", problem, exc_info=not isinstance(problem, OSError))
            raise wrong from problem
        _note_end(tried, None)
    return made


def _make(plan: Plan, by_hand: bool, progress: copying.Progress | None) -> Made:
    rotating.insist_it_is_there(plan, by_hand=by_hand)
    rotating.sweep(plan)
    rotating.look(plan)
    rotating.insist_on_room(plan)
    try:
        secret = planned.passphrase(plan)
    except Refused as no:
        raise no_backup("backup-setting", no.values["what"]) from no
    backup.write(rotating.next_file(plan), passphrase=secret, progress=progress, planned=True)
    return rotating.made_in(plan).latest("number")


def is_at_it() -> bool:
    """Whether somebody is making one now."""
    try:
        with _alone():
            return False
    except OSError:  # nobody can, there
        return False
    except Refused:
        return True


@contextmanager
def _alone() -> Iterator[None]:
    """Held by one process at a time; given up when it ends, however it does."""
    with (Path(settings.HUB_DIR) / _AT_IT).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("A backup is being made already.", kept="That one goes on.") from None
        yield


def _note_beginning() -> Tried:
    fresh = {"began": source.current().now_ms(), "ended": None, "problem": "", "where": ""}
    return Tried.objects.update_or_create(only=True, defaults=fresh)[0]


def _note_end(tried: Tried, damage: Damage | None) -> None:
    tried.ended = source.current().now_ms()
    tried.problem, tried.where = (damage.name, damage.where) if damage else ("", "")
    tried.save(update_fields=["ended", "problem", "where"])


def _told(plan: Plan, problem: Exception) -> NoBackup:
    """What came in between, by the name under which it is explained."""
    number = problem.errno if isinstance(problem, OSError) else None
    for name, numbers in (("backup-full", _FULL), ("backup-shut", _SHUT), ("backup-away", _AWAY)):
        if number in numbers:
            return no_backup(name, plan.folder)
    why = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    return no_backup("backup-broke", f"{plan.folder} ({why})")
