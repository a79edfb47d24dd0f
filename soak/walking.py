"""People at once on one hub, through its pages as a browser sends them: speaking, voice notes, pages,
decisions, thanks, taking back; reading in between."""

from __future__ import annotations

import random
import re
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

from soak.ledger import KEPT, OPEN, REFUSED, Deed, Ledger, new_word
from soak.phone import Answer, Phone
from soak.served import Unanswered

SPOKEN = "contribution.made/1"
WRITTEN = "page.changed/1"
DECIDED = ("proposal.made/1", "agreement.made/1")
WAITS = (503, 507)
"""What a page answers that says: not now, send it again."""


def uuid7(chance: random.Random) -> str:
    """RFC 9562, as a form's page draws it for the statement it will become."""
    text = f"{int(time.time() * 1000):012x}7{chance.getrandbits(12):03x}{8 + chance.getrandbits(2):x}"
    text += f"{chance.getrandbits(60):015x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def wave(chance: random.Random, bytes_long: int) -> bytes:
    """A sound nobody else sends (RIFF, 8 bit, 8 kHz)."""
    about = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    inside = b"WAVE" + about + struct.pack("<4sI", b"data", bytes_long) + chance.randbytes(bytes_long)
    return struct.pack("<4sI", b"RIFF", len(inside)) + inside


