"""What can be seen of money in common, signals, measures and transfers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import Visible, visible
from prisma_hub.circles.types import PUBLIC
from prisma_hub.currencies import facts, rules
from prisma_hub.currencies.beancount import write_books
from prisma_hub.currencies.models import (
    AllocationObjection,
    AllocationRow,
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
from prisma_hub.currencies.types import (
    Allocation,
    Concern,
    Definition,
    Measure,
    Movement,
    Payment,
    Pool,
    Posting,
    Reading,
    Receipt,
    Rule,
    Sharing,
    Stage,
    Thanks,
    Transfer,
    TransferState,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import ids
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log import queries as book
from prisma_hub.log.types import Entry
from prisma_hub.media.types import Media
from prisma_hub.protocols import queries as protocols
from prisma_hub.protocols.types import Protocol
from prisma_hub.timeline import queries as timeline
from prisma_hub.timeline.types import VERIFIED, Filter

# == Money in trust ==


def pools_in(viewer: Viewer, scope: str) -> QuerySet[PoolRow]:
    """Every pool the viewer may see of circles of a scope (`journey:<uuid>`): for whether there is any."""
    return visible(viewer).only(PoolRow.objects.filter(circle__in=circles.ids_in(scope)))


def pools(viewer: Viewer, *, circle: UUID | None = None, within: str | None = None) -> list[Pool]:
    """Pools the viewer may see, the latest first: of one circle, of those `within` a scope, or all."""
    found = PoolRow.objects.order_by("-seq")
    if circle is not None:
        found = found.filter(circle=circle)
    if within is not None:
        found = found.filter(circle__in=circles.ids_in(within))
    return [_pool(row) for row in visible(viewer).only(found)]


def public_pools() -> list[Pool]:
    """Pools everybody may see, the latest first."""
    return [_pool(row) for row in circles.visible_in(PUBLIC).only(PoolRow.objects.order_by("-seq"))]


def pool(viewer: Viewer, pool_id: UUID) -> Pool | None:
    """One pool with every step and payment the viewer may see."""
    gate = visible(viewer)
    row = gate.only(PoolRow.objects.filter(id=pool_id)).first()
    if row is None:
        return None
    receipts = gate.only(ReceiptRow.objects.filter(pool=pool_id).order_by("seq"))
    payments = gate.only(PaymentRow.objects.filter(pool=pool_id).order_by("seq"))
    return _pool(row, tuple(map(_receipt, receipts)), tuple(map(_payment, payments)))


def _pool(row: PoolRow, receipts: tuple[Receipt, ...] = (), payments: tuple[Payment, ...] = ()) -> Pool:
    return Pool(
        id=row.id,
        seq=row.seq,
        circle=row.circle,
        title=row.title,
        purpose=row.purpose,
        terms=row.terms,
        funder=row.funder,
        currency=row.currency,
        places=row.places,
        custodian=row.custodian,
        agreement=row.agreement,
        at=row.at,
        totals=facts.totals(row),
        spaces=tuple(row.spaces),
        receipts=receipts,
        payments=payments,
    )


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(
        row.seq,
        row.stage,
        row.amount,
        row.by,
        row.who,
        row.words,
        row.reference,
        tuple(Media.read(each) for each in row.media),
        row.at,
        row.payment,
        row.taken_back,
    )


def _payment(row: PaymentRow) -> Payment:
    return Payment(row.id, row.seq, row.to, row.amount, row.words, row.agreement, Stage(row.stage))


def payment(viewer: Viewer, payment_id: UUID) -> tuple[Payment, UUID] | None:
    """One payment and its pool."""
    found = visible(viewer).only(PaymentRow.objects.filter(id=payment_id)).first()
    return (_payment(found), found.pool) if found else None


def payments_to(viewer: Viewer, party: str) -> list[tuple[Payment, Pool]]:
    """What was decided for a person or a circle, the latest first, as far as the viewer may see."""
    gate = visible(viewer)
    rows = list(gate.only(PaymentRow.objects.filter(to=party).order_by("-seq")))
    known = {row.id: _pool(row) for row in gate.only(PoolRow.objects.filter(id__in=[r.pool for r in rows]))}
    return [(_payment(row), known[row.pool]) for row in rows if row.pool in known]


# == Allocations ==


def allocations(viewer: Viewer, pool_id: UUID) -> list[Allocation]:
    """Rounds of a pool, the latest first."""
    gate = visible(viewer)
    row = gate.only(PoolRow.objects.filter(id=pool_id)).first()
    if row is None:
        return []
    found = gate.only(AllocationRow.objects.filter(pool=pool_id).order_by("-seq"))
    return [_allocation(gate, each, row, ()) for each in found]


def sharings(viewer: Viewer, pools: Iterable[UUID]) -> list[Sharing]:
    """Rounds of several pools, the latest first; the pools are ones the viewer may see."""
    now = facts.now().timestamp() * 1000
    found = visible(viewer).only(AllocationRow.objects.filter(pool__in=list(pools)).order_by("-seq"))
    return [
        Sharing(
            row.id,
            row.seq,
            row.pool,
            row.title,
            Rule(row.rule),
            row.amount,
            len(row.parties),
            row.state,
            now >= parse_instant(row.until),
            row.at,
        )
        for row in found
    ]


def allocation(viewer: Viewer, round_: UUID) -> Allocation | None:
    gate = visible(viewer)
    row = gate.only(AllocationRow.objects.filter(id=round_)).first()
    kept = gate.only(PoolRow.objects.filter(id=row.pool)).first() if row else None
    if row is None or kept is None:
        return None
    return _allocation(gate, row, kept, tuple(_concerns(gate, round_)))


def _allocation(
    gate: Visible, row: AllocationRow, pool_row: PoolRow, concerns: tuple[Concern, ...]
) -> Allocation:
    mine = gate.viewer.ref if gate.viewer.person else ""
    given = PointsRow.objects.filter(round=row.id, voice=mine).values_list("given", flat=True).first()
    return Allocation(
        id=row.id,
        seq=row.seq,
        pool=row.pool,
        circle=pool_row.circle,
        title=row.title,
        rule=Rule(row.rule),
        amount=row.amount,
        currency=pool_row.currency,
        places=pool_row.places,
        parties=tuple(each["party"] for each in row.parties),
        points_each=row.points,
        until=row.until,
        at=row.at,
        by=row.by,
        state=row.state,
        over=facts.now().timestamp() * 1000 >= parse_instant(row.until),
        arithmetic=facts.work_out(row, pool_row),
        concerns=concerns,
        my_points=given or {},
        agreement=row.agreement,
        spaces=tuple(row.spaces),
    )


def _concerns(gate: Visible, round_: UUID) -> Iterable[Concern]:
    rows = list(gate.only(AllocationObjection.objects.filter(round=round_).order_by("seq")))
    heard = gate.of(row.answer_seq for row in rows if row.answer_seq is not None)
    return (
        Concern(
            row.seq,
            row.by,
            row.words,
            row.answer if row.answer_seq in heard else "",
            row.answered_by,
            row.answer_seq is None,
        )
        for row in rows
    )


def is_concerned(viewer: Viewer, round_: Allocation) -> bool:
    """Whether the viewer decides about the pool or takes part in its sharing out."""
    gate = visible(viewer)
    return any(gate.reaches(space) for space in (ids.circle(round_.circle), *round_.parties))


def verified_of(viewer: Viewer, circle: UUID) -> list[int]:
    """Contributions of a circle's members that somebody verified, as far as the viewer hears them."""
    found: set[int] = set()
    for person in circles.members_of(ids.circle(circle)):
        for each in timeline.contributions(viewer, Filter(person=person)):
            if any(word.way == VERIFIED for word in each.attestations):
                found.add(each.seq)
    return sorted(found)


