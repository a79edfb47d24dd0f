"""Handing on units of a tradable currency: proposed, validated, completed; or refused, expired, reversed."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from prisma_hub.currencies import events, facts, queries, rules
from prisma_hub.currencies.actions.door import NOTHING, insist_person, of_kind, said_before
from prisma_hub.currencies.models import TransferRow
from prisma_hub.currencies.types import Definition, Kind, TransferState
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log import actions as log
from prisma_hub.log.types import Kind as Says

OPEN_DAYS = 30
"""How long a proposed transfer waits for its receiver."""


def propose_transfer(
    *,
    by: Viewer,
    currency: str,
    receiver: str,
    amount: Decimal,
    words: str = "",
    statement_id: UUID | None = None,
) -> UUID:
    """Offer to hand units on. Nothing moves until the receiver says yes."""
    said = said_before(by, statement_id)
    if said and said.id:
        return said.id
    found = of_kind(queries.definition(by, currency), Kind.TRADABLE)
    insist_person(by, receiver)
    _check(found, by.ref, receiver, rules.in_smallest(amount, found.currency.places))
    entry = log.say(
        events.PROPOSED,
        by=by.ref,
        to=(by.ref, receiver),
        protocol=found.version,
        body={
            "currency": currency,
            "amount": text_of(amount),
            "places": found.currency.places,
            "receiver": receiver,
            "words": words.strip(),
        },
        statement_id=statement_id,
    )
    assert entry.id is not None
    return entry.id


def _check(found: Definition, sender: str, receiver: str, amount: int) -> None:
    held = facts.held(sender, found.currency.code)
    rules.transfer(
        found.currency,
        sender=sender,
        receiver=receiver,
        amount=amount,
        held=held,
        lowest=-(found.limit or 0),
    )


def _transfer(by: Viewer, transfer: UUID, *who: str) -> TransferRow:
    found = TransferRow.objects.filter(id=transfer).first()
    if found is None or by.ref not in (found.sender, found.receiver):
        raise NotHere("There is no such transfer here.")
    if by.ref not in {getattr(found, each) for each in who}:
        raise NotAllowed("This is for the other side to say.", kept=NOTHING)
    return found


def _say(kind: Says, by: str, row: TransferRow, statement_id: UUID | None, words: str = "") -> None:
    body = {"transfer": f"transfer:{row.id}"} | ({"words": words.strip()} if words else {})
    log.say(kind, by=by, to=(row.sender, row.receiver), body=body, statement_id=statement_id)


def accept_transfer(*, by: Viewer, transfer: UUID, statement_id: UUID | None = None) -> None:
    """The receiver says yes; the units move, if they are still there."""
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        row = _transfer(by, transfer, "receiver")
        rules.advance(TransferState(row.state), TransferState.VALIDATED)
        found = of_kind(queries.definition(by, row.currency), Kind.TRADABLE)
        _check(found, row.sender, row.receiver, row.amount)
        body = {"transfer": f"transfer:{row.id}"}
        both = (row.sender, row.receiver)
        said = log.say(events.VALIDATED, by=by.ref, to=both, body=body, statement_id=statement_id)
        _say(events.COMPLETED, log.HUB, row, log.react(said, "completed"))


def refuse_transfer(*, by: Viewer, transfer: UUID, words: str = "", statement_id: UUID | None = None) -> None:
    """The receiver says no, or the sender takes the offer back."""
    if said_before(by, statement_id):
        return
    with transaction.atomic():
        log.hold_pen()
        row = _transfer(by, transfer, "receiver", "sender")
        rules.advance(TransferState(row.state), TransferState.REFUSED)
        _say(events.REFUSED, by.ref, row, statement_id, words)


def reverse_transfer(*, by: Viewer, transfer: UUID, words: str, statement_id: UUID | None = None) -> None:
    """The receiver gives it all back, and says why; both movements stay in the book."""
    if said_before(by, statement_id):
        return
    if not words.strip():
        raise Refused("Giving it back needs words.", kept=NOTHING, mend="Say why.")
    with transaction.atomic():
        log.hold_pen()
        row = _transfer(by, transfer, "receiver")
        rules.advance(TransferState(row.state), TransferState.REVERSED)
        found = of_kind(queries.definition(by, row.currency), Kind.TRADABLE)
        _check(found, row.receiver, row.sender, row.amount)
        _say(events.REVERSED, by.ref, row, statement_id, words)


def expire_transfers() -> int:
    """Close what nobody answered in time. Returns how many. Done by the clock."""
    before = facts.now().timestamp() * 1000 - OPEN_DAYS * 86_400_000
    found = TransferRow.objects.filter(state=TransferState.PROPOSED).order_by("seq")[:500]
    late = [row for row in found if parse_instant(row.at) < before]
    for row in late:
        said = queries.entry_of(row.seq)
        _say(events.EXPIRED, log.HUB, row, log.react(said, "expired") if said else None)
    return len(late)
