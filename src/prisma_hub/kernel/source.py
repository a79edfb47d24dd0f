"""Where time and chance come from: the one place in the house that asks the machine for either."""

import hashlib
import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from .ids import uuid7
from .refusal import Refused


class Source(ABC):
    """A clock and a source of random bytes."""

    @abstractmethod
    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z."""

    @abstractmethod
    def token(self, n: int) -> bytes:
        """`n` bytes nobody else can guess."""

    def uuid7(self) -> UUID:
        return uuid7(self.now_ms(), self.token(10))


class SystemSource(Source):
    """The clock and the randomness of the machine."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def token(self, n: int) -> bytes:
        return os.urandom(n)


class SeededSource(Source):
    """The same bytes for the same seed, and a clock that stands still until somebody moves it.

    For the demo and the tests; never for secrets. The bytes are SHA-256 over the seed's own hash
    and a counter.
    """

    def __init__(self, seed: str, start_ms: int) -> None:
        self._key = hashlib.sha256(b"prisma-hub/seeded-source/1\n" + seed.encode()).digest()
        self._counter = 0
        self._now = start_ms

    def now_ms(self) -> int:
        return self._now

    def advance(self, ms: int) -> None:
        self._now += ms

    def set(self, ms: int) -> None:
        self._now = ms

    def token(self, n: int) -> bytes:
        drawn = b""
        while len(drawn) < n:
            drawn += hashlib.sha256(self._key + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
        return drawn[:n]


# A context variable, so that a seeded source can never reach another thread's secrets.
_current: ContextVar[Source | None] = ContextVar("prisma_hub_source", default=None)
_system = SystemSource()


def current() -> Source:
    """The source in use here: the machine's own unless `use` says otherwise."""
    return _current.get() or _system


@contextmanager
def use(source: Source) -> Iterator[Source]:
    """Within the block, in this thread, time and chance come from `source`."""
    token = _current.set(source)
    try:
        yield source
    finally:
        _current.reset(token)


_EPOCH = date(1970, 1, 1)
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z")


@lru_cache(maxsize=256)
def instant(ms: int) -> str:
    """Milliseconds since 1970 as `2026-05-18T09:00:00.000Z`."""
    days, within = divmod(ms, 86_400_000)
    seconds, milli = divmod(within, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_day(days)}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"


@lru_cache(maxsize=1024)
def _day(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).isoformat()


@lru_cache(maxsize=256)
def parse_instant(text: str) -> int:
    """The milliseconds of an instant written exactly as `instant` writes it."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise _no_instant(text)
    day, hour, minute, second, milli = found[1], *map(int, found.groups()[1:])
    if hour > 23 or minute > 59 or second > 59:
        raise _no_instant(text)
    try:
        return _begins(day) + ((hour * 60 + minute) * 60 + second) * 1000 + milli
    except ValueError:
        raise _no_instant(text) from None


@lru_cache(maxsize=1024)
def _begins(day: str) -> int:
    return (date.fromisoformat(day) - _EPOCH).days * 86_400_000


def _no_instant(text: str) -> Refused:
    return Refused(
        "“%(text)s” is not a moment as the record book writes it.",
        mend="Write it in UTC like 2026-05-18T09:00:00.000Z.",
        text=text[:40],
    )
