"""Which backups stay and which go, and when one is due. Pure: instants in, an answer out.

Days are those of the hub's own zone. Order is that of making, by number: a clock that jumped is believed in
nothing that could cost a backup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from prisma_hub.upkeep.types import Keep

DAY_MS: Final = 86_400_000
RETRY_MS: Final = 15 * 60_000
LATE_MS: Final = 2 * DAY_MS
"""Older than this the newest one is told to be old, where one is due each day."""
MOST_AT_ONCE: Final = 3
"""That go after one was made: as many as a new one can push out. A clock years ahead costs these, not all."""


class Made(NamedTuple):
    """A backup that was verified: its number, and when it was made (milliseconds since 1970)."""

    number: int
    at: int


_BUCKETS: Final[tuple[Callable[[date], object], ...]] = (
    lambda day: day,
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
)


def kept(made: Sequence[Made], keep: Keep, now: int, zone: tzinfo) -> set[int]:
    """Numbers of those that stay: the newest; of the newest days, weeks and months that have any, the newest
    of each; none but the newest beyond `longest`."""
    order = sorted(made, reverse=True)
    staying = {each.number for each in order[:1]}
    for most, bucket in zip((keep.daily, keep.weekly, keep.monthly), _BUCKETS, strict=True):
        seen: set[object] = set()
        for each in order:
            which = bucket(_local(each.at, zone).date())
            if which not in seen and len(seen) < most and now - each.at <= longest(keep):
                staying.add(each.number)
            seen.add(which)
    return staying


def going(made: Sequence[Made], keep: Keep, now: int, zone: tzinfo) -> list[int]:
    """Numbers of those that go now, after one more was made and verified: the oldest first, never many."""
    staying = kept(made, keep, now, zone)
    return [each.number for each in sorted(made) if each.number not in staying][:MOST_AT_ONCE]


def longest(keep: Keep) -> int:
    """How long one stays at the most, in milliseconds; but for the newest, which stays till the next."""
    return max(1, keep.daily, 7 * keep.weekly, 31 * keep.monthly) * DAY_MS


def until(made: Sequence[Made], keep: Keep, now: int) -> dict[int, int]:
    """By when each is gone at the latest, as long as one is made each day."""
    order = enumerate(sorted(made))
    return {
        each.number: max(each.at + longest(keep), now) + (1 + turn // MOST_AT_ONCE) * DAY_MS
        for turn, each in order
    }


def last_due(now: int, at: time, zone: tzinfo) -> int:
    """The newest moment, not after `now`, at which one was due."""
    today = _local(now, zone).date()
    moments = (_moment(today - timedelta(days=back), at, zone) for back in (-1, 0, 1, 2))
    return max(each for each in moments if each <= now)


def next_due(now: int, at: time, zone: tzinfo) -> int:
    today = _local(now, zone).date()
    moments = (_moment(today + timedelta(days=on), at, zone) for on in (-1, 0, 1, 2))
    return min(each for each in moments if each > now)


def is_due(now: int, due: int, *, made: int | None, tried: int | None) -> bool:
    """Whether to make one, where it was `due` last, the newest was `made` and somebody `tried` last then.

    What lies in the future was said by a clock that was wrong, and counts for nothing.
    """
    done = made is not None and due <= made <= now
    just_tried = tried is not None and 0 <= now - tried < RETRY_MS
    return not done and not just_tried


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, zone)


def _moment(day: date, at: time, zone: tzinfo) -> int:
    """That time of that day; an hour that is left out in spring is taken as it would have been."""
    return round(datetime.combine(day, at, zone).timestamp() * 1000)
