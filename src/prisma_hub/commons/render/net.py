"""What the reader could not read, though it should have: told to whoever looks after the program, once.

A page is anybody's words, and the readings of all pages are made in one go: a fault that one text brings to
light must not take the others along. The page is then kept as plain text (`parse.read_page`).
"""

from __future__ import annotations

import logging
import traceback
from typing import Final

_log = logging.getLogger(__name__)
_GRAVE: Final = (MemoryError, OSError, KeyboardInterrupt, SystemExit, GeneratorExit)
_MOST_FRAMES: Final = 40
_told: set[tuple[str, str, int | None]] = set()


def caught(problem: BaseException) -> None:
    """Note a fault of the reader; what is no fault of it (no memory, no disk, the end) goes on its way.

    The log gets where in the program it was, and never what was read: the words of an exception may be those
    of a page.
    """
    if isinstance(problem, _GRAVE):
        raise problem
    frames = traceback.extract_tb(problem.__traceback__)[-_MOST_FRAMES:]
    last = frames[-1] if frames else None
    place = (type(problem).__name__, last.filename if last else "", last.lineno if last else None)
    if place in _told:
        return
    _told.add(place)
    _log.error(
        "A page could not be read and is kept as plain text; prisma-hub doctor names it. %s at:\n%s",
        type(problem).__name__,
        "".join(traceback.format_list(frames)),
    )
