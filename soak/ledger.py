"""What people did and what they were told: the other side of what the hub kept."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

KEPT, OPEN, REFUSED = "kept", "unanswered", "refused"


@dataclass
class Deed:
    """One thing somebody did. `word` stands once in each entry of the kinds `said_in`; `statement` is the
    id that the form carried. Sent again, the very same goes along."""

    what: str
    person: str
    word: str
    said_in: tuple[str, ...] = ()
    statement: str = ""
    path: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    sound: bytes | None = None
    of: str = ""
    """The word of what it is about: what was withdrawn, whose words were thanked for."""
    state: str = OPEN
    where: str = ""
    tries: int = 0

    @property
    def media(self) -> str:
        return hashlib.sha256(self.sound).hexdigest() if self.sound else ""

    @property
    def seq(self) -> int:
        return int(self.where.rpartition("/")[2])

    @property
    def once(self) -> bytes:
        """What the log keeps of speaker and id for ever (docs/decisions/0002)."""
        said = f"person:{self.person}\n{self.statement}".encode()
        return hashlib.sha256(b"\x03" + said).digest()


@dataclass
class Ledger:
    deeds: list[Deed] = field(default_factory=list)
    heads: list[tuple[int, str]] = field(default_factory=list)
    """Checkpoints that were served: size and root. History goes on from each of them."""
    strange: list[str] = field(default_factory=list)
    """Answers nobody should get: a page that broke, a refusal where nothing was wrong."""
    told: list[tuple[str, int, str]] = field(default_factory=list)
    """Refusals because of the disk or the database: what was tried, status, words."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, deed: Deed) -> Deed:
        with self.lock:
            self.deeds.append(deed)
        return deed

    def of(self, *states: str) -> list[Deed]:
        with self.lock:
            return [each for each in self.deeds if each.state in states]

    def withdrawn(self) -> set[str]:
        """Words that somebody took back, for good."""
        return {each.of for each in self.of(KEPT) if each.what == "withdraw"}

    def maybe_withdrawn(self) -> set[str]:
        return {each.of for each in self.of(KEPT, OPEN) if each.what == "withdraw"}


def new_word(draw: Iterable[int]) -> str:
    """A word that stands nowhere else."""
    return "zq" + "".join("abcdefghijklmnop"[each % 16] for each in draw)


def any_word() -> str:
    return new_word(secrets.token_bytes(12))
