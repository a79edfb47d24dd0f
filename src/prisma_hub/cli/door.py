"""The secure door beside the plain one: a second server with the hub's own certificate, and its keeper.

Granian listens in one way only, so the secure page has a process of its own. Its keeper is a third: it begins
the secure page once the plain one answers, begins it again should it end, and sees each hour that its
certificate is good. Workers begin anew with a certificate made anew; nobody is cut off. No thread does it:
one that runs while a server forks its worker can leave a worker that never answers.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from typing import NoReturn

HOUR = 3600
RENEWED = 10
"""How `prisma_hub.cli.securing` ends when it made another certificate."""


class Door:
    """Kept open by a process of its own until it is closed."""

    def __init__(self, host: str, plain: int, secure: int) -> None:
        words = ["-m", "prisma_hub.cli.door", host, str(plain), str(secure)]
        self._keeper = subprocess.Popen([sys.executable, *words])  # noqa: S603  ourselves

    def close(self) -> None:
        self._keeper.terminate()
        self._keeper.wait(timeout=30)


class Keeper:
    """Keeps the door open until it is stopped."""

    def __init__(self, host: str, plain: int, secure: int) -> None:
        self._host, self._plain, self._secure = host, plain, secure
        self._server: subprocess.Popen[bytes] | None = None

    def keep(self) -> NoReturn:
        self._await_plain()
        looked, told = time.monotonic(), False
        while True:
            ended = self._server is not None and self._server.poll() is not None
            if self._server is not None and ended and not told:
                told = self._tell(self._server.returncode)
            if self._server is None or ended:
                self._server = self._begin()
            if time.monotonic() - looked > HOUR:
                looked = time.monotonic()
                self._renew()
            time.sleep(5)

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=20)

    def _tell(self, code: int) -> bool:
        """Once: it is begun again every few seconds, and may fail each time."""
        sys.stderr.write(
            f"The secure page on port {self._secure} ended (exit code {code}). The plain page goes on; this"
            " one\nis tried again. What went wrong may stand above: another program may use the port.\n"
        )
        sys.stderr.flush()
        return True

    def _begin(self) -> subprocess.Popen[bytes]:
        words = ["-m", "prisma_hub.cli.process", self._host, str(self._secure), "secure"]
        return subprocess.Popen([sys.executable, *words])  # noqa: S603  ourselves

    def _await_plain(self) -> None:
        """Both make the same files ready when they begin: one after the other."""
        import http.client  # which every other command would pay for

        here = "127.0.0.1" if self._host in ("0.0.0.0", "::") else self._host  # noqa: S104  compared
        while True:
            time.sleep(0.5)
            try:
                asking = http.client.HTTPConnection(here, self._plain, timeout=60)
                asking.request("GET", "/log/checkpoint")
                asking.getresponse().read()
                return
            except OSError:
                continue

    def _renew(self) -> None:
        looked = subprocess.run([sys.executable, "-m", "prisma_hub.cli.securing", "quiet"], check=False)
        if looked.returncode == RENEWED and self._server is not None:
            self._server.send_signal(signal.SIGHUP)


def end_with(parent: int) -> None:
    """End this process when the one that began it is gone, however it went (Linux, prctl(2),
    PR_SET_PDEATHSIG); elsewhere a thread looks."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _stop(*_: object) -> NoReturn:
    raise SystemExit


if __name__ == "__main__":
    keeper = Keeper(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    end_with(os.getppid())
    try:
        keeper.keep()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        keeper.stop()
