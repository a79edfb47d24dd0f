"""`site`: the hub's public face as plain files, for any web host, a stick or a folder."""

from __future__ import annotations

import gc
from dataclasses import asdict
from pathlib import Path

import click
import django

from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.cli import folder, parameters, words
from prisma_hub.kernel.house import MARK
from prisma_hub.kernel.refusal import Refused, naming

WHOSE = {
    PUBLIC: "It is for everybody.",
    NETWORK: "It is for the hubs of this hub’s network, and shows what everybody may read as well.",
    HUB: "It is for the members of this hub, and shows what everybody may read as well.",
}
WAY = "prisma-hub site %(hub)s %(out)s"
_UNTIL_THE_END: list[object] = []
"""What is not taken apart thing by thing: the process is about to end (`app.main`)."""


@click.command()
@parameters.hub_folder()
@parameters.argument(
    "out",
    type=parameters.PATH,
    required=False,
    help="The folder of the site; the folder `site` in the hub's if not given.",
)
@click.option(
    "--for",
    "space",
    default="public",
    show_default=True,
    help="Whom it is for: public, network, hub, or a circle.",
)
@click.option("--address", default="", help="Where it will lie (https://…): for a sitemap and for links.")
@parameters.as_json
def site(directory: Path, out: Path | None, space: str, address: str, as_json: bool) -> None:
    """Build the site, whole or what changed of it. The files are the same either way."""
    gc.disable()  # a short command: what Django and the rooms bring stays until its end
    with words.refusals():
        hub, to = which_is_which(directory, out)
        folder.enter(hub)
        django.setup()
        from prisma_hub.stories import actions
        from prisma_hub.upkeep import actions as upkeep

        with words.progress("Making ready") as report:
            upkeep.prepare(report)
            upkeep.insist_founded()
        with words.progress("Building the site") as report, naming(to):
            built = actions.build_site(out=to, space=space, address=address, report=report)
            _UNTIL_THE_END.append(built)
    if as_json:
        words.say_json(
            {
                "out": str(to.resolve()),
                "for": space,
                "files": built.files,
                "evidence": built.evidence,
                "written": built.written,
                "removed": built.removed,
                "disclosed": built.disclosed,
                "left_out": [asdict(each) for each in built.left_out],
            }
        )
        return
    words.say(f"The site is in {to.resolve()}")
    words.say(whose(space))
    words.say(f"{count(built.files, 'file')}, and {count(built.evidence, 'file')} of evidence beside them.")
    if built.written or built.removed:
        words.say(f"Written now: {built.written}. Taken away: {built.removed}.")
    else:
        words.say("Nothing had changed since it was built last.")
    words.say(f"It shows parts of {count(built.disclosed, 'entry', 'entries')} of the record book.")
    for each in built.left_out:
        words.say(f"Left out: {each.path}, {each.why}.")
    words.say(f"Check it: prisma-hub verify {to}")


def which_is_which(first: Path, second: Path | None) -> tuple[Path, Path]:
    """The hub's folder and the site's, in either order: only one of them holds a hub."""
    if (first / MARK).is_file():
        return first, second if second is not None else first / "site"
    if second is not None and (second / MARK).is_file():
        return second, first
    here = Path("hub")
    hub = here if (here / MARK).is_file() else Path("HUB")
    raise Refused(
        "There is no hub in %(folder)s.",
        kept="Nothing was written.",
        mend=f"The hub’s folder comes first, then the folder of the site: {WAY}",
        folder=first if second is None else f"{first} and none in {second}",
        hub=hub,
        out=first if second is None and first != here else second or "OUT",
    )


def whose(space: str) -> str:
    """Whom a site of this space is for."""
    told = WHOSE.get(space, f"It is for {space}, and shows what members and everybody may read as well.")
    return told if space == PUBLIC else f"{told} Hand it on only to them."


def count(number: int, one: str, many: str = "") -> str:
    """A number with its word: 1 file, 2 files."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
