"""The WSGI door of one hub process: words and pictures are made ready, the work loop starts, it opens."""

import threading
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from prisma_hub.upkeep import catalogue
from prisma_hub.web import assets


def open_door() -> WSGIHandler:
    """Ready this process, and start the loop that reacts to what is said; it ends with the process."""
    folder = Path(settings.HUB_DIR)
    catalogue.compile_into(folder / "derived" / "locale", folder / "languages")
    django.setup(set_prefix=False)
    assets.collect()
    from prisma_hub.work import loop

    threading.Thread(target=loop.run_forever, args=(threading.Event(),), daemon=True).start()
    return WSGIHandler()


application = open_door()
