"""A sponsor's pool: promised, received, shared out by two rounds, sent, and arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from prisma_hub.currencies import actions as currencies
from prisma_hub.currencies import queries
from prisma_hub.currencies.types import Payment, Pool, Rule
from prisma_hub.demo import script
from prisma_hub.demo.stage import Act, Stage
from prisma_hub.kernel import ids

Said = Mapping[str, Any]


def acts() -> Iterator[Act]:
    told = script.read("world.yaml")["pool"]
    yield Act(script.moment(told["opened"]["at"]), partial(_open, told=told))
    yield Act(script.moment(told["promised"]["at"]), partial(_promise, told=told))
    yield Act(script.moment(told["received"]["at"]), partial(_receive, told=told))
    for name, said in told["rounds"].items():
        yield Act(script.moment(said["at"]), partial(_open_round, name=name, told=told))
    rounds = len(told["rounds"])
    for number in range(rounds * len(told["arrived"])):
        later = timedelta(minutes=6 * number)
        yield Act(script.moment(told["sent"]) + later, partial(_send, number=number, told=told))
        yield Act(script.moment(told["arrived_at"]) + later, partial(_arrive, number=number, told=told))


def _open(stage: Stage, told: Said) -> None:
    pool = currencies.open_pool(
        by=stage.viewer(told["opened"]["by"]),
        circle=stage.circles[told["circle"]],
        title=told["title"],
        currency=told["currency"],
        purpose=told["purpose"],
        terms=told["terms"],
        funder=told["funder"],
        custodian=stage.person(told["custodian"]),
        share="hub",
    )
    stage.things["pool"] = f"pool:{pool}"


def _promise(stage: Stage, told: Said) -> None:
    currencies.promise(
        by=stage.viewer(told["custodian"]),
        pool=ids.uuid_of(stage.things["pool"]),
        amount=Decimal(told["amount"]),
        who=told["funder"],
        words=told["promised"]["words"],
    )


def _receive(stage: Stage, told: Said) -> None:
    currencies.receive(
        by=stage.viewer(told["custodian"]),
        pool=ids.uuid_of(stage.things["pool"]),
        amount=Decimal(told["amount"]),
        who=told["funder"],
        reference=told["received"]["reference"],
        words=told["received"]["words"],
    )


def _open_round(stage: Stage, name: str, told: Said) -> None:
    said = told["rounds"][name]
    parties: list[dict[str, Any]] = [
        {"party": ids.circle(stage.circles[team])}
        | ({"entries": _verified(stage, team, script.moment(said["at"]))} if name == Rule.VERIFIED else {})
        for team in told["arrived"]
    ]
    opened = currencies.open_allocation(
        by=stage.viewer(told["custodian"]),
        pool=ids.uuid_of(stage.things["pool"]),
        title=said["title"],
        rule=Rule(name),
        parties=parties,
        until=round(script.moment(said["until"]).timestamp() * 1000),
        amount=Decimal(said["amount"]),
    )
    stage.things[f"round {name}"] = f"allocation:{opened}"


def _verified(stage: Stage, team: str, until: datetime) -> list[int]:
    """What a team gave that somebody from outside the team has verified: as the third wording says."""
    people = script.people()
    return sorted(
        stage.entries[each.key]
        for each in script.everything_said()
        if each.within == team and each.at < until
        if any(people[word.who].team != team for word in each.words("verified"))
    )


def _pool(stage: Stage, told: Said) -> Pool:
    found = queries.pool(stage.viewer(told["custodian"]), ids.uuid_of(stage.things["pool"]))
    assert found is not None
    return found


def _payment(stage: Stage, number: int, told: Said) -> Payment:
    return sorted(_pool(stage, told).payments, key=lambda each: each.seq)[number]


def _send(stage: Stage, number: int, told: Said) -> None:
    payment = _payment(stage, number, told)
    by = stage.viewer(told["custodian"])
    currencies.send(by=by, payment=payment.id, reference=f"slip {number + 1}, two signatures")


def _arrive(stage: Stage, number: int, told: Said) -> None:
    """Somebody of the team says that it has come."""
    payment = _payment(stage, number, told)
    (team,) = [each for each in told["arrived"] if ids.circle(stage.circles[each]) == payment.to]
    currencies.confirm_arrival(by=stage.viewer(told["arrived"][team]), payment=payment.id)
