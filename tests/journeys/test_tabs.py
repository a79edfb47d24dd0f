"""Tabs of a journey appear when there is something in them; turns stand on the pages of what they touch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions as deciding
from prisma_hub.circles import actions as circles
from prisma_hub.currencies import actions as money
from prisma_hub.currencies.types import Rule
from prisma_hub.evaluation import actions as learning
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey, Session, Team
from prisma_hub.kernel import source
from prisma_hub.patterns import actions as agendas
from tests.agreements.walk import adopt, propose

Visit = Callable[[Viewer | None], Client]
Walker = Callable[[str], Viewer]


def tabs(visit: Visit, viewer: Viewer | None, journey: Journey) -> list[str]:
    page = visit(viewer).get(f"/journeys/{journey.id}").content.decode()
    return re.findall(rf'href="/journeys/{journey.id}/([a-z]+)"(?: aria-current="page")?>', page)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def water_team(journey: Journey, ana: Viewer, rui: Viewer) -> Team:
    asked = [each.person for each in (ana, rui) if each.person]
    team = actions.form_team(by=ana, journey=journey, name="Water team", asked=asked)
    for each in (ana, rui):
        actions.join_team(by=each, team=queries.team(each, team.id))
    return queries.team(ana, team.id)


def friday(steward: Viewer, journey: Journey) -> Session:
    begins = datetime(2026, 5, 15, 9, tzinfo=UTC)
    return actions.plan_session(by=steward, journey=journey, title="Friday", begins=begins, minutes=120)


def test_decisions_and_value_appear_with_what_is_in_them(
    visit: Visit, steward: Viewer, journey: Journey, walker: Walker
) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    assert {"decisions", "value"} & set(tabs(visit, ana, journey)) == set()
    team = water_team(journey, ana, rui)
    elsewhere = circles.open_circle(by=steward, title="Ditch").id
    circles.admit(by=steward, circle=elsewhere, person=ana.id)
    propose(ana, elsewhere)
    assert "decisions" not in tabs(visit, ana, journey)
    adopt(ana, team.circle, [ana, rui])
    proposal = deciding.propose(by=rui, circle=team.circle, title="Seeds", text="We save seeds.")
    assert "decisions" in tabs(visit, ana, journey)
    page = words(visit(ana), f"/journeys/{journey.id}/decisions")
    assert "How we share water in August" in page and "Water team" in page
    assert f"/decisions/{proposal}" in page and "Presented" in page
    outsider = walker("Eva")
    assert "decisions" not in tabs(visit, outsider, journey)
    assert "Seeds" not in words(visit(outsider), f"/journeys/{journey.id}/decisions")


def test_value_shows_pools_and_leads_to_the_arithmetic(
    visit: Visit, steward: Viewer, journey: Journey, walker: Walker
) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    team = water_team(journey, ana, rui)
    pool = money.open_pool(
        by=None,
        circle=team.circle,
        title="The May pool",
        currency="EUR",
        purpose="For the gauge.",
        custodian=ana.id,
    )
    money.promise(by=ana, pool=pool, amount=Decimal(100), who="A partner")
    money.receive(by=ana, pool=pool, amount=Decimal(100), who="A partner")
    round_ = money.open_allocation(
        by=ana,
        pool=pool,
        title="For May",
        rule=Rule.EQUAL,
        parties=[{"party": ana.ref}, {"party": rui.ref}],
        until=source.current().now_ms() + 86_400_000,
    )
    assert "value" in tabs(visit, ana, journey)
    page = words(visit(ana), f"/journeys/{journey.id}/value")
    assert "The May pool" in page and f"/pools/{pool}" in page and "100.00" in page
    assert f"/allocations/{round_}" in page and "The arithmetic, line by line" in page
    assert "value" not in tabs(visit, walker("Eva"), journey)


def test_a_turn_stands_where_it_was_told_and_where_its_next_landed(
    visit: Visit, steward: Viewer, journey: Journey, walker: Walker
) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    team, session = water_team(journey, ana, rui), friday(steward, journey)
    proposal = propose(ana, team.circle)
    for ref, intention in (
        (team.scope, "Follow the ditch"),
        (session.scope, "Hear everybody"),
        (f"proposal:{proposal}", "Share what there is"),
    ):
        learning.begin_turn(by=ana, of=ref, intention=intention)
    client = visit(ana)
    shown = {
        f"/teams/{team.id}": "Follow the ditch",
        f"/sessions/{session.id}": "Hear everybody",
        f"/decisions/{proposal}": "Share what there is",
    }
    for address, intention in shown.items():
        page = words(client, address)
        assert "Turns that touch it" in page and intention in page
        assert all(other not in page for other in shown.values() if other != intention)


@pytest.mark.parametrize("many", [1, 3])
def test_no_page_of_a_journey_asks_more_than_twenty_times(
    visit: Visit, steward: Viewer, journey: Journey, walker: Walker, many: int
) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    team, session = water_team(journey, ana, rui), friday(steward, journey)
    for number in range(many):
        adopt(ana, team.circle, [ana, rui])
        propose(ana, team.circle)
        learning.begin_turn(by=ana, of=session.scope, intention=f"Turn {number}")
        learning.begin_turn(by=ana, of=team.scope, intention=f"Turn {number}")
        money.open_pool(
            by=None, circle=team.circle, title="Pool", currency="EUR", purpose="For us.", custodian=ana.id
        )
        agendas.add_block(by=steward, session=session.id, title=f"Block {number}", minutes=20)
        actions.form_team(by=ana, journey=journey, name=f"Team {number}", asked=[ana.id])
    here = f"/journeys/{journey.id}"
    costs = {}
    for viewer in (steward, ana):
        client = visit(viewer)
        for at in (
            here,
            f"{here}/decisions",
            f"{here}/value",
            f"/sessions/{session.id}",
            f"/teams/{team.id}",
        ):
            client.get(at)
            with CaptureQueriesContext(connection) as caught:
                words(client, at)
            costs[at, viewer.ref] = len(caught)
    assert max(costs.values()) <= 20, costs