# == Currencies as their protocols define them ==


def definitions(viewer: Viewer) -> list[Definition]:
    """Practice currencies in force, by title."""
    return [_definition(each) for each in protocols.adopted(viewer, kind="currency")]


def definition(viewer: Viewer, name: str) -> Definition | None:
    found = protocols.current(viewer, name)
    return _definition(found) if found is not None and found.kind == "currency" else None


def definition_of(viewer: Viewer, version: str, name: str) -> Definition | None:
    """The definition something was recorded under."""
    found = protocols.protocol(viewer, version)
    return _definition(found) if found is not None and found.kind == "currency" else None


def _definition(found: Protocol) -> Definition:
    return rules.read_definition(found.name, found.version, found.block)


def measured(version: str, unit: str, answers: Mapping[str, Any]) -> Decimal | None:
    """The measure among the answers: the first number asked for in the currency's unit."""
    for each in protocols.form_for(version, "en").questions:
        if each.unit == unit and each.name in answers:
            return parse_decimal(str(answers[each.name]))
    return None


# == Signals ==


def left(viewer: Viewer, found: Definition) -> int:
    """What the viewer may still give in this period."""
    period = rules.period_of(facts.now(), found.every)
    given = ThanksRow.objects.filter(currency=found.name, by=viewer.ref, period=period)
    return (found.allot or 0) - (given.aggregate(all=Sum("amount"))["all"] or 0)


def thanks(viewer: Viewer, found: Definition, most: int = 60) -> list[Thanks]:
    """Signals the viewer gave or was given, the latest first. Nobody sees anybody else's."""
    rows = visible(viewer).only(ThanksRow.objects.filter(currency=found.name).order_by("-seq"))[:most]
    now = facts.now().timestamp() * 1000
    span = found.expires.total_seconds() * 1000 if found.expires else None
    return [
        Thanks(
            row.seq,
            row.by,
            row.to,
            row.amount,
            row.words,
            row.at,
            span is not None and parse_instant(row.at) + span < now,
        )
        for row in rows
    ]


# == Measures ==


