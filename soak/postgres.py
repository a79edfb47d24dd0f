"""A PostgreSQL of our own, to be killed and to be stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

_PATIENCE_S = 60


class Database:
    """As carefully set as it comes (fsync on)."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.address = self.through(port)
        self.process: subprocess.Popen[bytes] | None = None
        home.mkdir(parents=True)
        self.who: list[str] = []
        if os.geteuid() == 0:  # it does not run as root
            shutil.chown(home, "postgres")
            self.who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._do("initdb", "-D", str(home / "data"), "-A", "trust", "-U", "prisma", "-E", "UTF8")

    def through(self, port: int) -> str:
        """Its address, by a port that leads to it."""
        return f"postgresql://prisma@127.0.0.1:{port}/postgres"

    def _do(self, program: str, *words: str) -> None:
        command = [*self.who, str(self.programs / program), *words]
        subprocess.run(command, check=True, capture_output=True, cwd="/")  # noqa: S603  our own

    def start(self) -> None:
        words = ["-D", str(self.home / "data"), "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.home)]
        with (self.home / "log").open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603  our own
                [*self.who, str(self.programs / "postgres"), *words], stdout=said, stderr=said, cwd="/"
            )
        begun = time.monotonic()
        while not self._answers():
            if time.monotonic() - begun > _PATIENCE_S:
                raise RuntimeError(f"PostgreSQL does not answer; read {self.home / 'log'}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.address).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """SIGKILL for the postmaster; those that serve connections see it and end, which is waited for."""
        if self.process is None:
            return
        children = _children(self.process.pid)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        while any(Path(f"/proc/{each}").exists() for each in children):
            time.sleep(0.05)

    def stop(self) -> None:
        """As its host stops it: who is in the middle of something is told, and loses it (SIGINT, "fast")."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        self.process = None

    def end_transactions(self) -> int:
        """End those who serve a connection that is in the middle of a transaction now. How many."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as looking:
            found = looking.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            ).fetchall()
        return len(found)


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
