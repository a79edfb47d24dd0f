"""`init` and `steward recover`: how a hub begins, and how whoever holds the machine gets in."""

from __future__ import annotations

import os
from pathlib import Path

import click
import django

from prisma_hub.cli import folder, founding, parameters, words, zones
from prisma_hub.kernel.house import MARK

OTHER_PORT = "Serve the hub on another port, and the link has that one in place of 8000."


@click.command()
@parameters.hub_folder()
@click.option("--name", required=True, help="What the hub is called.")
@click.option("--lang", type=click.Choice(folder.Language), required=True, help="The language it begins in.")
@click.option(
    "--timezone",
    default="",
    help="The zone its clocks show, like Europe/Lisbon; this machine's if not given.",
)
def init(directory: Path, name: str, lang: folder.Language, timezone: str) -> None:
    """Make a new hub in a folder. Prints a one-time link for its first steward."""
    with words.refusals():
        if not name.strip():
            words.refuse("A hub needs a name.")
        zone = timezone or zones.zone_here(os.environ)
        with founding.founding(directory, name=name.strip(), language=lang.value, timezone=zone):
            django.setup()
            from prisma_hub.upkeep import actions as upkeep

            token = upkeep.found(name=name.strip())
    words.say(f"The hub “{name.strip()}” lives in {directory.resolve()}")
    words.say(f"Its clocks show:      {zone} (to change it: {directory / MARK})")
    words.say(f"Serve it:             prisma-hub serve {directory}")
    words.say(f"First steward's link: http://127.0.0.1:8000/steward/{token}")
    words.say("The link works once, for seven days. Whoever opens it first becomes a steward.")
    words.say(OTHER_PORT)


@click.command()
@parameters.hub_folder()
def recover(directory: Path) -> None:
    """A new one-time link for a steward. Its making is noted in the record book."""
    with words.refusals():
        folder.enter(directory)
        django.setup()
        from prisma_hub.identity import actions as identity

        token = identity.make_steward_link(how="the machine")
    words.say(f"Steward's link: http://127.0.0.1:8000/steward/{token}")
    words.say("It works once, for seven days. That it was made is noted in the record book.")
    words.say(OTHER_PORT)
