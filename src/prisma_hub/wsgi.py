"""The WSGI door of one hub process: words and pictures are made ready, the work loop starts, it opens."""

import ctypes
import signal
import sys
import threading
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection

from prisma_hub.kernel.refusal import not_now
from prisma_hub.log import anchor
from prisma_hub.upkeep import catalogue
from prisma_hub.web import assets


def end_with_parent() -> None:
    """When whoever started this process is killed, it ends too: else it would go on holding the folder, and
    nobody would know its number (Linux, prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def hold_on() -> None:
    """One connection stays open from here on. Where nothing can be written, this process says so and ends:
    what it had opened would let nobody write afterwards either. Whoever began it may begin it again."""
    try:
        anchor.drop()
    except OperationalError as problem:
        no = not_now(problem)
        if no is None:
            raise
        sys.exit(f"{no.reason} ({problem}) Nothing is served until it can be.")


def open_door() -> WSGIHandler:
    """Ready this process, and start the loop that reacts to what is said; it ends with the process."""
    folder = Path(settings.HUB_DIR)
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    django.setup(set_prefix=False)
    hold_on()
    assets.collect()
    from prisma_hub.log import anew
    from prisma_hub.log import queries as log
    from prisma_hub.media import actions as media
    from prisma_hub.work import loop

    log.await_rooms()  # now, and not when somebody first says something
    loop.rooms.do()

    end_with_parent()
    anew.look()
    connection.close()  # in this thread nobody asks anything any more
    media.clear_up()
    threading.Thread(target=loop.run_forever, args=(threading.Event(),), daemon=True).start()
    return WSGIHandler()


application = open_door()
