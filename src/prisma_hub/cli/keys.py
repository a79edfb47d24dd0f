"""`keys show|rotate`: the hub's own keys, for whoever holds the machine."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
import django

from prisma_hub.cli import folder, parameters, words


@click.command()
@parameters.hub_folder()
@parameters.as_json
def show(directory: Path, as_json: bool) -> None:
    """Every key the hub had, the one in force last. Exit 1 where it could not be changed."""
    with words.refusals():
        folder.enter(directory, reading=True)
        django.setup()
        from prisma_hub.log import queries

        found = queries.hub_keys()
        wrong = queries.next_key_wrong()
    if as_json:
        words.say_json({"keys": [asdict(each) for each in found], "wrong": str(wrong) if wrong else None})
    else:
        for each in found:
            until = f"until {each.until}" if each.until else "in force"
            words.say(f"{each.did}  entry {each.seq}, since {each.since}, {until}")
    if wrong and not as_json:
        words.complain(str(wrong))
    sys.exit(words.FINDING if wrong else 0)


@click.command()
@parameters.hub_folder()
@parameters.as_json
def rotate(directory: Path, as_json: bool) -> None:
    """Go on with the key that was promised, and promise another. The hub may be serving meanwhile."""
    with words.refusals():
        folder.enter(directory)
        django.setup()
        from prisma_hub.log import actions as log

        entry = log.rotate_key()
    if as_json:
        words.say_json({"key": entry.body["key"], "entry": entry.seq, "hub": log.hub_did()})
        return
    words.say(f"The name of the hub, for ever:      {log.hub_did()}")
    words.say(f"The key it signs with from now on:  {entry.body['key']}  (entry {entry.seq})")
    words.say("Whoever checks the hub goes on asking for its name. The key before is gone from this folder.")
    words.say(
        "If somebody may have seen the hub's folder or a backup that was not locked, they hold this key"
    )
    words.say("too: say the same once more. Then make a new backup: one from before brings the old key back.")
