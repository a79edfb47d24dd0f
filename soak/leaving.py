"""A hub on PostgreSQL whose database leaves it under load, in every way we know, and comes back.

Killed (SIGKILL of the postmaster), stopped, refusing connections, its lines cut in the middle of transactions
or between what was done and the word of it; in some rounds the hub is killed too, or alone. Where it was not,
it goes on by itself.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from soak import checks, whole
from soak.house import House
from soak.ledger import KEPT, OPEN
from soak.postgres import Database
from soak.relay import Relay
from soak.served import run

_SENTENCE = "database of this hub does not answer"
_LONGEST_AWAY_S, _LONGEST_WALK_S, _LONGEST_CUTTING_S, _LONGEST_SILENCE_S = 4.0, 3.0, 2.0, 0.3
_WHOLE_EVERY = 25


@dataclass
class Away:
    """What a run came to; `ways`: how often the database left in which way."""

    ways: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    acknowledged: int = 0
    told: int = 0
    again: int = 0
    whole: int = 0
    wrong: list[str] = field(default_factory=list)


class Leaving:
    def __init__(
        self, house: House, database: Database, relay: Relay, seed: str, say: Callable[[str], None]
    ) -> None:
        self.house, self.database, self.relay, self.say = house, database, relay, say
        self.chance, self.found = random.Random(seed), Away()  # noqa: S311  to repeat it
        self.ways: dict[str, Callable[[], None]] = {
            "database killed": self._killed,
            "database killed, and the hub": self._both_killed,
            "hub killed alone": self._hub_killed,
            "database stopped": self._stopped,
            "connections refused": self._refused,
            "transactions ended by the database": self._ended,
            "lines cut": self._cut,
            "lines cut before the answer": self._cut_without_answer,
        }

    def run(self, rounds: int) -> Away:
        """Every way in turn, each time in another order."""
        house = self.house
        house.served.start()
        house.served.wait()
        try:
            for number, way in zip(range(1, rounds + 1), self._in_turn(rounds), strict=True):
                self._one(way)
                self.say(f"{number} of {rounds}: {way}; {len(house.ledger.of(KEPT))} kept")
                if number % _WHOLE_EVERY == 0:
                    self._whole()
            self._note(whole.settled(house.store, house.ledger, house.phone))
        finally:
            house.served.kill()
        self._note([*checks.small(house.store, house.ledger), *whole.stopped(house.served)])
        self.found.whole += 1
        self._start_without()
        self.found.acknowledged = len(house.ledger.of(KEPT))
        return self.found

    def _in_turn(self, rounds: int) -> list[str]:
        turns: list[str] = []
        while len(turns) < rounds:
            turns += self.chance.sample(sorted(self.ways), len(self.ways))
        return turns[:rounds]

    def _one(self, way: str) -> None:
        house = self.house
        house.walk()
        time.sleep(self.chance.uniform(0.2, _LONGEST_WALK_S))
        self.ways[way]()
        self.found.ways[way] += 1
        house.rest()
        self.relay.open()
        if self.database.process is None:
            self.database.start()
        hub_gone = house.served.process is None
        if hub_gone:
            house.served.start(whole=False)
            house.served.wait()
            self._note(checks.left_over(house.folder))
        self.found.again += len(house.ledger.of(OPEN))
        self._note(house.send_again())
        self._note(checks.small(house.store, house.ledger))
        self._note(house.ledger.strange)
        house.ledger.strange.clear()
        told = [each for each in house.ledger.told if _SENTENCE not in each[2] and (each[1] or not hub_gone)]
        self._note([f"{what} {status}: no word of the database: {said[:300]}" for what, status, said in told])
        self.found.told += len(house.ledger.told)
        house.ledger.told.clear()

    def _killed(self) -> None:
        self.database.kill()
        self._away()

    def _both_killed(self) -> None:
        first, second = self.chance.sample((self.database.kill, self.house.served.kill), 2)
        first()
        second()

    def _hub_killed(self) -> None:
        self.house.served.kill()

    def _stopped(self) -> None:
        self.database.stop()
        self._away()

    def _refused(self) -> None:
        self.relay.refuse()
        self._away()

    def _ended(self) -> None:
        self._for_a_while(self.database.end_transactions)

    def _cut(self) -> None:
        self._for_a_while(self.relay.cut)

    def _cut_without_answer(self) -> None:
        silence = self.chance.uniform(0.02, _LONGEST_SILENCE_S)
        self._for_a_while(lambda: self.relay.cut_without_answer(silence))

    def _for_a_while(self, cut: Callable[[], int]) -> None:
        until = time.monotonic() + self.chance.uniform(0.2, _LONGEST_CUTTING_S)
        while time.monotonic() < until:
            self.found.cut += cut()
            time.sleep(self.chance.uniform(0, 0.3))

    def _away(self) -> None:
        """For a while; who walks then meets it. Afterwards pages are asked for, and words that wait."""
        time.sleep(self.chance.uniform(0, _LONGEST_AWAY_S))
        self.house.rest()
        walker = self.house.walkers[0]
        for path in ("/today", "/timeline", "/commons", "/"):
            walker.look(path)
        if not self.house.ledger.of(OPEN):
            walker.send(self.house.ledger.add(walker.speak()))

    def _whole(self) -> None:
        house = self.house
        house.served.kill()
        self._note(whole.stopped(house.served))
        self.found.whole += 1
        house.served.start(whole=False)
        house.served.wait()

    def _start_without(self) -> None:
        self.database.kill()
        for words in (("serve", self.house.folder, "--port", "0"), ("log", "verify", self.house.folder)):
            done = run(self.house.served, *words)
            said = done.stdout + done.stderr
            if done.returncode != 2 or "Traceback" in said or "does not answer" not in said:
                self._note([f"{words[0]} without a database: exit code {done.returncode}: {said[-800:]}"])

    def _note(self, wrong: list[str]) -> None:
        for each in wrong:
            if each not in self.found.wrong:
                self.say(f"!! {each}")
                self.found.wrong.append(each)
