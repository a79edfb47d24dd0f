"""The WSGI door of one hub process: words and pictures are made ready, the work loop starts, it opens."""

import ctypes
import signal
import sys
import threading
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from prisma_hub.upkeep import catalogue
from prisma_hub.web import assets


def end_with_parent() -> None:
    """When whoever started this process is killed, it ends too: else it would go on holding the folder, and
    nobody would know its number (Linux, prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def open_door() -> WSGIHandler:
    """Ready this process, and start the loop that reacts to what is said; it ends with the process."""
    folder = Path(settings.HUB_DIR)
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    django.setup(set_prefix=False)
    assets.collect()
    from prisma_hub.work import loop

    end_with_parent()
    threading.Thread(target=loop.run_forever, args=(threading.Event(),), daemon=True).start()
    return WSGIHandler()


application = open_door()
