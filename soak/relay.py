"""What lies between a hub and its database: refuses connections, or cuts them, also between what the database
did and the word that it is done."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

_PIECE = 64 * 1024
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing tells the other side that the line is dead (RST), not that all was said."""


class Relay:
    """Listens on `port`, hands on to `database`, in threads of its own."""

    def __init__(self, port: int, database: int) -> None:
        self.port, self._database = port, database
        self._lines: list[socket.socket] = []
        self._lock, self._speaks = threading.Lock(), threading.Event()
        self._speaks.set()
        self._door: socket.socket | None = None

    def open(self) -> None:
        """Take connections, if none are taken yet."""
        if self._door is None:
            self._door = socket.create_server(("127.0.0.1", self.port), backlog=64)
            threading.Thread(target=self._take, args=(self._door,), daemon=True).start()

    def refuse(self) -> None:
        """From now on nobody gets in; who is in is cut off."""
        if self._door is not None:
            with contextlib.suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for somebody
            self._door.close()
        self._door = None
        self.cut()

    def cut(self) -> int:
        """Cut every line. How many there were."""
        with self._lock:
            cut, self._lines = self._lines, []
        for each in cut:
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        return len(cut) // 2

    def cut_without_answer(self, seconds: float) -> int:
        """The database hears all and does it; nothing of its answers arrives; then every line is cut."""
        self._speaks.clear()
        time.sleep(seconds)
        cut = self.cut()
        self._speaks.set()
        return cut

    def _take(self, door: socket.socket) -> None:
        while True:
            try:
                hub, _ = door.accept()
            except OSError:
                return
            try:
                database = socket.create_connection(("127.0.0.1", self._database))
            except OSError:
                hub.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                hub.close()
                continue
            with self._lock:
                self._lines += [hub, database]
            for way in ((hub, database, None), (database, hub, self._speaks)):
                threading.Thread(target=_hand_on, args=way, daemon=True).start()


def _hand_on(ear: socket.socket, mouth: socket.socket, speaks: threading.Event | None) -> None:
    with contextlib.suppress(OSError):
        while piece := ear.recv(_PIECE):
            if speaks is not None:
                speaks.wait()
            mouth.sendall(piece)
    for each in (ear, mouth):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
