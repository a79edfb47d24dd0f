"""Reading the record book anew while the hub is served: a process beside the one that serves.

Folding gives the tables other names in its own process, so it never shares one with those who read them.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time

BEHIND = 11
"""How `prisma_hub.cli.prepare` ends when the tables are left to be made while the hub is served."""
MARK = "PRISMA_READ_ANEW"
_AGAIN_S = 60


def begin() -> subprocess.Popen[bytes] | None:
    """Begin it, if the tables are behind; it ends by itself, or with this process."""
    if not os.environ.pop(MARK, ""):
        return None
    return subprocess.Popen([sys.executable, "-m", "prisma_hub.cli.reading"])


def _read(parent: int) -> None:
    import django

    from prisma_hub.cli.door import end_with

    end_with(parent)
    os.nice(5)  # those who read come first
    django.setup()
    from django.db import connection

    from prisma_hub.upkeep import actions as upkeep

    while upkeep.is_behind():
        try:
            upkeep.read_anew()
        except Exception:
            logging.exception("the record book could not be read anew; it is tried again in a minute")
            connection.close()
            time.sleep(_AGAIN_S)


if __name__ == "__main__":
    _read(os.getppid())
