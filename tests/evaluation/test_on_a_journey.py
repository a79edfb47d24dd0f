"""Learning on a journey: its tab, its strokes below the path, turns of its teams and sessions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import actions as circles
from prisma_hub.evaluation import actions, queries
from prisma_hub.journeys import actions as journeys
from prisma_hub.kernel.source import current
from prisma_hub.patterns import queries as agendas
from tests.journeys.conftest import journey, open_from, steward, walker

__all__ = ["journey", "open_from", "steward", "walker"]


@pytest.fixture
def ana(walker):
    return walker("Ana")


def test_the_path_draws_the_turns_of_everything_on_the_journey(visit, steward, journey, ana):
    page = visit(ana).get(f"/journeys/{journey.id}").content.decode()
    assert "Turns of acting and learning" not in page
    team = journeys.form_team(by=ana, journey=journey, name="Water team", asked=[ana.id])
    journeys.join_team(by=ana, team=team)
    session = journeys.plan_session(
        by=steward, journey=journey, title="Welcome", begins=datetime(2026, 5, 11, 9, tzinfo=UTC), minutes=60
    )
    for of in (journey.scope, team.scope, session.scope):
        actions.begin_turn(by=ana, of=of, intention=f"Learn of {of.partition(':')[0]}")
    page = visit(ana).get(f"/journeys/{journey.id}").content.decode()
    for word in ("journey", "team", "session"):
        assert f"Learn of {word}" in page
    assert page.count('class="stroke"') == 3
    tab = visit(ana).get(f"/journeys/{journey.id}/learning").content.decode()
    assert "There are words here, and nothing was done yet." in tab
    assert [each.of for each in queries.turns_of(ana, team.scope).turns] == [team.scope]


def test_what_a_team_turns_is_not_drawn_for_the_rest_of_the_cohort(visit, journey, ana, walker):
    team = journeys.form_team(by=ana, journey=journey, name="Water team", asked=[ana.id])
    journeys.join_team(by=ana, team=team)
    actions.begin_turn(by=ana, of=f"team:{team.id}", intention="Kept among us")
    page = visit(walker("Eva")).get(f"/journeys/{journey.id}/learning").content.decode()
    assert "Kept among us" not in page


def test_somebody_off_the_journey_is_told_nothing(visit, person, journey, ana):
    actions.begin_turn(by=ana, of=journey.scope, intention="Ours")
    leo = visit(person("Leo"))
    for address in (f"/journeys/{journey.id}/learning", f"/learning/journey/{journey.id}"):
        assert b"Ours" not in leo.get(address).content


def test_a_decision_shows_what_was_learned_since(steward, person):
    ana = person("Ana")
    circle = circles.open_circle(by=steward, title="Ditch", decides="just-record-it")
    circles.admit(by=steward, circle=circle.id, person=ana.id)
    proposal = agreements.propose(
        by=ana, circle=circle.id, title="Two water days", text="As said.", present=[ana.id]
    )
    turn = actions.begin_turn(by=ana, of=f"proposal:{proposal}", intention="See whether two days are enough")
    assert queries.subject(ana, f"proposal:{proposal}").title == "Two water days"
    assert [each.id for each in queries.turns_of(ana, f"proposal:{proposal}").turns] == [turn.id]


def test_a_next_lands_as_a_block_of_the_next_session(visit, steward, journey, ana):
    session = journeys.plan_session(
        by=steward, journey=journey, title="Welcome", begins=datetime(2026, 5, 11, 9, tzinfo=UTC), minutes=60
    )
    turn = actions.begin_turn(by=steward, of=journey.scope, intention="Begin well")
    actions.say_beat(by=steward, turn=turn.id, beat="next", words="Walk the ditch together")
    client = visit(steward)
    assert "It becomes a block of a session" in client.get(f"/turns/{turn.id}/land").content.decode()
    given = {
        "statement": str(current().uuid7()),
        "title": "Walk the ditch",
        "minutes": "30",
        "session": str(session.id),
    }
    for _ in range(2):
        page = client.post(f"/turns/{turn.id}/land/block", given, follow=True).content.decode()
    assert "Became a block of a session" in page
    sheet = agendas.sheet(steward, session.id)
    assert sheet is not None
    (block,) = [each.block for each in sheet.plan.blocks if each.block.title == "Walk the ditch"]
    where = f"block:{session.id}/{block.id}"
    assert [each.turn for each in queries.came_from(steward, where)] == [turn.id]
    forged = visit(ana).post(f"/turns/{turn.id}/land/block", given | {"statement": str(current().uuid7())})
    assert "You may not do this here." in forged.content.decode()
    assert len(queries.turn(steward, turn.id).landings) == 1