def readings(viewer: Viewer, name: str, most: int = 200) -> list[Reading]:
    """Readings of a measurement the viewer may see, the latest first."""
    rows = list(visible(viewer).only(MeasureRow.objects.filter(currency=name).order_by("-seq"))[:most])
    confirmed: dict[int, list[str]] = {}
    for each in MeasureConfirmation.objects.filter(reading__in=[row.seq for row in rows]).order_by("seq"):
        confirmed.setdefault(each.reading, []).append(each.by)
    return [_reading(row, tuple(confirmed.get(row.seq, ()))) for row in rows]


def _reading(row: MeasureRow, confirmed: tuple[str, ...]) -> Reading:
    return Reading(
        row.seq,
        row.by,
        parse_decimal(row.value),
        parse_decimal(row.was) if row.was else None,
        row.unit,
        row.version,
        row.day.isoformat() if row.day else "",
        row.words,
        row.answers,
        tuple(Media.read(each) for each in row.media),
        row.at,
        confirmed,
    )


def sums(found: Iterable[Reading], needed: int) -> list[tuple[str, str, Decimal, Decimal]]:
    """Per version and unit: the sum of all readings, and of those confirmed by as many as needed.

    Readings under different versions are never added up.
    """
    groups: dict[tuple[str, str], list[Reading]] = {}
    for each in found:
        groups.setdefault((each.version, each.unit), []).append(each)
    shown = []
    for (version, unit), held in groups.items():
        known = [each for each in held if len(each.confirmed_by) >= max(needed, 1)]
        confirmed = rules.sum_measures([_measure(each) for each in known]) if known else Decimal(0)
        shown.append((version, unit, rules.sum_measures([_measure(each) for each in held]), confirmed))
    return shown


def _measure(each: Reading) -> Measure:
    return Measure(each.value, each.unit, each.version)


# == Tradable ==


def transfers(viewer: Viewer, name: str, most: int = 60) -> list[Transfer]:
    """Transfers the viewer sends or is to receive, the latest first."""
    rows = visible(viewer).only(TransferRow.objects.filter(currency=name).order_by("-seq"))[:most]
    return [
        Transfer(
            row.id,
            row.seq,
            row.currency,
            row.sender,
            row.receiver,
            row.amount,
            row.words,
            TransferState(row.state),
            row.at,
        )
        for row in rows
    ]


def balance(viewer: Viewer, found: Definition) -> int:
    """The viewer's own balance."""
    return facts.held(viewer.ref, found.currency.code) if viewer.person else 0


# == The books ==


def ledger(viewer: Viewer, account: str | None = None) -> list[Movement]:
    """Every movement the viewer may see, in order; whole, so that what is shown always balances."""
    found = MovementRow.objects.order_by("seq")
    if account is not None:
        touching = PostingRow.objects.filter(account=account).values("seq")
        found = found.filter(seq__in=touching)
    rows = list(visible(viewer).only(found))
    lines: dict[int, list[Posting]] = {}
    for each in PostingRow.objects.filter(seq__in=[row.seq for row in rows]).order_by("seq", "line"):
        lines.setdefault(each.seq, []).append(Posting(each.account, each.currency, each.amount))
    return [Movement(row.seq, row.at, row.kind, tuple(lines[row.seq])) for row in rows]


def places_of(viewer: Viewer) -> dict[str, int]:
    """How many decimals each currency in the books has."""
    by_seq = {row.seq: row.places for row in visible(viewer).only(MovementRow.objects.all())}
    codes = PostingRow.objects.filter(seq__in=by_seq).values_list("currency", "seq").distinct()
    return {code: by_seq[seq] for code, seq in codes}


def holdings(viewer: Viewer, account: str) -> dict[str, int]:
    """What an account holds of each currency, by the movements the viewer may see."""
    held: dict[str, int] = {}
    for movement in ledger(viewer, account):
        for line in movement.postings:
            if line.account == account:
                held[line.currency] = held.get(line.currency, 0) + line.amount
    return held


def beancount(viewer: Viewer, title: str, account: str | None = None) -> str:
    """The movements the viewer may see (of one account, where named) as a Beancount file."""
    return write_books(title, ledger(viewer, account), places_of(viewer))


def amount_of(units: int, places: int) -> Decimal:
    """Smallest units as the number people read."""
    return rules.from_smallest(units, places)


# For the actions of this room: facts to act on, never to show.


def spaces_of_entry(seq: int) -> list[str]:
    """Where an entry is heard now, for what belongs to it."""
    return circles.heard_in([seq]).get(seq, [])


def entry_of(seq: int) -> Entry | None:
    return book.entry(seq)


def custodian_of(pool_id: UUID) -> UUID:
    return ids.uuid_of(PoolRow.objects.values_list("custodian", flat=True).get(id=pool_id))


def receiver_of(payment_id: UUID) -> str:
    return PaymentRow.objects.values_list("to", flat=True).get(id=payment_id)


def offer(transfer: UUID) -> tuple[UUID, int]:
    """Whom a transfer was offered to, and in which entry."""
    row = TransferRow.objects.get(id=transfer)
    return ids.uuid_of(row.receiver), row.seq
