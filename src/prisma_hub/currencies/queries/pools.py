"""Money in trust: pools, receipts, payments."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.circles.queries import visible
from prisma_hub.circles.types import PUBLIC
from prisma_hub.currencies import facts
from prisma_hub.currencies.models import (
    PaymentRow,
    PoolRow,
    ReceiptRow,
)
from prisma_hub.currencies.types import (
    Payment,
    Pool,
    Receipt,
    Stage,
)
from prisma_hub.identity.types import Viewer
from prisma_hub.media.types import Media


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
