"""Writes that fail: a full disk, one that can only be read, errors of the disk itself; below the database,
the media, the pages, the backups and the whole folder.

The library failing.c, loaded before the C library, stands between the hub (and git) and its disk. While it
fails, people do everything once; whoever is told that something was kept finds it afterwards, everybody else
is told in a sentence; when the disk is well again, the very same is sent again and taken.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from soak import checks, whole
from soak.house import House
from soak.ledger import KEPT, Deed
from soak.served import run

PLACES = {
    "database": "hub/hub.sqlite3",
    "media": "hub/media",
    "pages": "hub/commons",
    "keys": "hub/keys",
    "whole folder": "hub",
}
WAYS = {
    "full": (errno.ENOSPC, "wo"),
    "read-only": (errno.EROFS, "wo"),
    "failing": (errno.EIO, "ws"),
}
_SENTENCE = "disk"


@dataclass
class Cut:
    """What came of cutting writes short. `told` counts sentences by status."""

    damages: int = 0
    tried: int = 0
    kept: int = 0
    told: int = 0
    wrong: list[str] = field(default_factory=list)


def built(home: Path) -> Path | None:
    """The library, compiled where there is a compiler."""
    library = home / "failing.so"
    source = Path(__file__).with_name("failing.c")
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own
    except (OSError, subprocess.CalledProcessError):
        return None
    return library


def loading(home: Path, library: Path) -> dict[str, str]:
    """The environment in which the hub is served with it."""
    return {"LD_PRELOAD": str(library), "SOAK_FAILING": str(home / "failing")}


class Cutting:
    def __init__(self, house: House, say: Callable[[str], None]) -> None:
        self.house, self.say, self.found = house, say, Cut()

    def run(self) -> Cut:
        house = self.house
        house.served.start()
        house.served.wait()
        try:
            house.begin()
            for place, path in PLACES.items():
                for way, (error, operations) in WAYS.items():
                    self._damage(f"{place}, {way}", error, operations, path)
            self._backups()
            self._note("at the end", whole.settled(house.store, house.ledger, house.phone))
        finally:
            house.served.kill()
        self._note("at the end", [*checks.small(house.store, house.ledger), *whole.stopped(house.served)])
        self._starts()
        return self.found

    @contextmanager
    def _failing(self, error: int, operations: str, path: str) -> Iterator[None]:
        link = self.house.home / "failing"
        os.symlink(f"{error}:{operations}:{self.house.home / path}", link)
        self.found.damages += 1
        try:
            yield
        finally:
            link.unlink()

    def _damage(self, name: str, error: int, operations: str, path: str) -> None:
        ledger, before = self.house.ledger, len(self.house.ledger.told)
        ledger.strange.clear()
        with self._failing(error, operations, path):
            done = list(self._everything_once())
        told = ledger.told[before:]
        kept = sum(each.state == KEPT for each in done)
        self.found.tried += len(done)
        self.found.kept, self.found.told = self.found.kept + kept, self.found.told + len(told)
        self.say(f"{name}: of {len(done)} things {kept} kept, {len(told)} told to wait")
        self._note(
            name,
            [f"{what}: no word of the disk: {said[:300]}" for what, _, said in told if _SENTENCE not in said],
        )
        self._note(name, ledger.strange)
        self._note(name, self.house.send_again())
        self._note(name, checks.small(self.house.store, ledger))
        self._note(name, checks.left_over(self.house.folder))

    def _everything_once(self) -> Iterator[Deed]:
        """Everything people do here, and a look at the pages; each on its own, so that each is told."""
        first, second = self.house.walkers[:2]
        for sender, way in (
            (first, first.speak), (second, second.thank), (first, first.send_voice),
            (first, first.long_voice), (second, second.new_page), (first, first.decide),
            (first, first.take_back), (second, second.write),
        ):  # fmt: skip
            deed = way()
            if deed is not None:
                sender.send(self.house.ledger.add(deed))
                yield deed
        yield self.house.clone.push_once()
        for path in ("/today", "/timeline", "/commons", "/search?q=weir", "/"):
            first.look(path)

    def _backups(self) -> None:
        """The command that writes a backup onto a disk that fails: said, and nothing half left."""
        (self.house.home / "backups").mkdir(exist_ok=True)
        for way, (error, operations) in WAYS.items():
            with self._failing(error, operations, "backups"):
                done = run(
                    self.house.served, "backup", self.house.home / "backups" / "a.backup", self.house.folder
                )
            self._note(f"backups, {way}", _told(done, self.house.home / "backups"))

    def _starts(self) -> None:
        """Begun on a disk that cannot be written, or whose keys cannot be read."""
        for name, how in (
            ("start, read-only", (errno.EROFS, "wo", "hub")),
            ("start, keys unreadable", (errno.EIO, "r", "hub/keys/hub.key")),
        ):
            with self._failing(*how):
                self._note(
                    name, _told(run(self.house.served, "serve", self.house.folder, "--port", "0"), None)
                )

    def _note(self, name: str, wrong: Iterable[str]) -> None:
        for each in wrong:
            self.say(f"!! {name}: {each}")
            self.found.wrong.append(f"{name}: {each}")


def _told(done: subprocess.CompletedProcess[str], folder: Path | None) -> Iterator[str]:
    said = done.stdout + done.stderr
    if done.returncode != 2 or "Traceback" in said:
        yield f"exit code {done.returncode}: {said[-1500:]}"
    if folder is not None:
        yield from (f"left over: {each.name}" for each in folder.glob("a.backup*"))
