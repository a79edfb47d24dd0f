"""Whoever asks a hub to stop is heard at any moment, also while it starts.

A worker that is forked has the handlers of its parent, which note that somebody asked and do nothing else;
its own come once all is read, seconds later. Asked in between, it would forget it, and its parent would wait
for it for ever.
"""

from __future__ import annotations

import os
import signal
import time
from types import FrameType
from typing import NoReturn

_ASKED = (signal.SIGTERM, signal.SIGINT)
TOLD_TO_STOP = 128 + signal.SIGTERM
_FIRST_S = 2


def heed_in_workers() -> None:
    """From here on what is forked ends at once when it is told to, until it says itself how it ends: by then
    it has kept nothing that could be cut in two. Ctrl-C is for the parent, which tells it. What is asked
    while it is forked waits until it can be heard."""

    def begin_anew() -> None:
        signal.signal(signal.SIGTERM, _end_after_the_parent)
        signal.signal(signal.SIGINT, _leave_it_to_the_parent)  # what it starts itself still ends by it
        listen()

    def listen() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED)

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED) and None,
        after_in_parent=listen,
        after_in_child=begin_anew,
    )


def heed() -> None:
    """Until this process becomes another program: told to stop, it ends what it waits for, and itself, and
    takes away what it had for a while."""
    signal.signal(signal.SIGTERM, _end)


def _leave_it_to_the_parent(number: int, frame: FrameType | None) -> None:
    return None


def _end_after_the_parent(number: int, frame: FrameType | None) -> None:
    """Where all were told at once, the parent is to know of it before one of them is gone: it would take it
    for a failure. It says it again, and then, or soon, this ends."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    time.sleep(_FIRST_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(TOLD_TO_STOP)
