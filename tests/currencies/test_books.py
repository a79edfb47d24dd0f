"""The books balance at every position, and an independent tool finds them so."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import realization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prisma_hub.commons import actions as commons
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.beancount import account_of, write_books
from prisma_hub.currencies.models import BalanceRow, PostingRow
from prisma_hub.currencies.rules import from_smallest
from prisma_hub.currencies.types import Movement, Posting, Stage
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.protocols import actions as protocols
from tests.currencies.money import People, fill, look, open_pool, pay

pytestmark = pytest.mark.django_db
MOVES = st.lists(
    st.tuples(
        st.sampled_from(("promise", "receive", "decide", "send", "arrive", "take back", "thank")),
        st.integers(min_value=-50, max_value=300),
        st.integers(min_value=0, max_value=1),
    ),
    min_size=1,
    max_size=12,
)


def sums() -> dict[str, int]:
    """Every line of the books added up, per currency."""
    found: defaultdict[str, int] = defaultdict(int)
    for line in PostingRow.objects.all():
        found[line.currency] += line.amount
    return dict(found)


def check_conservation(viewer: Viewer) -> None:
    assert all(total == 0 for total in sums().values())
    for movement in queries.ledger(viewer):
        assert sum(line.amount for line in movement.postings) == 0
    held: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in PostingRow.objects.all():
        held[line.account, line.currency] += line.amount
    assert {(row.account, row.currency): row.amount for row in BalanceRow.objects.all()} == held


def test_whatever_people_do_the_books_balance(steward: Viewer, person: People) -> None:
    commons.plant_starter()
    protocols.adopt_starter()
    ana, ben = person("Ana"), person("Ben")
    circle, pool = open_pool(steward, [ana, ben], ana, share="hub")
    fill(ana, pool, "500.00")
    agreement = pay(ana, circle, [ana, ben], pool, ben.ref, "10.00")

    def act(move: str, units: int, which: int) -> None:
        amount = from_smallest(units, 2)
        found = look(ana, pool)
        if move == "promise":
            actions.promise(by=ana, pool=pool, amount=amount, who="Somebody")
        elif move == "receive":
            actions.receive(by=ana, pool=pool, amount=amount, who="Somebody")
        elif move == "decide":
            actions.decide_payment(
                pool=pool,
                circle=f"circle:{circle}",
                to=(ana, ben)[which].ref,
                amount=amount,
                agreement=agreement,
                statement_id=source.current().uuid7(),
            )
        elif move == "send":
            waiting = [each for each in found.payments if each.stage is Stage.DECIDED]
            actions.send(by=ana, payment=waiting[0].id if waiting else pool, reference="R")
        elif move == "arrive":
            gone = [each for each in found.payments if each.stage is Stage.SENT]
            actions.confirm_arrival(by=(ana, ben)[which], payment=gone[0].id if gone else pool)
        elif move == "take back":
            actions.take_back(by=ana, pool=pool, step=found.receipts[which].seq, words="Wrong.")
        else:
            actions.thank(by=ana, currency="appreciation", receiver=ben.ref, amount=units, words="Yes.")

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(MOVES)
    def walk(moves: list[tuple[str, int, int]]) -> None:
        for move in moves:
            with suppress(Refused):
                act(*move)
            totals = look(ana, pool).totals
            assert totals.promised >= totals.received >= totals.decided >= totals.sent >= 0
        check_conservation(ana)

    walk()


def test_beancount_reads_the_books_and_finds_the_same_balances(
    steward: Viewer, person: People, tmp_path: Path
) -> None:
    commons.plant_starter()
    protocols.adopt_starter()
    ana, ben = person("Ana"), person("Ben")
    circle, pool = open_pool(steward, [ana, ben], ana)
    fill(ana, pool, "2000.00")
    pay(ana, circle, [ana, ben], pool, ben.ref, "180.25")
    pay(ana, circle, [ana, ben], pool, f"circle:{circle}", "0.07")
    for payment in look(ana, pool).payments:
        actions.send(by=ana, payment=payment.id, reference="4711")
        actions.confirm_arrival(by=ben, payment=payment.id)
    actions.thank(by=ana, currency="appreciation", receiver=ben.ref, amount=3, words="For the soup.")
    movements = queries.ledger(ben)
    text = write_books('Casa "do" Moinho', movements, queries.places_of(ben))
    file = tmp_path / "books.beancount"
    file.write_text(text)
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    root = realization.realize(entries)
    places = {"EUR": 2, "APPRECIATION": 0}
    accounts = {line.account for movement in movements for line in movement.postings}
    assert len(accounts) == 8
    for account in accounts:
        leaf = realization.get(root, account_of(account))
        theirs = {
            each.units.currency: each.units.number for each in leaf.balance if each.units.number != Decimal(0)
        }
        ours = {
            code: from_smallest(amount, places[code])
            for code, amount in queries.holdings(ben, account).items()
            if amount
        }
        assert theirs == ours, account


def test_an_empty_book_is_a_book(tmp_path: Path) -> None:
    file = tmp_path / "books.beancount"
    file.write_text(write_books("Empty", [], {}))
    entries, errors, _ = loader.load_file(str(file))
    assert (entries, errors) == ([], [])


def test_a_book_that_does_not_balance_is_found_out(tmp_path: Path) -> None:
    """The independent reader is a real one: it refuses what is wrong."""
    broken = Movement(7, "2026-05-18T09:00:00.000Z", "money.received/1", (Posting("source:EUR", "EUR", -5),))
    file = tmp_path / "books.beancount"
    file.write_text(write_books("Broken", [broken], {"EUR": 2}))
    assert loader.load_file(str(file))[1] != []
