"""A hub that was founded for this run, with everybody who will use it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from soak.clone import Clone
from soak.ledger import OPEN, Ledger
from soak.phone import Phone
from soak.served import Served
from soak.store import Store
from soak.walking import Walker

AT_ONCE = 5


class House:
    """The hub, its people, what they did, and the store looked at from outside."""

    def __init__(self, home: Path, port: int, seed: str, more: Mapping[str, str] | None = None) -> None:
        more = more or {}
        self.home, self.folder, self.ledger = home, home / "hub", Ledger()
        home.mkdir(parents=True, exist_ok=True)
        self.served = Served(self.folder, port, more)
        said = self._found()
        self.people, self.store = said["people"], Store(self.folder, more.get("DATABASE_URL", ""))
        self.walkers = [
            Walker(each, said["circle"], port, self.ledger, f"{seed} {each['name']}")
            for each in self.people[:-1]
        ]
        self.clone = Clone(self.people[-1], port, self.ledger, home / "laptop")
        self.chance = random.Random(f"{seed} who walks")  # noqa: S311  to repeat it
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()

    def _found(self) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-m", "soak.founding"],
            env={**self.served.environment, "PYTHONPATH": f"{self.served.environment['PYTHONPATH']}:."},
            cwd=Path(__file__).resolve().parent.parent,
            stdout=subprocess.PIPE,
            check=True,
        )
        found: dict[str, object] = json.loads(done.stdout)
        return found

    @property
    def phone(self) -> Phone:
        return self.walkers[0].phone

    def walk(self) -> None:
        """Some begin, each in a thread of their own, until `rest`, or until no answer comes."""
        self.begin()
        self._stop = threading.Event()
        walks = [*(each.walk for each in self.chance.sample(self.walkers, AT_ONCE)), self.clone.walk]
        self._threads = [threading.Thread(target=walk, args=(self._stop,)) for walk in walks]
        for each in self._threads:
            each.start()

    def begin(self) -> None:
        """A first page, and somebody's clone of it."""
        if not self.clone.folder.exists():
            first = self.walkers[0]
            first.send(self.ledger.add(first.new_page()))
            self.clone.begin()

    def rest(self) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()

    def send_again(self) -> list[str]:
        """What got no answer, or was told to wait, is sent again, the very same. What is not taken then."""
        by_person = {each.phone.person: each for each in self.walkers}
        for deed in self.ledger.of(OPEN):
            sender = self.clone if deed.what == "push" else by_person[deed.person]
            sender.send(deed)
        return [f"{each.what} {each.word} is not taken when sent again" for each in self.ledger.of(OPEN)]
