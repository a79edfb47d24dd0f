"""`secure`: the certificate authority of a hub, for a secure page on the local network.

Run as a program it readies what `serve --secure` needs: the authority, where there is none, and a
certificate that is good for a while. Arguments: the names and addresses of this machine.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import django

from prisma_hub.cli import folder, network, parameters, words
from prisma_hub.cli.door import RENEWED
from prisma_hub.kernel.source import instant

if TYPE_CHECKING:
    from prisma_hub.kernel.authority import Shown


@click.command()
@parameters.hub_folder()
@click.option(
    "--name",
    "names",
    multiple=True,
    help="A name this machine has in its house, like hub.lan; its own if none is given.",
)
@click.option("--again", is_flag=True, help="Another in place of the one there is; every device trusts anew.")
@parameters.as_json
def secure(directory: Path, names: tuple[str, ...], again: bool, as_json: bool) -> None:
    """Make the hub's own certificate authority, which can vouch for this machine alone, or show it."""
    with words.refusals():
        folder.enter(directory)
        django.setup()
        from prisma_hub.upkeep import actions as upkeep
        from prisma_hub.upkeep import queries

        found = None if again or names else queries.authority()
        if found is None:
            called = list(names) or own_names()
            found = upkeep.make_authority(names=called, addresses=own_addresses(), again=again)
    if as_json:
        words.say_json(_told(found))
        return
    _say(found)
    words.say(f"Serve with it: prisma-hub serve {directory} --host 0.0.0.0 --secure")


def own_names() -> list[str]:
    """What others in the house call this machine, as far as it knows: by mDNS, and by its router."""
    label = socket.gethostname().partition(".")[0].lower()
    return [label, f"{label}.local"] if label not in ("", "localhost") else []


def own_addresses() -> list[str]:
    """The private addresses of this machine; a public one no authority of a house may vouch for."""
    from prisma_hub.kernel.authority import is_of_a_house  # every command pays for what stands above

    return [each for each in network.addresses() if is_of_a_house(each)]


def _told(found: Shown) -> dict[str, object]:
    return {
        "fingerprint": found.fingerprint,
        "names": found.reach.names,
        "addresses": found.reach.addresses,
        "until": instant(found.until_ms),
    }


def _say(found: Shown) -> None:
    words.say("The certificate authority of this hub. Compare its fingerprint before you trust it:")
    words.say(f"  {found.fingerprint}")
    words.say(f"It can vouch for {', '.join((*found.reach.names, *found.reach.addresses))}, nothing else,")
    words.say(f"until {instant(found.until_ms)[:10]}. Its key stays in this folder, in no backup.")


def ready() -> None:
    django.setup()
    from prisma_hub.upkeep import actions as upkeep
    from prisma_hub.upkeep import queries

    with words.refusals():
        if queries.authority() is None:
            upkeep.make_authority(names=own_names(), addresses=own_addresses(), again=False)
        renewed = upkeep.renew_certificate()
        found = queries.authority()
    if found and "quiet" not in sys.argv:
        _say(found)
        for each in set(own_addresses()) - set(found.reach.addresses):
            words.complain(
                f"It cannot vouch for {each}, which this machine has only now. Open the hub by name,"
            )
            words.complain("or make another authority: prisma-hub secure --again")
    sys.exit(RENEWED if renewed else 0)


if __name__ == "__main__":
    ready()
