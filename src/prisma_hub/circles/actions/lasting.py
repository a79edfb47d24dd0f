"""Saying how long things are kept, and erasing what is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import events, queries, rules
from prisma_hub.circles.actions.words import AT_ONCE, own_words
from prisma_hub.circles.models import CircleRow
from prisma_hub.circles.types import HUB, Lasting, Until
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry


def set_lasting(
    *,
    by: Viewer,
    sort: str,
    months: int | None,
    reason: str,
    circle: UUID | None = None,
    statement_id: UUID | None = None,
) -> Entry:
    """Say how long a sort of what people give is kept: on the hub by its stewards, what is said to a circle,
    shorter, by those who tend it. `months` None: kept, or as the hub has it."""
    space = ids.circle(circle) if circle else ""
    insist_on(by, circle)
    with transaction.atomic():
        log.hold_pen()
        said = book.said(by.ref, statement_id)
        if said is not None and said.kind == events.LASTS.name:
            return said  # a button pressed twice
        now = queries.lastings()
        before, day = now.get((space, sort), Lasting()), queries.this_day()
        hub = now.get(("", sort), Lasting()) if space else None
        rules.check_lasting(sort, months, reason, now=before, day=day, hub=hub)
        return log.say(
            events.LASTS,
            by=by.ref,
            to=(space or HUB,),
            scope=space or None,
            body={
                "sort": sort,
                "months": months,
                "day": day.isoformat(),
                "begins": rules.begins(before, months, day).isoformat(),
                "reason": reason.strip(),
            },
            statement_id=statement_id,
        )


def insist_on(by: Viewer, circle: UUID | None) -> None:
    """Refuse whoever may not say how long the hub, or this circle, keeps things."""
    if circle is None:
        queries.insist(by, "tend the hub")
        return
    found = CircleRow.objects.filter(id=circle).first()
    if found is None or not queries.belongs(by, ids.circle(circle)):
        raise NotHere("There is no such circle here, or it is not yours.", mend="Look at your circles.")
    right = "say how long a circle keeps"
    if not any(queries.may(by, right, scope) for scope in (ids.circle(circle), found.scope)):
        raise NotAllowed(
            "How long this circle keeps things is said by those who tend it.",
            kept="Nothing was changed.",
            mend="You can name an earlier day for what is yours, or ask a facilitator.",
        )


def name_end(*, by: Viewer, seq: int, until: str | None, statement_id: UUID | None = None) -> None:
    """Name the last day on which something of one's own is kept; never later than what is agreed. None: as it
    is agreed."""
    found = own_words(by, seq)
    if found.follows is not None or not found.personal:
        raise Refused(
            "There is nothing of yours in this entry that could go by itself.",
            kept="It stands as it is.",
            mend="What belongs to earlier words goes with them.",
        )
    if until is not None:
        limit = queries.agreed_until(seq)
        until = rules.check_own_end(until, queries.this_day(), limit).isoformat()
    body = {"seq": seq, "until": until}
    log.say(events.ENDS, by=by.ref, to=(by.ref,), body=body, statement_id=statement_id)


def confirm_day(*, by: Viewer | None, day: date, last: date | None, statement_id: UUID | None = None) -> None:
    """Somebody who keeps the house says that it is this day indeed. `by` None: whoever holds the machine."""
    if by is not None:
        queries.insist(by, "say which day it is")
    if day != queries.this_day():
        raise Refused(
            "The clock of this machine says another day by now.",
            kept="Nothing was erased.",
            mend="Look at the page anew, and at a calendar.",
        )
    log.say(
        events.DAY,
        by=by.ref if by else log.HUB,
        body={"day": day.isoformat(), "last": last.isoformat() if last else None},
        statement_id=statement_id,
    )


def erase_what_is_over(*, day: date, resting: Collection[int] = ()) -> bool:
    """Erase a stretch of what was kept until before this day, saying why. True where there is more."""
    with transaction.atomic():
        if not queries.over(day, resting).exists():
            return False
        log.hold_pen()
        found = list(queries.over(day, resting).order_by("seq").values_list("seq", flat=True)[:AT_ONCE])
        untils = queries.kept_until(found, resting)
        _say_why(found, untils)
        log.erase_many(queries.following(found), right="retention")
    return len(found) == AT_ONCE


def _say_why(found: list[int], untils: dict[int, Until]) -> None:
    """Before it is erased: until when it was kept, and in which entry that was said. Those hear it who heard
    what goes, so that nobody learns of it what they did not know."""
    heard = queries.heard_in(found)
    reasons = [(heard.get(seq, []), untils[seq].day, untils[seq].said, seq) for seq in found]
    for (to, until, said), some in groupby(sorted(reasons), key=lambda each: each[:3]):
        body = {"seqs": [each[3] for each in some], "until": until.isoformat(), "as_said": said}
        log.say(events.OVER, by=log.HUB, to=to or (HUB,), body=body)
