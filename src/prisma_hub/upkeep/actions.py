"""Founding a hub, and bringing its folder up to the program."""

from __future__ import annotations

from django.core.management import call_command

from prisma_hub.identity import actions as identity
from prisma_hub.log import actions as log
from prisma_hub.log import replay

Progress = replay.Progress


def found(*, name: str, language: str, demo: bool = False) -> str:
    """Make a hub in the empty folder of the settings. Returns the token of the first steward's link."""
    prepare()
    log.found_hub(name, demo=demo)
    return identity.make_steward_link(how="founding")


def prepare(progress: Progress | None = None) -> None:
    """Bring the folder up to the program. Safe to repeat; nothing kept is lost."""
    call_command("migrate", verbosity=0, interactive=False)
    if not replay.stands():
        replay.rebuild(progress)
