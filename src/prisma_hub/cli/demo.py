"""`demo`: a hub with a whole journey, to look around in."""

from __future__ import annotations

from pathlib import Path

import click
import django

from prisma_hub.cli import founding, parameters, words

SHOWN = ("heron", "alder", "otter", "ember", "compass")


@click.command()
@parameters.hub_folder("demo-hub")
@click.option("--seed", default="", help="The same seed gives the same hub, codes and keys too.")
def demo(directory: Path, seed: str) -> None:
    """Make a hub and play a whole journey in it, through the actions that people use. For looking around:
    its codes and keys are known to everybody."""
    with words.refusals(), founding.founding(directory, name="Lagoon House", language="en"):
        django.setup()
        from prisma_hub.demo import actions
        from prisma_hub.demo.types import SEED

        with words.progress("Playing the journey") as report:
            guests = {each.handle: each for each in actions.play(seed or SEED, report)}
        code = actions.print_code(seed or SEED)
    words.say(f"A demo hub lives in {directory.resolve()}")
    words.say(f"Serve it:  prisma-hub serve {directory}")
    words.say("Look through their eyes, with name and code:")
    for handle in SHOWN:
        words.say(f"  {handle:8}  {guests[handle].code}  {guests[handle].does}")
    words.say(f"Or join as yourself, with this code:  {code}")
    words.say("This hub is for looking around. Do not put real words in it.")
