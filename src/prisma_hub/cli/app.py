"""All commands, joined. Django is only woken once the folder is known."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import NoReturn

import typer
from django.apps import apps
from django.db import connections

from prisma_hub.cli import backups, demo, hub, importing, record, serving, site, verifying, words
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
app.command()(backups.backup)
app.command()(backups.restore)
app.add_typer(importing.app, name="import")
app.add_typer(hub.steward, name="steward")


def main() -> None:
    try:
        app()
    except SystemExit as end:
        if site.site.__name__ in sys.argv[1:2] and threading.active_count() == 1:
            _leave_all(end)
        raise
    except Refused as no:
        words.complain(str(no))
        sys.exit(words.MISUSE)
    except BrokenPipeError:
        sys.exit(0)


def _leave_all(end: SystemExit) -> NoReturn:
    """End at once where much is in memory: the system takes it back in one piece, Python thing by thing."""
    atexit._run_exitfuncs()
    if apps.ready:
        connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
