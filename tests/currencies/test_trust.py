"""Money in trust: every step in its order, by the right hand, with a receipt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import queries as agreed
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import Stage, TrustTotals
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.work import loop
from prisma_hub.work.kept import Cursor
from tests.agreements.walk import adopt, open_circle
from tests.currencies.money import People, fill, look, open_pool, pay

pytestmark = pytest.mark.django_db


def test_money_goes_from_a_promise_to_those_who_needed_it(steward: Viewer, person: People) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle, pool = open_pool(steward, [ana, ben], ana)
    fill(ana, pool, "2000.00")
    made = pay(ben, circle, [ana, ben], pool, cai.ref, "180.00")
    found = look(ana, pool)
    assert found.totals == TrustTotals(200000, 200000, 18000, 0, 0)
    [payment] = found.payments
    assert (payment.to, payment.amount, payment.agreement, payment.stage) == (
        cai.ref,
        18000,
        made,
        Stage.DECIDED,
    )
    with pytest.raises(Refused, match="leaves a receipt"):
        actions.send(by=ana, payment=payment.id)
    actions.send(by=ana, payment=payment.id, reference="Transfer 4711")
    with pytest.raises(NotAllowed, match="Those who were to get the money"):
        actions.confirm_arrival(by=ana, payment=payment.id)
    actions.confirm_arrival(by=cai, payment=payment.id)
    totals = look(ana, pool).totals
    assert totals == TrustTotals(200000, 200000, 18000, 18000, 18000) and totals.unspent == 182000
    assert queries.holdings(ana, cai.ref) == {"EUR": 18000}
    assert queries.holdings(ana, f"pool:{pool}") == {"EUR": 182000}
    with pytest.raises(Refused, match="gone on already"):
        actions.confirm_arrival(by=cai, payment=payment.id)
    assert replay.differences() == []


def test_nobody_but_the_custodian_keeps_the_books(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    _, pool = open_pool(steward, [ana, ben], ana)
    before = book.size()
    for wrong in (ben, steward, ANYBODY):
        with pytest.raises(NotAllowed):
            actions.promise(by=wrong, pool=pool, amount=Decimal(5), who="Me")
        with pytest.raises(NotAllowed):
            actions.receive(by=wrong, pool=pool, amount=Decimal(5), who="Me")
    with pytest.raises(NotAllowed):
        actions.open_pool(by=ben, circle=look(ana, pool).circle, title="Mine", currency="EUR")
    with pytest.raises(NotAllowed):
        assert ben.person is not None
        actions.hand_pool(by=ben, pool=pool, custodian=ben.person)
    assert book.size() == before


@pytest.mark.parametrize("amount", ["-5", "0", "0.001"])
def test_amounts_are_larger_than_zero_and_fit_the_currency(
    steward: Viewer, person: People, amount: str
) -> None:
    ana = person("Ana")
    _, pool = open_pool(steward, [ana], ana)
    with pytest.raises(Refused):
        actions.promise(by=ana, pool=pool, amount=Decimal(amount), who="River Trust")
    assert look(ana, pool).totals == TrustTotals()


def test_no_step_is_larger_than_the_one_before(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle, pool = open_pool(steward, [ana, ben], ana)
    actions.promise(by=ana, pool=pool, amount=Decimal("100"), who="River Trust")
    with pytest.raises(Refused, match=r"More would be received \(101\) than was promised \(100\)"):
        actions.receive(by=ana, pool=pool, amount=Decimal("101"), who="River Trust")
    actions.receive(by=ana, pool=pool, amount=Decimal("60"), who="River Trust")
    made = pay(ana, circle, [ana, ben], pool, ben.ref, "70")
    agreement = agreed.agreement(ana, made)
    assert agreement is not None and agreement.state == "in_force"
    [effect] = agreement.effects
    assert effect.state == "failed" and effect.reason.startswith("More would be decided")
    actions.receive(by=ana, pool=pool, amount=Decimal("40"), who="River Trust")
    agreements.retry_effect(by=ben, agreement=made, index=0)
    loop.run_until_idle()
    Cursor.objects.update(seq=-1)
    loop.run_until_idle()
    assert look(ana, pool).totals == TrustTotals(10000, 10000, 7000)
    assert len(look(ana, pool).payments) == 1
    assert replay.differences() == []


def test_an_agreement_of_another_circle_pays_nothing(steward: Viewer, person: People) -> None:
    ana, eve = person("Ana"), person("Eve")
    _, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, "100")
    theirs = open_circle(steward, [eve], title="Thieves")
    made = pay(eve, theirs, [eve], pool, eve.ref, "100")
    found = agreed.agreement(eve, made)
    assert found is not None and [each.state for each in found.effects] == ["failed"]
    assert found.effects[0].reason == "This pool belongs to another circle, which alone decides about it."
    assert look(ana, pool).totals.decided == 0 and queries.pool(eve, pool) is None


def test_a_decision_opens_a_pool_with_its_custodian(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    effect = {
        "do": "open_pool",
        "circle": f"circle:{circle}",
        "currency": "EUR",
        "purpose": "The gauge",
        "custodian": ben.ref,
    }
    made = adopt(ana, circle, [ana, ben], [effect])
    loop.run_until_idle()
    [pool] = queries.pools(ana, circle=circle)
    assert (pool.title, pool.custodian, pool.agreement) == ("The gauge", ben.ref, made)


def test_a_wrong_receipt_is_taken_back_and_both_stay(steward: Viewer, person: People) -> None:
    ana = person("Ana")
    _, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, "100")
    receipts = look(ana, pool).receipts
    actions.take_back(by=ana, pool=pool, step=receipts[1].seq, words="It was ten, not a hundred.")
    actions.receive(by=ana, pool=pool, amount=Decimal("10"), who="River Trust")
    found = look(ana, pool)
    assert found.totals == TrustTotals(10000, 1000)
    assert [(each.amount, each.taken_back) for each in found.receipts] == [
        (10000, False),
        (10000, True),
        (-10000, False),
        (1000, False),
    ]
    assert queries.holdings(ana, f"pool:{pool}") == {"EUR": 1000}
    with pytest.raises(Refused, match="no such step"):
        actions.take_back(by=ana, pool=pool, step=receipts[1].seq, words="Again.")
    assert replay.differences() == []


def test_what_was_written_is_erased_and_the_sums_stay(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle, pool = open_pool(steward, [ana, ben], ana)
    fill(ana, pool, "100")
    pay(ana, circle, [ana, ben], pool, ben.ref, "30")
    before = look(ana, pool)
    for seq in [before.seq, *(each.seq for each in before.receipts)]:
        log.erase(seq, right="law")
    after = look(ana, pool)
    assert after.totals == before.totals and after.funder == ""
    assert {each.who for each in after.receipts} == {""}
    assert replay.differences() == []


def test_a_pool_is_seen_by_whom_it_was_shared_with(steward: Viewer, person: People) -> None:
    ana, eve = person("Ana"), person("Eve")
    _, narrow = open_pool(steward, [ana], ana)
    _, wide = open_pool(steward, [ana], ana, share="public")
    fill(ana, narrow, "10")
    fill(ana, wide, "20")
    assert [pool.id for pool in queries.pools(eve)] == [wide]
    assert [pool.id for pool in queries.pools(ANYBODY)] == [wide]
    assert len(queries.ledger(ANYBODY)) == 1 and len(queries.ledger(ana)) == 2
