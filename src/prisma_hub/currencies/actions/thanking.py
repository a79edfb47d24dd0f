"""Signals: allotted per period, given with words, lapsing when they are not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.currencies import events, facts, queries, rules
from prisma_hub.currencies.actions.door import NOTHING, insist_person, of_kind, said_before
from prisma_hub.currencies.types import Kind
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log


def thank(
    *,
    by: Viewer,
    currency: str,
    receiver: str,
    amount: int,
    words: str,
    statement_id: UUID | None = None,
) -> None:
    """Give some of this period's signals to somebody, with words. The receiver hears it, nobody else.

    `amount` is in smallest units.
    """
    if said_before(by, statement_id):
        return
    found = of_kind(queries.definition(by, currency), Kind.SIGNAL)
    insist_person(by, receiver)
    if not words.strip():
        raise Refused(
            "The words are the gift, the number is its shadow.", kept=NOTHING, mend="Say what it is for."
        )
    with transaction.atomic():
        log.hold_pen()
        left = queries.left(by, found)
        rules.spend(found.currency, holder=by.ref, on=receiver, amount=amount, held=left)
        log.say(
            events.THANKED,
            by=by.ref,
            to=(receiver,),
            protocol=found.version,
            body={
                "currency": currency,
                "amount": text_of(rules.from_smallest(amount, found.currency.places)),
                "places": found.currency.places,
                "receiver": receiver,
                "period": rules.period_of(facts.now(), found.every),
                "words": words.strip(),
            },
            statement_id=statement_id,
        )