class Walker:
    """One person, one thing after the other, as long as the hub answers."""

    def __init__(self, person: dict[str, Any], circle: str, port: int, ledger: Ledger, seed: str) -> None:
        self.phone = Phone(port, person["id"], person["session"])
        self.circle, self.ledger, self.chance = circle, ledger, random.Random(seed)  # noqa: S311  to repeat it
        self.pages: dict[str, list[str]] = {}
        ways: tuple[tuple[Callable[[], Deed | None], int], ...] = (
            (self.speak, 6), (self.send_voice, 3), (self.write, 2), (self.decide, 1), (self.thank, 2),
            (self.take_back, 1), (self.read, 2),
        )  # fmt: skip
        self.ways = [way for way, often in ways for _ in range(often)]

    def walk(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                deed = self.chance.choice(self.ways)()
                if deed is not None:
                    self.send(self.ledger.add(deed))
            except Unanswered:
                return
            if self.ledger.of(OPEN) and not self.phone_is_heard():
                return

    def phone_is_heard(self) -> bool:
        """Not while something of one's own waits for an answer: first that is sent again."""
        return all(each.person != self.phone.person for each in self.ledger.of(OPEN))

    def send(self, deed: Deed) -> None:
        """Send it, the first time or again; the deed knows afterwards what became of it."""
        deed.tries += 1
        answer = self.phone.post(deed.path, deed.fields, deed.sound)
        if answer.status in WAITS:
            self.ledger.told.append((deed.what, answer.status, answer.words))
        elif answer.status in (301, 302, 303):
            deed.state, deed.where = KEPT, answer.where
            self._remember(deed)
        elif deed.what == "withdraw" and answer.status == 404 and deed.tries > 1:
            deed.state = KEPT  # what was erased by the first try is not there for the second
        elif deed.what == "thanks" and deed.of in self.ledger.maybe_withdrawn():
            deed.state = REFUSED  # taken back while somebody thanked for it
        else:
            deed.state = REFUSED
            self.ledger.strange.append(f"{deed.what}, try {deed.tries}: {answer.status} {answer.words[:600]}")

    def _remember(self, deed: Deed) -> None:
        if deed.what == "page":
            self.pages.setdefault(deed.of, []).append(deed.word)

    def _deed(self, what: str, path: str, *said_in: str, **more: Any) -> Deed:
        deed = Deed(what, self.phone.person, new_word(self.chance.randbytes(12)), said_in, path=path, **more)
        deed.statement = uuid7(self.chance)
        deed.fields = {"statement": deed.statement, **deed.fields}
        return deed

    def speak(self, sound: bytes | None = None) -> Deed:
        deed = self._deed("voice" if sound else "words", "/say", SPOKEN, sound=sound)
        terms = {"hears": "hub", "sure": "hub", "named": "unnamed", "quote": "ask", "language": "en"}
        deed.fields |= {**terms, "words": f"The weir holds, {deed.word}."}
        return deed

    def send_voice(self) -> Deed:
        """Some go through memory, some through a file of their own while they arrive."""
        return self.speak(wave(self.chance, self.chance.choice((4_000, 40_000, 1_500_000))))

    def long_voice(self) -> Deed:
        """Longer than what is held in memory on its way."""
        return self.speak(wave(self.chance, 1_500_000))

    def write(self) -> Deed | None:
        """A page of one's own, begun or changed; its title is the newest word, below stand those before."""
        if self.pages and self.chance.random() < 0.6:
            return self._change(self.chance.choice(sorted(self.pages)))
        return self.new_page()

    def new_page(self) -> Deed:
        name = f"soak/{self.phone.person[-6:]}-{len(self.pages)}"
        deed = self._deed("page", "/commons/hub/-/new", WRITTEN, of=f"{name}.md")
        deed.fields |= {"space": "hub", "name": name, "text": f"# {deed.word}\n"}
        return deed

    def _change(self, path: str) -> Deed | None:
        address = f"/commons/hub/-/edit/{path}"
        base = re.search(r'name="base" value="([0-9a-f]{40})"', self.phone.get(address).page)
        if base is None:
            return None
        deed = self._deed("page", address, WRITTEN, of=path)
        below = "".join(f"{word}\n\n" for word in self.pages[path])
        deed.fields |= {"base": base[1], "text": f"# {deed.word}\n\n{below}"}
        return deed

    def decide(self) -> Deed:
        """Written down in a circle that only records: proposal, adoption and agreement in one breath."""
        deed = self._deed("decision", f"/circles/{self.circle}/propose", *DECIDED)
        deed.fields |= {"title": f"Opened {deed.word}", "text": "We open it on Sunday."}
        return deed

    def _some(self, *, mine: bool) -> Deed | None:
        """Words that stand: nobody took them back, and I have not thanked for them."""
        me = self.phone.person
        thanked = {
            each.of for each in self.ledger.of(KEPT, OPEN) if (each.what, each.person) == ("thanks", me)
        }
        taken = self.ledger.maybe_withdrawn() | thanked
        found = [
            each
            for each in self.ledger.of(KEPT)[-200:]
            if each.said_in == (SPOKEN,) and (each.person == me) is mine and each.word not in taken
        ]
        return self.chance.choice(found) if found else None

    def thank(self) -> Deed | None:
        of = self._some(mine=False)
        if of is None:
            return None
        return self._deed("thanks", f"/entry/{of.seq}/thank", of=of.word)

    def take_back(self) -> Deed | None:
        of = self._some(mine=True)
        if of is None:
            return None
        return self._deed("withdraw", f"/entry/{of.seq}/withdraw", of=of.word, fields={"now": "1"})

    def read(self) -> None:
        way = self.chance.choice((self._read_head, self._read_page, self._search))
        way()

    def _read_head(self) -> None:
        answer = self.look("/log/checkpoint")
        if answer.status == 200:
            _, size, root = answer.page.split("\n")[:3]
            self.ledger.heads.append((int(size), root))

    def _read_page(self) -> None:
        self.look(self.chance.choice(("/today", "/timeline", "/commons", "/inbox", "/agreements")))

    def _search(self) -> None:
        self.look("/search?q=weir")

    def look(self, path: str) -> Answer:
        answer = self.phone.get(path)
        if answer.status in WAITS:
            self.ledger.told.append((path, answer.status, answer.words))
        elif answer.status >= 400:
            self.ledger.strange.append(f"GET {path}: {answer.status} {answer.words[:300]}")
        return answer
