"""Sharing out a pool: opening a round, spreading points, objecting, settling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import visible
from prisma_hub.currencies import events, facts, rules
from prisma_hub.currencies.actions.door import NOTHING, pool_of_circle, pool_row, said_before
from prisma_hub.currencies.actions.pools import decide_payment
from prisma_hub.currencies.models import AllocationObjection, AllocationRow, PoolRow
from prisma_hub.currencies.types import Points, Rule
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import instant, parse_instant
from prisma_hub.log import actions as log


def open_allocation(
    *,
    by: Viewer,
    pool: UUID,
    title: str,
    rule: Rule,
    parties: Sequence[Mapping[str, Any]],
    until: int,
    amount: Decimal | None = None,
    points_each: int = 0,
    statement_id: UUID | None = None,
) -> UUID:
    """Open a round in which a pool is shared out. Somebody of the pool's circle does.

    Each of `parties` names a `party` (`circle:…` or `person:…`) and what its rule rests on, numbers as
    text: `amount` (agreement); `entries` (verified contributions); `participation`, `demand` and the
    `entries` they come from (contribution × demand, where the amount follows). Until `until` (milliseconds
    since 1970) points are given and objections heard.
    """
    said = said_before(by, statement_id)
    if said and said.id:
        return said.id
    row = pool_of_circle(by, pool)
    if not title.strip():
        raise Refused("Something is missing.", kept=NOTHING, mend="Give it a name of a few words.")
    if until <= facts.now().timestamp() * 1000:
        raise Refused("The window for objections lies ahead, not behind.", kept=NOTHING)
    if rule is Rule.SIGNALS and points_each < 1:
        raise Refused("Everybody needs at least one point to give.", kept=NOTHING)
    named = [_check_party(by, dict(each)) for each in parties]
    found = facts.arithmetic(rule, amount or Decimal(0), named, row.places, None, [], points_each)
    _check_there(row, found.amount)
    entry = log.say(
        events.ALLOCATION,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        about={f"entry:{seq}" for seq in found.rests_on},
        body={
            "pool": f"pool:{pool}",
            "title": title.strip(),
            "rule": rule.value,
            "amount": text_of(found.amount),
            "parties": named,
            "points": points_each or None,
            "until": instant(until),
        },
        statement_id=statement_id,
    )
    assert entry.id is not None
    return entry.id


def _check_party(by: Viewer, said: dict[str, Any]) -> dict[str, Any]:
    party, entries = said["party"], set(said.get("entries", ()))
    known = (ids.is_circle(party) and circles.circle(by, ids.uuid_of(party)) is not None) or (
        ids.is_person(party) and ids.uuid_of(party) in circles.members_of("hub")
    )
    if not known:
        raise Refused("One of those who take part is not known here.", kept=NOTHING)
    if visible(by).of(entries) != entries:
        raise Refused(
            "An entry the sums rest on is not there, or you do not hear it.",
            kept=NOTHING,
            mend="Look at the numbers of the entries again.",
        )
    return said


def _check_there(row: PoolRow, amount: Decimal) -> None:
    free = row.received - row.decided
    if rules.in_smallest(amount, row.places) > free:
        raise Refused(
            "%(amount)s would be shared out, and %(free)s are there and not yet decided.",
            kept=NOTHING,
            mend="Share out less, or wait until more has come in.",
            amount=text_of(amount),
            free=text_of(rules.from_smallest(free, row.places)),
        )


def _open_round(round_: UUID) -> tuple[AllocationRow, PoolRow]:
    row = AllocationRow.objects.filter(id=round_).first()
    if row is None:
        raise NotHere("There is no such round here.")
    if row.state != "open":
        raise Refused("This round is settled.", kept=NOTHING)
    return row, pool_row(row.pool)


def _insist_concerned(by: Viewer, row: AllocationRow, pool: PoolRow) -> None:
    """Whoever decides about the pool, and whoever takes part."""
    gate = visible(by)
    parties = {each["party"] for each in row.parties}
    if not gate.hears(row.seq) or not any(
        gate.reaches(space) for space in (ids.circle(pool.circle), *parties)
    ):
        raise NotAllowed("Only those whom this concerns speak here.", kept=NOTHING)


def _check_window(row: AllocationRow) -> None:
    if is_over(row):
        raise Refused(
            "The window of this round has closed.", kept=NOTHING, mend="Speak to the circle about it."
        )


def is_over(row: AllocationRow) -> bool:
    return facts.now().timestamp() * 1000 >= parse_instant(row.until)


def give_points(
    *, by: Viewer, round_: UUID, given: Mapping[str, int], statement_id: UUID | None = None
) -> None:
    """Spread one's points over those who take part; the latest word counts. Shown openly."""
    circles.insist_member(by)
    with transaction.atomic():
        log.hold_pen()
        row, pool = _open_round(round_)
        _insist_concerned(by, row, pool)
        _check_window(row)
        if row.rule != Rule.SIGNALS:
            raise Refused("Nobody gives points in this round.", kept=NOTHING)
        spread = [Points(by.ref, party, points, row.seq) for party, points in given.items()]
        names = [each["party"] for each in row.parties]
        rules.allocate_by_signals(Decimal(0), names, spread, row.points, pool.places)
        log.say(
            events.POINTS,
            by=by.ref,
            to=row.spaces,
            scope=ids.circle(pool.circle),
            body={"round": f"allocation:{round_}", "given": dict(given)},
            statement_id=statement_id,
        )


