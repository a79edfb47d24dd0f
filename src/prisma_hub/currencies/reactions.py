"""What agreements do with money, what is due by the clock, and who is told."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import events as agreed
from prisma_hub.agreements.types import Allocate, Ground, OpenPool, Pay
from prisma_hub.circles import queries as who
from prisma_hub.currencies import actions, events, queries
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.ids import is_person, uuid_of
from prisma_hub.kernel.text import later, truncate
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Clockwork


def _pay(effect: Pay, statement_id: UUID, ground: Ground) -> str:
    actions.decide_payment(
        pool=uuid_of(effect.pool),
        circle=ground.circle,
        to=effect.to,
        amount=effect.amount,
        currency=effect.currency,
        agreement=ground.agreement,
        statement_id=statement_id,
    )
    return f"payment:{statement_id}"


def _open_pool(effect: OpenPool, statement_id: UUID, ground: Ground) -> str:
    made = actions.open_pool(
        by=None,
        circle=uuid_of(effect.circle),
        title=truncate(effect.purpose, 80),
        currency=effect.currency,
        purpose=effect.purpose,
        terms=effect.terms or "",
        custodian=uuid_of(effect.custodian or ground.proposer),
        agreement=ground.agreement,
        statement_id=statement_id,
    )
    return f"pool:{made}"


def _allocate(effect: Allocate, statement_id: UUID, ground: Ground) -> str:
    round_ = uuid_of(effect.round)
    actions.settle(
        round_=round_,
        pool=uuid_of(effect.pool),
        circle=ground.circle,
        agreement=ground.agreement,
        statement_id=statement_id,
    )
    return f"allocation:{round_}"


_DOERS: dict[type, agreements.Doer] = {Pay: _pay, OpenPool: _open_pool, Allocate: _allocate}


def carry_out(entry: Entry) -> None:
    """Effects of an agreement that move money."""
    agreements.carry_out(entry, _DOERS)


def _page(entry: Entry) -> str:
    return f"/pools/{uuid_of(entry.body['pool'])}"


def tell_custodian(entry: Entry) -> None:
    """Money was decided: its custodian is to send it."""
    custodian = queries.custodian_of(uuid_of(entry.body["pool"]))
    inbox.tell(
        custodian, later("A payment was decided and waits to be sent."), {}, _page(entry), seq=entry.seq
    )


def tell_receivers(entry: Entry) -> None:
    """Money is on its way: those who get it are to say when it has come."""
    text = later("Money is on its way to you. Say so when it has come.")
    to = queries.receiver_of(uuid_of(entry.body["payment"]))
    people = [uuid_of(to)] if is_person(to) else who.members_of(to)
    inbox.tell_all(people, text, {}, _page(entry), seq=entry.seq)


def tell_thanked(entry: Entry) -> None:
    inbox.tell(
        uuid_of(entry.body["receiver"]),
        later("%(who)s thanks you."),
        {"who": entry.by or ""},
        f"/currencies/{entry.body['currency']}",
        seq=entry.seq,
    )


def tell_offered(entry: Entry) -> None:
    inbox.tell(
        uuid_of(entry.body["receiver"]),
        later("%(who)s offers to hand something on to you."),
        {"who": entry.by or ""},
        f"/currencies/{entry.body['currency']}",
        seq=entry.seq,
        waits=True,
    )


def settle_offer(entry: Entry) -> None:
    """Answered, one way or another."""
    receiver, seq = queries.offer(uuid_of(entry.body["transfer"]))
    inbox.settle(receiver, seq=seq)


def _expire() -> None:
    actions.expire_transfers()


REACTIONS = {
    agreed.MADE: (carry_out,),
    agreed.RETRIED: (carry_out,),
    events.DECIDED: (tell_custodian,),
    events.SENT: (tell_receivers,),
    events.THANKED: (tell_thanked,),
    events.PROPOSED: (tell_offered,),
    events.VALIDATED: (settle_offer,),
    events.REFUSED: (settle_offer,),
    events.EXPIRED: (settle_offer,),
}
CLOCKWORK = (Clockwork("expire transfers", 3_600_000, _expire),)
