"""Practice currencies as their protocols define them: kilograms, appreciation, and one to trade."""

from __future__ import annotations

from decimal import Decimal

import pytest

from prisma_hub.commons import actions as commons
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import TransferState
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.protocols import actions as protocols
from prisma_hub.protocols import queries as adopted
from tests.agreements.walk import MINUTE, after
from tests.currencies.money import People

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * MINUTE
HOURS = """---
protocol: hours
---
# Hours

```yaml protocol
kind: currency
title: {en: Hours}
nature: tradable
flow: {en: Work people do for each other.}
aspect: {en: We are becoming able to rely on each other.}
unit: {name: h, title: {en: hours}, precision: 2}
scope: place
issue: {by: [each]}
limit: 10
seen_by: me
changed_by: place
```
"""


@pytest.fixture
def begun(steward: Viewer) -> None:
    """The protocols every hub begins with, in force."""
    commons.plant_starter()
    protocols.adopt_starter()


@pytest.fixture
def hours(steward: Viewer) -> str:
    """A currency the community wrote itself: mutual credit in hours, ten below zero at most."""
    path = "protocols/hours.md"
    commons.write_page(by=steward, space="public", path=path, text=HOURS, base="")
    draft = adopted.draft(steward, "public", path)
    assert draft is not None and draft.problems == ()
    return protocols.adopt(by=steward, space="public", path=path, version=draft.version)


def weigh(by: Viewer, weight: str) -> int:
    answers = {"weight": weight, "material": "glass", "day": "2026-05-18"}
    return actions.read_measure(by=by, currency="kilograms-sorted", answers=answers)


def test_kilograms_are_read_corrected_and_confirmed(begun: None, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    first, second = weigh(ana, "12.5"), weigh(ben, "7.5")
    actions.confirm_measure(by=ben, reading=first)
    actions.confirm_measure(by=ben, reading=first)
    with pytest.raises(Refused, match="Nobody confirms"):
        actions.confirm_measure(by=ben, reading=second)
    found = queries.definition(ana, "kilograms-sorted")
    assert found is not None and found.needed == 1
    held = queries.readings(ana, "kilograms-sorted")
    [(version, unit, all_of_it, confirmed)] = queries.sums(held, found.needed)
    assert (version, unit, all_of_it, confirmed) == (found.version, "kg", Decimal("20.0"), Decimal("12.5"))
    with pytest.raises(NotAllowed, match="Only the one who read it"):
        actions.correct_measure(by=ben, reading=first, value="1", words="Mine.")
    actions.correct_measure(by=ana, reading=first, value="12.1", words="The bucket weighs 0.4.")
    corrected = next(each for each in queries.readings(ben, "kilograms-sorted") if each.seq == first)
    assert (corrected.value, corrected.was, corrected.confirmed_by) == (Decimal("12.1"), Decimal("12.5"), ())
    with pytest.raises(Refused):
        weigh(ana, "-3")
    with pytest.raises(Refused, match="more decimals"):
        weigh(ana, "1.25")
    with pytest.raises(Refused, match="no such currency"):
        actions.thank(by=ana, currency="kilograms-sorted", receiver=ben.ref, amount=1, words="Kilos")
    log.erase(first, right="speaker")
    assert replay.differences() == []


def test_appreciation_is_given_with_words_and_runs_out(begun: None, person: People) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    found = queries.definition(ana, "appreciation")
    assert found is not None and queries.left(ana, found) == 10

    def thank(by: Viewer, to: str, amount: int, words: str = "For the soup.") -> None:
        actions.thank(by=by, currency="appreciation", receiver=to, amount=amount, words=words)

    thank(ana, ben.ref, 3)
    thank(ana, cai.ref, 5)
    assert queries.left(ana, found) == 2
    with pytest.raises(Refused, match="There is not enough: 2 is held"):
        thank(ana, ben.ref, 3)
    for amount in (0, -1):
        with pytest.raises(Refused, match="larger than zero"):
            thank(ana, ben.ref, amount)
    with pytest.raises(Refused, match="somebody else"):
        thank(ana, ana.ref, 1)
    with pytest.raises(Refused, match="words are the gift"):
        thank(ana, ben.ref, 1, " ")
    with pytest.raises(NotAllowed):
        actions.thank(by=ANYBODY, currency="appreciation", receiver=ben.ref, amount=1, words="Hi")
    assert [(each.by, each.amount, each.lapsed) for each in queries.thanks(ben, found)] == [
        (ana.ref, 3, False)
    ]
    assert len(queries.thanks(ana, found)) == 2 and queries.thanks(cai, found)[0].to == cai.ref
    with after(8 * DAY):
        assert queries.left(ana, found) == 10
    with after(15 * DAY):
        assert queries.thanks(ben, found)[0].lapsed
    log.erase(queries.thanks(ben, found)[0].seq, right="speaker")
    assert queries.thanks(ben, found)[0].words == ""
    assert replay.differences() == []


def test_hours_move_when_the_other_side_says_yes(hours: str, person: People) -> None:
    ana, ben, eve = person("Ana"), person("Ben"), person("Eve")
    found = queries.definition(ana, "hours")
    assert found is not None and found.limit == 1000

    def offer(amount: str) -> object:
        return actions.propose_transfer(
            by=ana, currency="hours", receiver=ben.ref, amount=Decimal(amount), words="For the roof."
        )

    first = offer("7.5")
    with pytest.raises(NotAllowed, match="other side"):
        actions.accept_transfer(by=ana, transfer=first)
    with pytest.raises(Refused, match="no such transfer"):
        actions.accept_transfer(by=eve, transfer=first)
    assert queries.balance(ben, found) == 0 and queries.transfers(eve, "hours") == []
    actions.accept_transfer(by=ben, transfer=first)
    assert (queries.balance(ana, found), queries.balance(ben, found)) == (-750, 750)
    with pytest.raises(Refused, match="only be reversed"):
        actions.accept_transfer(by=ben, transfer=first)
    with pytest.raises(Refused, match="not enough"):
        offer("2.51")
    second, third = offer("2.5"), offer("2.5")
    actions.accept_transfer(by=ben, transfer=second)
    with pytest.raises(Refused, match="not enough"):
        actions.accept_transfer(by=ben, transfer=third)
    actions.refuse_transfer(by=ben, transfer=third)
    actions.reverse_transfer(by=ben, transfer=first, words="It was a gift.")
    assert (queries.balance(ana, found), queries.balance(ben, found)) == (-250, 250)
    late = offer("1")
    with after(31 * DAY):
        assert actions.expire_transfers() == 1 and actions.expire_transfers() == 0
    states = {each.id: each.state for each in queries.transfers(ana, "hours")}
    assert states == {
        first: TransferState.REVERSED,
        second: TransferState.COMPLETED,
        third: TransferState.REFUSED,
        late: TransferState.EXPIRED,
    }
    assert replay.differences() == []
