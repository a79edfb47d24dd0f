"""Killed at random moments while everybody is at it, and started again: what was acknowledged is there, once.

After each kill what is small is checked, while the hub starts again; the record book, the tables and git as
a whole every so many kills and at the end.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from soak import checks, whole
from soak.house import House
from soak.ledger import KEPT
from soak.served import kill_group

WHOLE_EVERY = 25
BACKUP_EVERY = 8
_LONGEST_WALK_S, _STARTING, _BY_COMMAND = 2.4, 0.12, 0.25
"""Seconds between an answering hub and its end, at most; the share of kills that come while it starts; the
share of the other starts that are made by `serve` from its beginning."""


@dataclass
class Found:
    """What a run of kills came to."""

    kills: int = 0
    while_starting: int = 0
    acknowledged: int = 0
    again: int = 0
    backups: int = 0
    whole: int = 0
    wrong: list[str] = field(default_factory=list)
    started_s: list[float] = field(default_factory=list)
    by_command_s: list[float] = field(default_factory=list)


class Killing:
    def __init__(self, house: House, seed: str, say: Callable[[str], None]) -> None:
        self.house, self.chance, self.say = house, random.Random(seed), say  # noqa: S311  to repeat it
        self.found = Found()
        self.backup: subprocess.Popen[bytes] | None = None
        self.last_backup: Path | None = None

    def run(self, kills: int, minutes: float) -> Found:
        """So many kills, or as many as there is time for."""
        until = time.monotonic() + minutes * 60
        try:
            while self.found.kills < kills and time.monotonic() < until:
                self._one()
                self.say(f"{self.found.kills} kills, {len(self.house.ledger.of(KEPT))} kept")
            self._end()
        finally:
            self.house.served.kill()
            self._kill_backup()
        self.found.acknowledged = len(self.house.ledger.of(KEPT))
        self.found.wrong += self.house.ledger.strange
        return self.found

    def _one(self) -> None:
        """From a stopped hub to a stopped hub."""
        served, number = self.house.served, self.found.kills + 1
        while_starting = self.chance.random() < _STARTING
        with_the_command = self.chance.random() < _BY_COMMAND
        begun = time.monotonic()
        served.start(whole=while_starting or with_the_command)
        if while_starting:
            time.sleep(self.chance.uniform(0, 3))
            served.kill()
            self.found.kills, self.found.while_starting = number, self.found.while_starting + 1
            return
        self._note(checks.small(self.house.store, self.house.ledger))
        served.wait()
        started = self.found.by_command_s if with_the_command else self.found.started_s
        started.append(time.monotonic() - begun)
        self._look_around()
        self.house.walk()
        if number % BACKUP_EVERY == 0:
            self._begin_backup(number)
        time.sleep(self.chance.uniform(0.05, _LONGEST_WALK_S))
        served.kill()
        self.found.kills = number
        self.house.rest()
        self._end_backup()
        if number % WHOLE_EVERY == 0:
            self._note(whole.stopped(served))
            self.found.whole += 1

    def _look_around(self) -> None:
        """Nothing half lies about, and what got no answer is taken when it is sent again."""
        self._note(checks.left_over(self.house.folder))
        before = len(self.house.ledger.of("unanswered"))
        self.found.again += before
        self._note(self.house.send_again())

    def _begin_backup(self, number: int) -> None:
        file = self.house.home / "backups" / f"{number}.backup"
        file.parent.mkdir(exist_ok=True)
        self.backup = subprocess.Popen(  # noqa: S603  our own
            [sys.executable, "-m", "prisma_hub", "backup", str(file), str(self.house.folder)],
            env=self.house.served.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _end_backup(self) -> None:
        """Every other one is killed with the hub; the rest go on while it is gone, and must be whole."""
        if self.backup is None:
            return
        if self.chance.random() < 0.5:
            self._kill_backup()
            return
        _, said = self.backup.communicate()
        if self.backup.returncode:
            self._note([f"a backup was not written: {said.decode(errors='replace')[-600:]}"])
        else:
            self.found.backups += 1
            self.last_backup = Path(str(self.backup.args[4]))  # type: ignore[index]
        self.backup = None

    def _kill_backup(self) -> None:
        if self.backup is not None:
            kill_group(self.backup)
        self.backup = None

    def _end(self) -> None:
        """Once more up, until all jobs are done; then everything, whole, and the last backup restored."""
        house = self.house
        house.served.start()
        house.served.wait()
        self._look_around()
        self._note(whole.settled(house.store, house.ledger, house.phone))
        house.served.kill()
        self._note(checks.small(house.store, house.ledger))
        self._note(whole.stopped(house.served))
        self.found.whole += 1
        if self.last_backup is not None:
            self.say(f"restoring {self.last_backup.name}")
            self._note(whole.restored(house.served, self.last_backup, house.home / "restored"))

    def _note(self, wrong: list[str]) -> None:
        for each in wrong:
            if each not in self.found.wrong:
                self.say(f"!! {each}")
                self.found.wrong.append(each)
