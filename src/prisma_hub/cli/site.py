"""`site`: the hub's public face as plain files, for any web host, a stick or a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import django
import typer

from prisma_hub.cli import folder, words
from prisma_hub.cli.hub import Folder


def site(
    out: Annotated[Path, typer.Argument(help="The folder of the site.")],
    directory: Folder = Path("hub"),
    space: Annotated[
        str, typer.Option("--for", help="Whom it is for: public, network, hub, or a circle.")
    ] = "public",
    as_json: Annotated[bool, typer.Option("--json", help="For a machine to read.")] = False,
) -> None:
    """Build the site, whole or what changed of it. The files are the same either way."""
    with words.refusals(), words.progress("Building the site") as report:
        folder.enter(directory)
        django.setup()
        from prisma_hub.stories import actions
        from prisma_hub.upkeep import actions as upkeep

        upkeep.prepare()
        built = actions.build_site(out=out, space=space, report=report)
    if as_json:
        words.say_json(
            {
                "out": str(out.resolve()),
                "files": built.files,
                "written": built.written,
                "removed": built.removed,
                "disclosed": built.disclosed,
            }
        )
        return
    words.say(f"{built.files} files in {out.resolve()}: {built.written} written, {built.removed} removed.")
    words.say(f"It discloses parts of {built.disclosed} entries. Check it with: prisma-hub verify {out}")
