"""All commands, joined. Django is only woken once the folder is known."""

from __future__ import annotations

import sys

import typer

from prisma_hub.cli import demo, hub, importing, record, serving, site, verifying, words
from prisma_hub.kernel.refusal import Refused

app = typer.Typer(
    name="prisma-hub",
    help="The server a community keeps in its own house.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(hub.init)
app.command()(serving.serve)
app.command()(demo.demo)
app.add_typer(record.app, name="log")
app.command()(verifying.verify)
app.command()(site.site)
app.command()(record.rebuild)
app.add_typer(importing.app, name="import")
app.add_typer(hub.steward, name="steward")


def main() -> None:
    try:
        app()
    except Refused as no:
        words.complain(str(no))
        sys.exit(words.MISUSE)
    except BrokenPipeError:
        sys.exit(0)