def object_to(*, by: Viewer, round_: UUID, words: str, statement_id: UUID | None = None) -> None:
    """Say what is wrong with an allocation, before it is final. Anyone concerned may."""
    if said_before(by, statement_id):
        return
    row, pool = _open_round(round_)
    _insist_concerned(by, row, pool)
    _check_window(row)
    if not words.strip():
        raise Refused(
            "An objection is an argument, not a veto: it needs words.",
            kept=NOTHING,
            mend="Say what harm you see, or what would be missed.",
        )
    log.say(
        events.OBJECTED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(pool.circle),
        body={"round": f"allocation:{round_}", "words": words.strip()},
        statement_id=statement_id,
    )


def answer_objection(
    *, by: Viewer, round_: UUID, objection: int, words: str, statement_id: UUID | None = None
) -> None:
    """The circle's answer to an objection, in words; or its own maker takes it back."""
    if said_before(by, statement_id):
        return
    row, pool = _open_round(round_)
    found = AllocationObjection.objects.filter(seq=objection, round=round_, answer_seq=None).first()
    if found is None:
        raise NotHere("There is no such objection here.")
    if found.by == by.ref and not circles.belongs(by, ids.circle(pool.circle)):
        _insist_concerned(by, row, pool)
    else:
        pool_of_circle(by, pool.id)
    if not words.strip():
        raise Refused("Settling an objection needs words.", kept=NOTHING, mend="Say what changed, or why.")
    log.say(
        events.ANSWERED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(pool.circle),
        body={"round": f"allocation:{round_}", "objection": objection, "words": words.strip()},
        statement_id=statement_id,
    )


def settle(*, round_: UUID, pool: UUID, circle: str, agreement: UUID, statement_id: UUID) -> None:
    """An agreement shares the pool out as the round worked it out: a payment is decided for each share.

    For reactions only. Refused while the window is open or an objection has no answer.
    """
    with transaction.atomic():
        log.hold_pen()
        row, kept = _open_round(round_)
        if kept.id != pool:
            raise Refused("This round shares out another pool.")
        if not is_over(row):
            raise Refused("Anyone concerned may still object to this allocation.")
        if AllocationObjection.objects.filter(round=round_, answer_seq=None).exists():
            raise Refused("An objection to this allocation has no answer yet.")
        found = facts.work_out(row, kept)
        for at, share in enumerate(found.shares):
            if share.amount:
                decide_payment(
                    pool=pool,
                    circle=circle,
                    to=share.party,
                    amount=share.amount,
                    agreement=agreement,
                    words=row.title,
                    statement_id=log.free_id(statement_id, at, parse_instant(row.at)),
                )
        shares = [{"party": share.party, "amount": text_of(share.amount)} for share in found.shares]
        log.say(
            events.SETTLED,
            by=log.HUB,
            to=row.spaces,
            scope=ids.circle(kept.circle),
            body={
                "round": f"allocation:{round_}",
                "shares": shares,
                "agreement": f"agreement:{agreement}",
            },
            statement_id=statement_id,
        )
