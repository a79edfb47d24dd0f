"""A hub's folder from one program to the next: never backwards, and never without a way back.

Only tables change when a program changes; pages, media and keys stay as they lie. So what is kept before is
the database as it stands, beside it, until something is erased or thirty days are over: it would hold what
people take back.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused

BEFORE = "until-*.sqlite3"
"""Beside the database; in place of the star, the last step that had been taken."""
KEPT_MS = 30 * 86_400_000


def is_up_to_date() -> bool:
    """Whether every step that makes kept tables was taken. Django's command, asked the same, first builds
    every table of every step in memory."""
    return _known() <= _taken()


def upgrade() -> None:
    """Take the steps that are missing, after the database was kept as it stands. Refuses one that a newer
    program has changed already."""
    known, taken = _known(), _taken()
    newer = taken - known
    if newer:
        raise Refused(
            "The tables of this hub were changed by a newer prisma-hub (%(step)s).",
            kept="Nothing was changed.",
            mend="Update prisma-hub, then try again.",
            step=max(newer),
        )
    if known <= taken:
        return
    if taken and connection.vendor == "sqlite":
        _keep_as_it_stands(max(taken))
    call_command("migrate", verbosity=0, interactive=False)


def let_go(*, all_of_it: bool = False) -> None:
    """Remove what was kept before: the old, or all of it, since something was erased that it still holds."""
    now = source.current().now_ms()
    for file in Path(settings.HUB_DIR).glob(BEFORE):
        if all_of_it or file.stat().st_mtime * 1000 + KEPT_MS < now:
            file.unlink(missing_ok=True)


def _known() -> set[str]:
    app = apps.get_app_config("prisma_hub")
    return {each.name for each in iter_modules([f"{app.path}/migrations"])}


def _taken() -> set[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {name for label, name in applied if label == "prisma_hub"}


def _keep_as_it_stands(last: str) -> None:
    """The database in one file, on the disk, before anything in it changes."""
    let_go(all_of_it=True)
    database = Path(settings.DATABASES["default"]["NAME"])
    kept = database.with_name(BEFORE.replace("*", last))
    half = kept.with_name(kept.name + ".unfinished")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    with closing(sqlite3.connect(database)) as now, closing(sqlite3.connect(half)) as then:
        now.backup(then)
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(kept)
