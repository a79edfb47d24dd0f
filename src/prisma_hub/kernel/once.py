"""What is done once, when somebody first needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Once:
    """Work put off until its first use. Another thread that comes meanwhile waits until it is done."""

    def __init__(self) -> None:
        self._work: Callable[[], None] | None = None
        self._doing = threading.RLock()
        self._at_it = False

    def put_off(self, work: Callable[[], None]) -> None:
        self._work = work

    def do(self) -> None:
        """Do it now, unless it was done. What failed is tried again by whoever comes next."""
        if self._work is None:
            return
        with self._doing:
            if self._work is None or self._at_it:
                return
            self._at_it = True
            try:
                self._work()
                self._work = None
            finally:
                self._at_it = False
