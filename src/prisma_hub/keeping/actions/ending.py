"""What is over goes by itself, and a clock that jumped is asked about first."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as people
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import actions as inbox
from prisma_hub.keeping import queries
from prisma_hub.keeping.kept import LookedAt
from prisma_hub.keeping.types import FOUNDING
from prisma_hub.kernel.text import later

STRETCHES = 5
"""Stretches that are erased before the work loop goes on."""
PAGE = "/stewardship/keeping"


def end_what_is_over() -> None:
    """Erase what was kept until before today. By the clock, unless the clock is in doubt."""
    if queries.doubt() is not None:
        _ask()
        return
    today = people.this_day()
    _looked_at(today)
    resting = queries.resting()
    for _ in range(STRETCHES):
        if not circles.erase_what_is_over(day=today, resting=resting):
            return


def confirm_day(*, by: Viewer | None, day: date, statement_id: UUID | None = None) -> None:
    """It is this day indeed: what is over may go. `by` None: whoever holds the machine says so."""
    with transaction.atomic():
        circles.confirm_day(by=by, day=day, last=queries.last_looked(), statement_id=statement_id)
        _looked_at(day)


def _looked_at(day: date) -> None:
    """The clock is believed: from here on its next jump is measured. Who was asked need not answer any more.
    A clock set back is followed, so that it is noticed when it jumps again."""
    row = LookedAt.objects.first()
    if row is not None and row.asked:
        keepers = people.holders("say which day it is")
        inbox.settle_all(keepers, seq=FOUNDING, indexes=[_asked(row.day)])
    if row is None or row.asked or row.day != day:
        LookedAt.objects.update_or_create(only=True, defaults={"day": day, "asked": False})


def _ask() -> None:
    row = LookedAt.objects.get_or_create(only=True, defaults={"day": queries.last_looked()})[0]
    if row.asked:
        return
    inbox.tell_all(
        people.holders("say which day it is"),
        later("Is the clock of the hub right? Nothing is erased by it until one of you says so."),
        {},
        PAGE,
        seq=FOUNDING,
        index=_asked(row.day),
        waits=True,
    )
    LookedAt.objects.update(asked=True)


def _asked(last: date) -> str:
    return f"day {last.isoformat()}"
