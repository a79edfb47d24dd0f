"""How money, signals, measures and transfers are folded from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from prisma_hub.currencies import events
from prisma_hub.currencies.models import (
    AllocationObjection,
    AllocationRow,
    BalanceRow,
    MeasureConfirmation,
    MeasureRow,
    MovementRow,
    PaymentRow,
    PointsRow,
    PoolRow,
    PostingRow,
    ReceiptRow,
    ThanksRow,
    TransferRow,
)
from prisma_hub.currencies.rules import code_of, in_smallest, reverse_postings
from prisma_hub.currencies.types import Posting
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.ids import uuid_of
from prisma_hub.log.types import Among, Entry, Searchable, Searched

KINDS = events.KINDS


def _id(entry: Entry) -> UUID:
    assert entry.id is not None
    return entry.id


def _by(entry: Entry) -> str:
    assert entry.by is not None
    return entry.by


def _of(entry: Entry, what: str) -> UUID:
    return uuid_of(entry.body[what])


def _maybe(entry: Entry, what: str) -> UUID | None:
    return uuid_of(entry.body[what]) if what in entry.body else None


def _amount(entry: Entry) -> int:
    return in_smallest(parse_decimal(entry.body["amount"]), entry.body["places"])


# == The books ==


def _book(entry: Entry, places: int, lines: Iterable[Posting]) -> None:
    """Write the lines of one movement down, and what its accounts hold afterwards."""
    found = list(lines)
    MovementRow.objects.add(seq=entry.seq, kind=entry.kind or "", at=entry.at, places=places)
    PostingRow.objects.bulk_create(
        PostingRow(seq=entry.seq, line=at, account=each.account, currency=each.currency, amount=each.amount)
        for at, each in enumerate(found)
    )
    for each in found:
        BalanceRow.objects.get_or_create(account=each.account, currency=each.currency)
        held = BalanceRow.objects.filter(account=each.account, currency=each.currency)
        held.update(amount=F("amount") + each.amount)


def _move(source: str, to: str, currency: str, amount: int) -> tuple[Posting, Posting]:
    return Posting(source, currency, -amount), Posting(to, currency, amount)


# == Money in trust ==


def pool_opened(entry: Entry) -> None:
    PoolRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        circle=_of_scope(entry),
        title=entry.body["title"],
        purpose=entry.text("purpose"),
        terms=entry.text("terms"),
        funder=entry.body.get("funder", ""),
        currency=entry.body["currency"],
        places=entry.body["places"],
        custodian=entry.body["custodian"],
        agreement=_maybe(entry, "agreement"),
        spaces=list(entry.to),
        at=entry.at,
    )


def _of_scope(entry: Entry) -> UUID:
    assert entry.scope is not None
    return uuid_of(entry.scope)


def funder_forgotten(entry: Entry) -> None:
    PoolRow.objects.filter(seq=entry.seq).update(funder=entry.body.get("funder", ""))


def handed(entry: Entry) -> None:
    PoolRow.objects.filter(id=_of(entry, "pool")).update(custodian=entry.body["custodian"])


def _step(entry: Entry, stage: str) -> None:
    pool, amount = _of(entry, "pool"), _amount(entry)
    PoolRow.objects.filter(id=pool).update(**{stage: F(stage) + amount})
    ReceiptRow.objects.add(
        seq=entry.seq,
        pool=pool,
        stage=stage,
        amount=amount,
        by=_by(entry),
        who=entry.body.get("who", ""),
        words=entry.text("words"),
        reference=entry.body.get("reference", ""),
        media=entry.body.get("media", []),
        payment=_id(entry) if stage == "decided" else _maybe(entry, "payment"),
        at=entry.at,
    )


def receipt_forgotten(entry: Entry) -> None:
    ReceiptRow.objects.filter(seq=entry.seq).update(
        who=entry.body.get("who", ""),
        words=entry.text("words"),
        reference=entry.body.get("reference", ""),
        media=entry.body.get("media", []),
    )
    PaymentRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def promised(entry: Entry) -> None:
    _step(entry, "promised")


def received(entry: Entry) -> None:
    _step(entry, "received")
    code = entry.body["currency"]
    _book(entry, entry.body["places"], _move(f"source:{code}", entry.body["pool"], code, _amount(entry)))


def decided(entry: Entry) -> None:
    _step(entry, "decided")
    PaymentRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        pool=_of(entry, "pool"),
        to=entry.body["to"],
        amount=_amount(entry),
        words=entry.text("words"),
        agreement=_maybe(entry, "agreement"),
    )


def sent(entry: Entry) -> None:
    _step(entry, "sent")
    PaymentRow.objects.filter(id=_of(entry, "payment")).update(stage="sent")
    code, places = entry.body["currency"], entry.body["places"]
    _book(entry, places, _move(entry.body["pool"], entry.body["payment"], code, _amount(entry)))


def arrived(entry: Entry) -> None:
    _step(entry, "received_by_them")
    PaymentRow.objects.filter(id=_of(entry, "payment")).update(stage="received_by_them")
    code, places = entry.body["currency"], entry.body["places"]
    _book(entry, places, _move(entry.body["payment"], entry.body["to"], code, _amount(entry)))


def taken_back(entry: Entry) -> None:
    stage, code = entry.body["stage"], entry.body["currency"]
    PoolRow.objects.filter(id=_of(entry, "pool")).update(**{stage: F(stage) - _amount(entry)})
    ReceiptRow.objects.filter(seq=entry.body["step"]).update(taken_back=True)
    ReceiptRow.objects.add(
        seq=entry.seq,
        pool=_of(entry, "pool"),
        stage=stage,
        amount=-_amount(entry),
        by=_by(entry),
        words=entry.text("words"),
        at=entry.at,
    )
    if stage == "received":
        back = reverse_postings(_move(f"source:{code}", entry.body["pool"], code, _amount(entry)))
        _book(entry, entry.body["places"], back)


# == Allocations ==


def allocation_opened(entry: Entry) -> None:
    pool = PoolRow.objects.get(id=_of(entry, "pool"))
    said = entry.body.get("amount")
    AllocationRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        pool=pool.id,
        title=entry.body["title"],
        by=_by(entry),
        rule=entry.body["rule"],
        amount=in_smallest(parse_decimal(said), pool.places) if said else 0,
        parties=entry.body["parties"],
        points=entry.body.get("points", 0),
        until=entry.body["until"],
        spaces=list(entry.to),
        at=entry.at,
    )


def points_given(entry: Entry) -> None:
    PointsRow.objects.update_or_create(
        round=_of(entry, "round"),
        voice=_by(entry),
        defaults={"given": entry.body["given"], "seq": entry.seq},
    )


def allocation_objected(entry: Entry) -> None:
    AllocationObjection.objects.add(
        seq=entry.seq, round=_of(entry, "round"), by=_by(entry), words=entry.text("words")
    )


def objection_forgotten(entry: Entry) -> None:
    AllocationObjection.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def allocation_answered(entry: Entry) -> None:
    found = AllocationObjection.objects.filter(seq=entry.body["objection"], round=_of(entry, "round"))
    found.update(answer=entry.text("words"), answered_by=_by(entry), answer_seq=entry.seq)


def answer_forgotten(entry: Entry) -> None:
    AllocationObjection.objects.filter(answer_seq=entry.seq).update(answer=entry.text("words"))


def settled(entry: Entry) -> None:
    AllocationRow.objects.filter(id=_of(entry, "round")).update(
        state="settled", agreement=_of(entry, "agreement")
    )


# == Signals, measures, transfers ==


def thanked(entry: Entry) -> None:
    amount, code, receiver = _amount(entry), code_of(entry.body["currency"]), entry.body["receiver"]
    ThanksRow.objects.add(
        seq=entry.seq,
        currency=entry.body["currency"],
        by=_by(entry),
        to=receiver,
        amount=amount,
        period=entry.body["period"],
        words=entry.text("words"),
        at=entry.at,
    )
    allotted = _move(f"source:{code}", _by(entry), code, amount)
    _book(entry, entry.body["places"], (*allotted, *_move(_by(entry), receiver, code, amount)))


def thanks_forgotten(entry: Entry) -> None:
    ThanksRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def measured(entry: Entry) -> None:
    day = entry.body.get("day")
    MeasureRow.objects.add(
        seq=entry.seq,
        currency=entry.body["currency"],
        version=entry.protocol or "",
        by=_by(entry),
        value=entry.body["value"],
        unit=entry.body["unit"],
        day=date.fromisoformat(day) if day else None,
        words=entry.text("words"),
        answers=entry.under("answers"),
        media=entry.body.get("media", []),
        at=entry.at,
    )


def measure_forgotten(entry: Entry) -> None:
    MeasureRow.objects.filter(seq=entry.seq).update(
        words=entry.text("words"), answers=entry.under("answers"), media=entry.body.get("media", [])
    )


def corrected(entry: Entry) -> None:
    MeasureRow.objects.filter(seq=entry.body["reading"], by=_by(entry)).update(
        was=F("value"), value=entry.body["value"]
    )
    MeasureConfirmation.objects.filter(reading=entry.body["reading"]).delete()


def confirmed(entry: Entry) -> None:
    MeasureConfirmation.objects.get_or_create(
        reading=entry.body["reading"], by=_by(entry), defaults={"seq": entry.seq}
    )


def transfer_proposed(entry: Entry) -> None:
    TransferRow.objects.add(
        id=_id(entry),
        seq=entry.seq,
        currency=entry.body["currency"],
        places=entry.body["places"],
        sender=_by(entry),
        receiver=entry.body["receiver"],
        amount=_amount(entry),
        words=entry.text("words"),
        at=entry.at,
    )


def transfer_forgotten(entry: Entry) -> None:
    TransferRow.objects.filter(seq=entry.seq).update(words=entry.text("words"))


def _advance(state: str) -> Callable[[Entry], None]:
    def fold(entry: Entry) -> None:
        TransferRow.objects.filter(id=_of(entry, "transfer")).update(state=state)

    return fold


def _lines(row: TransferRow) -> tuple[Posting, ...]:
    return _move(row.sender, row.receiver, code_of(row.currency), row.amount)


def transfer_completed(entry: Entry) -> None:
    row = TransferRow.objects.get(id=_of(entry, "transfer"))
    _book(entry, row.places, _lines(row))


def transfer_reversed(entry: Entry) -> None:
    row = TransferRow.objects.get(id=_of(entry, "transfer"))
    _book(entry, row.places, reverse_postings(_lines(row)))


FOLDS = {
    events.POOL_OPENED: (pool_opened,),
    events.HANDED: (handed,),
    events.PROMISED: (promised,),
    events.RECEIVED: (received,),
    events.DECIDED: (decided,),
    events.SENT: (sent,),
    events.ARRIVED: (arrived,),
    events.TAKEN_BACK: (taken_back,),
    events.ALLOCATION: (allocation_opened,),
    events.POINTS: (points_given,),
    events.OBJECTED: (allocation_objected,),
    events.ANSWERED: (allocation_answered,),
    events.SETTLED: (settled,),
    events.THANKED: (thanked,),
    events.MEASURED: (measured,),
    events.CORRECTED: (corrected,),
    events.CONFIRMED: (confirmed,),
    events.PROPOSED: (transfer_proposed,),
    events.VALIDATED: (_advance("validated"),),
    events.COMPLETED: (_advance("completed"), transfer_completed),
    events.REFUSED: (_advance("refused"),),
    events.EXPIRED: (_advance("expired"),),
    events.REVERSED: (_advance("reversed"), transfer_reversed),
}
FORGETS = {
    events.POOL_OPENED: (funder_forgotten,),
    events.PROMISED: (receipt_forgotten,),
    events.RECEIVED: (receipt_forgotten,),
    events.DECIDED: (receipt_forgotten,),
    events.SENT: (receipt_forgotten,),
    events.ARRIVED: (receipt_forgotten,),
    events.TAKEN_BACK: (receipt_forgotten,),
    events.OBJECTED: (objection_forgotten,),
    events.ANSWERED: (answer_forgotten,),
    events.THANKED: (thanks_forgotten,),
    events.MEASURED: (measure_forgotten,),
    events.PROPOSED: (transfer_forgotten,),
}


def found_pools(entries: Sequence[Entry]) -> Iterator[Searchable]:
    for row in PoolRow.objects.filter(seq__in=[each.seq for each in entries]):
        words, within = "\n\n".join(filter(None, (row.purpose, row.terms))), (f"circle:{row.circle}",)
        yield Searchable(row.seq, Among.THINGS, "pool", f"pool:{row.id}", row.title, words, within=within)


SEARCHED: Searched = {events.POOL_OPENED: found_pools}
