"""Founding a hub, and bringing its folder up to the program."""

from __future__ import annotations

from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from prisma_hub.commons import actions as commons
from prisma_hub.identity import actions as identity
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.log.types import Head
from prisma_hub.protocols import actions as protocols
from prisma_hub.upkeep import archive, catalogue, restoring
from prisma_hub.upkeep import backup as writing
from prisma_hub.work import loop

Progress = replay.Progress


def found(*, name: str, demo: bool = False) -> str:
    """Make a hub in the empty folder of the settings. Returns the token of the first steward's link.

    It begins with the starter commons in all its languages, and with its protocols. Which language it
    speaks by itself stands in the folder (hub.toml).
    """
    _bring_up(None)
    log.found_hub(name, demo=demo)
    commons.plant_starter()
    loop.run_until_idle()
    protocols.adopt_starter()
    loop.run_until_idle()
    return identity.make_steward_link(how="founding")


def prepare(progress: Progress | None = None) -> None:
    """Bring a hub's folder up to the program: tables and words. Safe to repeat; nothing kept is lost.

    Refuses a folder that does not belong to the database.
    """
    _bring_up(progress)
    log.check_hub()


def backup(file: Path, *, passphrase: str | None = None, progress: Progress | None = None) -> Head:
    """Write everything that cannot be made again into one file, while the hub serves, and read it again."""
    return writing.write(file, passphrase=passphrase, progress=progress)


def unpack(backup: Path, passphrase: str | None, into: Path) -> None:
    """Put the files of a backup below the folder `into`. Refuses what is not whole."""
    archive.unpack(backup, passphrase, into)


def restore(backup: Path, folder: Path, progress: Progress | None = None) -> Head:
    """Make a hub of a backup that was unpacked in `folder`, that of the settings. A new epoch begins."""
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    call_command("migrate", verbosity=0, interactive=False)
    return restoring.take_over(backup, folder, progress)


def _bring_up(progress: Progress | None) -> None:
    folder = Path(settings.HUB_DIR)
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    if not _has_its_tables():
        call_command("migrate", verbosity=0, interactive=False)
    if not replay.stands():
        replay.rebuild(progress)


def _has_its_tables() -> bool:
    """Whether every step that makes kept tables was taken. Django's command, asked the same, first builds
    every table of every step in memory."""
    app = apps.get_app_config("prisma_hub")
    steps = {(app.label, each.name) for each in iter_modules([f"{app.path}/migrations"])}
    return steps <= MigrationRecorder(connection).applied_migrations().keys()
