"""All commands, joined. Django is only woken once the folder is known."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import NoReturn

from prisma_hub.cli import words
from prisma_hub.cli.group import Group
from prisma_hub.kernel.refusal import Refused

app = Group(
    "The server a community keeps in its own house.",
    {
        "init": "hub.init",
        "serve": "serving.serve",
        "secure": "securing.secure",
        "demo": "demo.demo",
        "verify": "verifying.verify",
        "site": "site.site",
        "rebuild": "record.rebuild",
        "backup": "backups.backup",
        "restore": "backups.restore",
        "backups": "rotation.backups",
        "doctor": "doctor.doctor",
        "keeping": "keeping.keeping",
        "log": Group(
            "The record book.",
            {
                "head": "record.head",
                "verify": "record.verify",
                "prove": "record.prove",
                "export": "record.export",
                "witness": "witnessing.witness",
                "ask": "witnessing.ask",
                "cosigned": "witnessing.cosigned",
                "follow": "witnessing.follow",
                "cosign": "witnessing.cosign",
            },
        ),
        "keys": Group("The hub's own keys.", {"show": "keys.show", "rotate": "keys.rotate"}),
        "import": Group("Bring in what exists elsewhere.", {"vault": "importing.vault"}),
        "steward": Group("For whoever holds the machine.", {"recover": "hub.recover"}),
    },
)


def main() -> None:
    try:
        app()
    except SystemExit as end:
        if sys.argv[1:2] == ["site"] and threading.active_count() == 1:
            _leave_all(end)
        raise
    except Refused as no:
        words.complain(str(no))
        sys.exit(words.MISUSE)
    except BrokenPipeError:
        sys.exit(0)


def _leave_all(end: SystemExit) -> NoReturn:
    """End at once where much is in memory: the system takes it back in one piece, Python thing by thing."""
    from django.apps import apps
    from django.db import connections

    atexit._run_exitfuncs()
    if apps.ready:
        connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
