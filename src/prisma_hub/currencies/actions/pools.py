"""Money in trust: promised, received, decided, sent, received by them; each step with its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.currencies import events, facts, rules
from prisma_hub.currencies.actions.door import NOTHING, kept_by, pool_row, said_before
from prisma_hub.currencies.models import PaymentRow, PoolRow, ReceiptRow
from prisma_hub.currencies.types import Stage
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log.types import Kind
from prisma_hub.media.types import Media


def open_pool(
    *,
    by: Viewer | None,
    circle: UUID,
    title: str,
    currency: str,
    places: int = 2,
    purpose: str = "",
    terms: str = "",
    funder: str = "",
    custodian: UUID | None = None,
    share: str = "",
    agreement: UUID | None = None,
    statement_id: UUID | None = None,
) -> UUID:
    """Open a pool of money in common. `share` is empty (its circle sees it), `hub` or `public`.

    `by` None: a decision opens it. The custodian keeps the books; whoever opens it, where nobody is named.
    """
    space = ids.circle(circle)
    if by is not None:
        said = said_before(by, statement_id)
        if said and said.id:
            return said.id
        circles.insist(by, "keep money in trust", space)
        if not circles.belongs(by, space):
            raise NotAllowed("Only members of the circle that holds this pool do this.", kept=NOTHING)
    keeper = custodian or (by.person if by else None)
    if keeper is None or keeper not in circles.members_of(HUB):
        raise Refused("The custodian must be a member of this hub.", kept=NOTHING)
    code = currency.strip().upper()
    if not title.strip() or not (2 <= len(code) <= 10 and code.isalnum()) or not 0 <= places <= 6:
        raise Refused(
            "A pool needs a name and a currency.", kept=NOTHING, mend="Write the currency like EUR or COP."
        )
    entry = log.say(
        events.POOL_OPENED,
        by=by.ref if by else log.HUB,
        to={space, *_wider(share)},
        scope=space,
        body={
            "title": title.strip(),
            "purpose": purpose.strip(),
            "terms": terms.strip(),
            "funder": funder.strip(),
            "currency": code,
            "places": places,
            "custodian": ids.person(keeper),
            "agreement": f"agreement:{agreement}" if agreement else None,
        },
        statement_id=statement_id,
    )
    assert entry.id is not None
    return entry.id


def _wider(share: str) -> tuple[str, ...]:
    if share not in ("", HUB, PUBLIC):
        raise Refused("One of the answers is not among the choices.", kept=NOTHING, mend="Choose again.")
    return {"": (), HUB: (HUB,), PUBLIC: (HUB, PUBLIC)}[share]


def hand_pool(*, by: Viewer, pool: UUID, custodian: UUID, statement_id: UUID | None = None) -> None:
    """Somebody else keeps the books from now on. The custodian does this, or a steward where they cannot."""
    if said_before(by, statement_id):
        return
    row = pool_row(pool)
    if row.custodian != by.ref:
        circles.insist(by, "tend the hub")
    if custodian not in circles.members_of(HUB):
        raise Refused("The custodian must be a member of this hub.", kept=NOTHING)
    log.say(
        events.HANDED,
        by=by.ref,
        to=row.spaces,
        scope=ids.circle(row.circle),
        body={"pool": f"pool:{pool}", "custodian": ids.person(custodian)},
        statement_id=statement_id,
    )


def promise(*, by: Viewer, pool: UUID, amount: Decimal, who: str, **shown: Any) -> None:
    """Write down what somebody promised to give. `shown`: words, reference, media, statement_id."""
    _step(events.PROMISED, Stage.PROMISED, by, pool, amount, {"who": who}, **shown)


def receive(*, by: Viewer, pool: UUID, amount: Decimal, who: str, **shown: Any) -> None:
    """Write down what came in, with its receipt."""
    _step(events.RECEIVED, Stage.RECEIVED, by, pool, amount, {"who": who}, **shown)


def _step(
    kind: Kind,
    stage: Stage,
    by: Viewer,
    pool: UUID,
    amount: Decimal,
    more: Mapping[str, Any],
    *,
    words: str = "",
    reference: str = "",
    media: Iterable[Media] = (),
    statement_id: UUID | None = None,
) -> None:
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        row = kept_by(by, pool)
        _record(row, stage, amount)
        shown = {"words": words.strip(), "reference": reference.strip(), "media": [m.said() for m in media]}
        _say(kind, by.ref, row, amount, {**more, **shown}, statement_id)


def _record(row: PoolRow, stage: Stage, amount: Decimal) -> None:
    """Refuse what would break the order of the steps; amounts are larger than zero."""
    units = rules.in_smallest(amount, row.places)
    rules.record_step(facts.totals(row), stage, units, row.places)


def _say(
    kind: Kind,
    by: str,
    row: PoolRow,
    amount: Decimal,
    more: Mapping[str, Any],
    statement_id: UUID | None,
) -> None:
    body = {
        "pool": f"pool:{row.id}",
        "amount": text_of(amount),
        "currency": row.currency,
        "places": row.places,
    }
    scope = ids.circle(row.circle)
    log.say(kind, by=by, to=row.spaces, scope=scope, body=body | dict(more), statement_id=statement_id)


def decide_payment(
    *,
    pool: UUID,
    circle: str,
    to: str,
    amount: Decimal,
    agreement: UUID,
    words: str = "",
    currency: str | None = None,
    statement_id: UUID,
) -> None:
    """An agreement of the pool's circle has the hub set money aside for somebody. For reactions only."""
    with transaction.atomic():
        log.hold_pen()
        row = pool_row(pool)
        if ids.circle(row.circle) != circle:
            raise Refused("This pool belongs to another circle, which alone decides about it.")
        if currency is not None and currency != row.currency:
            raise Refused("This pool holds %(held)s, not %(asked)s.", held=row.currency, asked=currency[:10])
        if not (ids.is_person(to) or ids.is_circle(to)):
            raise Refused("Money is paid to a person or a circle.")
        _record(row, Stage.DECIDED, amount)
        more = {"to": to, "agreement": f"agreement:{agreement}", "words": words}
        _say(events.DECIDED, log.HUB, row, amount, more, statement_id)


