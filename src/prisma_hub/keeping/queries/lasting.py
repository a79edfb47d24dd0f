"""Until when things are kept, what rests on them, what goes next, and whether the clock is in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import SORTS
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import rules
from prisma_hub.keeping.kept import LookedAt
from prisma_hub.keeping.types import HORIZONS, Ahead, Doubt, Going, Kept
from prisma_hub.log import queries as log
from prisma_hub.stories import queries as stories
from prisma_hub.timeline import queries as timeline

MOST: Final = 100
"""Things of one person on one page."""
FAR: Final = 3660
"""Days: ten years."""


def resting() -> frozenset[int]:
    """What a published story rests on: what its newest edition quotes or cites, and what others attested to
    that. It goes by its speaker's will alone (docs/decisions/0034)."""
    found = stories.resting_on()
    return found | timeline.attesting(found) if found else found


def kept_until(seqs: Iterable[int]) -> dict[int, Kept]:
    """Until when each of these entries is kept, where there is a day. For whoever may hear them."""
    found = circles.kept_until(seqs)
    held = resting().intersection(found) if found else frozenset()
    if held:
        found = circles.kept_until(found, held)
    told = {seq: Kept(each.day, each.own) for seq, each in found.items()}
    return {seq: Kept(None, resting=True) for seq in held} | told


def mine_next(viewer: Viewer) -> list[Going]:
    """What of the viewer's goes next, soonest first; as far ahead as is needed to find something."""
    today = circles.this_day()
    for days in (*HORIZONS, FAR):
        found = _mine(viewer, _ahead(today, days))
        if found:
            return found
    return []


def mine_within_a_year(viewer: Viewer) -> date | None:
    """Until when the next of it is kept, where that is within a year."""
    found = _mine(viewer, _ahead(circles.this_day(), HORIZONS[-1]))
    return found[0].day if found else None


def _mine(viewer: Viewer, day: date) -> list[Going]:
    found = circles.mine_going(viewer, day, MOST)
    held = resting() if found else frozenset()
    if not held.isdisjoint(found):
        found = circles.mine_going(viewer, day, MOST, held)
    going = [Going(seq, each.day, each.own) for seq, each in found.items()]
    return sorted(going, key=lambda each: (each.day, each.seq))


def schedule() -> list[Ahead]:
    """How many things of each sort go within a month, a season, a year: numbers, and nothing of whose."""
    held, today = resting(), circles.this_day()
    ahead = [circles.going(_ahead(today, days), held) for days in HORIZONS]
    return [Ahead(sort, tuple(each.get(sort, 0) for each in ahead)) for sort in SORTS]


def _ahead(today: date, days: int) -> date:
    return min(today, date.max - timedelta(days + 1)) + timedelta(days + 1)


def last_looked() -> date:
    """The day on which the hub last looked what is over; before it ever did, the day of its newest entry."""
    row = LookedAt.objects.first()
    if row is not None:
        return row.day
    head = log.head()
    return datetime.fromisoformat(head.at).date() if head else circles.this_day()


def doubt() -> Doubt | None:
    """The clock says a day long after the one before, and things are over by it: perhaps it jumped."""
    today, last = circles.this_day(), last_looked()
    if not rules.is_a_jump(last, today) or not circles.over(today, resting()).exists():
        return None
    return Doubt(today, last)
