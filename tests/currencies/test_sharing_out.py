"""A pool is shared out by a rule everybody can follow, after anyone concerned could object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from prisma_hub.agreements import queries as agreed
from prisma_hub.currencies import actions, queries
from prisma_hub.currencies.types import Allocation, Rule
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import replay
from prisma_hub.timeline import actions as timeline
from prisma_hub.work import loop
from tests.agreements.walk import MINUTE, adopt, after, open_circle
from tests.currencies.money import People, fill, look, open_pool
from tests.shared import accepted

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * MINUTE


def tomorrow() -> int:
    return source.current().now_ms() + DAY


def begin(by: Viewer, pool: UUID, rule: Rule, parties: Sequence[Mapping[str, Any]], **more: Any) -> UUID:
    return actions.open_allocation(
        by=by, pool=pool, title="The May pool", rule=rule, parties=parties, until=tomorrow(), **more
    )


def seen(viewer: Viewer, round_: UUID) -> Allocation:
    found = queries.allocation(viewer, round_)
    assert found is not None
    return found


def amounts(found: Allocation) -> list[str]:
    return [text_of(share.amount) for share in found.arithmetic.shares]


def settle(by: Viewer, circle: UUID, members: Sequence[Viewer], pool: UUID, round_: UUID) -> UUID:
    effect = {"do": "allocate", "pool": f"pool:{pool}", "round": f"allocation:{round_}"}
    made = adopt(by, circle, members, [effect])
    loop.run_until_idle()
    return made


def test_three_teams_share_equally_to_the_last_cent(steward: Viewer, person: People) -> None:
    [example] = accepted("rounding")
    ana = person("Ana")
    circle, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, example["amount"])
    teams = [f"circle:{open_circle(steward, [ana], title=name)}" for name in ("Path", "Seed", "Water")]
    round_ = begin(
        ana, pool, Rule.EQUAL, [{"party": team} for team in teams], amount=Decimal(example["amount"])
    )
    assert amounts(seen(ana, round_)) == example["expect"]
    early = settle(ana, circle, [ana], pool, round_)
    found = agreed.agreement(ana, early)
    assert found is not None
    assert found.effects[0].reason == "Anyone concerned may still object to this allocation."
    with after(2 * DAY):
        settle(ana, circle, [ana], pool, round_)
        again = settle(ana, circle, [ana], pool, round_)
    payments = look(ana, pool).payments
    assert [text_of(Decimal(each.amount) / 100) for each in payments] == example["expect"]
    twice = agreed.agreement(ana, again)
    assert twice is not None and twice.effects[0].reason == "This round is settled."
    assert seen(ana, round_).state == "settled"
    assert replay.differences() == []


def test_contribution_times_demand_as_accepted(steward: Viewer, person: People) -> None:
    ana = person("Ana")
    _, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, "1000")
    teams = [f"circle:{open_circle(steward, [ana], title=name)}" for name in ("Path", "Seed")]
    for example in accepted("contribution_times_demand"):
        parties = [
            {"party": team, "participation": p, "demand": d}
            for team, p, d in zip(teams, example["p"], example["d"], strict=True)
        ]
        found = seen(ana, begin(ana, pool, Rule.DEMAND, parties)).arithmetic
        assert [text_of(share.weight) for share in found.shares] == example["expect_c"]
        total = sum(Decimal(each) for each in example["d"])
        weights = example["expect_w"]
        if weights is None:
            assert not found.has_basis and found.paid == 0
        else:
            assert [share.amount for share in found.shares] == [total * Decimal(each) for each in weights]


def test_the_prize_pool_by_points(steward: Viewer, person: People) -> None:
    [example] = accepted("prize_pool")
    ana = person("Ana")
    _, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, example["pool"])
    teams = [f"circle:{open_circle(steward, [ana], title=name)}" for name in ("Path", "Seed", "Water")]
    round_ = begin(
        ana,
        pool,
        Rule.SIGNALS,
        [{"party": team} for team in teams],
        amount=Decimal(example["pool"]),
        points_each=100,
    )
    assert not seen(ana, round_).arithmetic.has_basis
    given = dict(zip(teams, map(int, example["scores"]), strict=True))
    actions.give_points(by=ana, round_=round_, given=dict.fromkeys(teams, 1))
    actions.give_points(by=ana, round_=round_, given=given)
    assert amounts(seen(ana, round_)) == example["expect"]
    assert seen(ana, round_).my_points == given
    with pytest.raises(Refused, match="gave 101 points"):
        actions.give_points(by=ana, round_=round_, given=given | {teams[0]: 44})
    with pytest.raises(Refused, match="never taken away"):
        actions.give_points(by=ana, round_=round_, given={teams[0]: -1})
    with after(2 * DAY), pytest.raises(Refused, match="window of this round has closed"):
        actions.give_points(by=ana, round_=round_, given=given)
    assert replay.differences() == []


def test_an_objection_holds_the_payment_until_it_is_answered(steward: Viewer, person: People) -> None:
    ana, ben, eve = person("Ana"), person("Ben"), person("Eve")
    circle, pool = open_pool(steward, [ana], ana, share="hub")
    fill(ana, pool, "100")
    team = f"circle:{open_circle(steward, [ben], title='Path')}"
    shares = [{"party": team, "amount": "60"}, {"party": ana.ref, "amount": "40"}]
    round_ = begin(ana, pool, Rule.AGREEMENT, shares, amount=Decimal("100"))
    with pytest.raises(NotAllowed, match="whom this concerns"):
        actions.object_to(by=eve, round_=round_, words="I want some.")
    actions.object_to(by=ben, round_=round_, words="Forty hours were not counted.")
    with after(2 * DAY):
        held = agreed.agreement(ana, settle(ana, circle, [ana], pool, round_))
        assert held is not None and held.effects[0].reason.startswith("An objection to this allocation")
        [concern] = seen(ben, round_).concerns
        with pytest.raises(NotAllowed):
            actions.answer_objection(by=eve, round_=round_, objection=concern.seq, words="No.")
        actions.answer_objection(by=ana, round_=round_, objection=concern.seq, words="They were a gift.")
        settle(ana, circle, [ana], pool, round_)
    assert [(each.to, each.amount) for each in look(ana, pool).payments] == [(team, 6000), (ana.ref, 4000)]
    assert replay.differences() == []


def test_nobody_shares_out_what_is_not_there_or_not_theirs(steward: Viewer, person: People) -> None:
    ana, eve = person("Ana"), person("Eve")
    _, pool = open_pool(steward, [ana], ana)
    fill(ana, pool, "100")
    mine = [{"party": ana.ref}]
    with pytest.raises(Refused, match="are there and not yet decided"):
        begin(ana, pool, Rule.EQUAL, mine, amount=Decimal("101"))
    with pytest.raises(NotAllowed):
        begin(eve, pool, Rule.EQUAL, [{"party": eve.ref}], amount=Decimal("1"))
    with pytest.raises(Refused, match="is not known here"):
        begin(
            ana,
            pool,
            Rule.EQUAL,
            [{"party": "circle:0190a5b0-0000-7000-8000-000000000000"}],
            amount=Decimal(1),
        )
    with pytest.raises(Refused, match="counted twice"):
        begin(ana, pool, Rule.EQUAL, [*mine, *mine], amount=Decimal("1"))
    with pytest.raises(Refused, match="The agreement gives"):
        begin(ana, pool, Rule.AGREEMENT, [{"party": ana.ref, "amount": "3"}], amount=Decimal("4"))
    hidden = actions_entry(eve)
    with pytest.raises(Refused, match="you do not hear it"):
        begin(ana, pool, Rule.VERIFIED, [{"party": ana.ref, "entries": [hidden]}], amount=Decimal("1"))


def actions_entry(who: Viewer) -> int:
    """Something only this person hears."""
    return timeline.contribute(by=who, text="Only for me.").seq