def send(
    *,
    by: Viewer,
    payment: UUID,
    reference: str = "",
    words: str = "",
    media: Iterable[Media] = (),
    statement_id: UUID | None = None,
) -> None:
    """The custodian sent what was decided, and says how it can be seen."""
    if said_before(by, statement_id):
        return
    shown = [each.said() for each in media]
    if not reference.strip() and not shown:
        raise Refused(
            "Sending money leaves a receipt.", kept=NOTHING, mend="Give its number, or a picture of it."
        )
    with transaction.atomic():
        log.hold_pen()
        found = _payment(payment, Stage.DECIDED)
        row = kept_by(by, found.pool)
        amount = rules.from_smallest(found.amount, row.places)
        _record(row, Stage.SENT, amount)
        more = {
            "payment": f"payment:{payment}",
            "reference": reference.strip(),
            "words": words.strip(),
            "media": shown,
        }
        _say(events.SENT, by.ref, row, amount, more, statement_id)


def confirm_arrival(*, by: Viewer, payment: UUID, words: str = "", statement_id: UUID | None = None) -> None:
    """Whoever was to get the money says that it has come: the person, or somebody of the circle."""
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        found = _payment(payment, Stage.SENT)
        if found.to != by.ref and not circles.belongs(by, found.to):
            raise NotAllowed("Those who were to get the money say whether it has come.", kept=NOTHING)
        row = pool_row(found.pool)
        amount = rules.from_smallest(found.amount, row.places)
        _record(row, Stage.RECEIVED_BY_THEM, amount)
        more = {"payment": f"payment:{payment}", "to": found.to, "words": words.strip()}
        _say(events.ARRIVED, by.ref, row, amount, more, statement_id)


def _payment(payment: UUID, stage: Stage) -> PaymentRow:
    found = PaymentRow.objects.filter(id=payment).first()
    if found is None:
        raise NotHere("There is no such payment here.")
    if found.stage != stage:
        raise Refused("This payment has gone on already.", kept=NOTHING, mend="Look at the page again.")
    return found


def take_back(*, by: Viewer, pool: UUID, step: int, words: str, statement_id: UUID | None = None) -> None:
    """Take a promise or a receipt out of the totals that was written down wrongly, and say why."""
    if said_before(by, statement_id):
        return
    if not words.strip():
        raise Refused("A correction needs words.", kept=NOTHING, mend="Say what was wrong.")
    with transaction.atomic():
        log.hold_pen()
        row = kept_by(by, pool)
        stages = (Stage.PROMISED, Stage.RECEIVED)
        found = ReceiptRow.objects.filter(
            seq=step, pool=pool, stage__in=stages, taken_back=False, amount__gt=0
        ).first()
        if found is None:
            raise NotHere("There is no such step here that could be taken back.")
        rules.record_step(facts.totals(row), Stage(found.stage), -found.amount, row.places)
        more = {"step": step, "stage": found.stage, "words": words.strip()}
        amount = rules.from_smallest(found.amount, row.places)
        _say(events.TAKEN_BACK, by.ref, row, amount, more, statement_id)
