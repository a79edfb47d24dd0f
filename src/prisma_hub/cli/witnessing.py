"""`log witness|ask|cosigned|follow|cosign`: who signs our checkpoints, and whose we sign."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click
import django

from prisma_hub.cli import folder, parameters, words

_name = click.option("--name", default="", help="What people here call it.")
_lines = parameters.argument("file", type=parameters.PATH, help="A file; - for what comes through a pipe.")


@click.command()
@parameters.argument("key", help="name+hash+key as the witness publishes it, or did:key of a hub.")
@parameters.hub_folder()
@_name
@click.option("--drop", is_flag=True, help="Take nothing more of it.")
def witness(key: str, directory: Path, name: str, drop: bool) -> None:
    """Say whose signatures below our checkpoints we take."""
    with words.refusals():
        actions = _open(directory)
        found = actions.dismiss_witness(key=key) if drop else actions.name_witness(key=key, title=name)
    words.say(f"{'No witness of ours any more' if drop else 'A witness of ours'}: {found.name}")


@click.command()
@parameters.hub_folder()
@click.option("--witness", default="", help="Its name, where there are several.")
@click.option("--old", type=click.IntRange(min=0), help="At which size it saw our book last.")
def ask(directory: Path, witness: str, old: int | None) -> None:
    """Write the request for a witness' signature below our newest checkpoint."""
    with words.refusals():
        request = _open(directory).ask(witness=witness, old=old)
    click.echo(request, nl=False)


@click.command()
@_lines
@parameters.hub_folder()
def cosigned(file: Path, directory: Path) -> None:
    """Take in what witnesses signed. Every line under a known witness' key must hold."""
    with words.refusals():
        kept = _open(directory).take_in(_read(file).decode(errors="replace"))
    for name, size in kept:
        words.say(f"Kept: {name} has signed our book of {size} entries.")


@click.command()
@parameters.argument("hub", help="The did:key of the other hub.")
@parameters.hub_folder()
@_name
@click.option("--key", default="", help="Its key in force, if it has changed it since its founding.")
@click.option("--drop", is_flag=True, help="Sign it no more.")
def follow(hub: str, directory: Path, name: str, key: str, drop: bool) -> None:
    """Say whose book we witness."""
    with words.refusals():
        actions = _open(directory)
        if drop:
            actions.leave_book(hub=hub)
        else:
            actions.follow_book(hub=hub, key=key, title=name)
    words.say(f"{'We witness no more' if drop else 'We witness'} the book of {hub}.")


@click.command()
@_lines
@parameters.hub_folder()
def cosign(file: Path, directory: Path) -> None:
    """As a witness: sign the request of another hub, if its book goes on from what we saw. 1 if not."""
    with words.refusals():
        actions = _open(directory)
        from prisma_hub.federation.types import NotCosigned

        try:
            line = actions.cosign_book(_read(file))
        except NotCosigned as no:
            words.refuse(no, words.FINDING)
    click.echo(line, nl=False)


def _open(directory: Path) -> ModuleType:
    """The actions of the room, which can be read only once Django is awake."""
    folder.enter(directory)
    django.setup()
    from prisma_hub.federation import actions

    return actions


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as problem:
        words.refuse(f"{file} cannot be read: {problem.strerror}.")
