"""Nobody is in a team without their own yes; every earlier description stays."""

from collections.abc import Callable

import pytest

from prisma_hub.agreements import actions as deciding
from prisma_hub.agreements.types import Round
from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from tests.agreements.walk import MINUTE, after, ask_for_objections, consent, propose

Walker = Callable[[str], Viewer]


def test_a_team_stands_once_all_who_were_asked_have_answered(journey: Journey, walker: Walker) -> None:
    ana, rui, eva = walker("Ana"), walker("Rui"), walker("Eva")
    asked = [each.person for each in (ana, rui, eva) if each.person]
    team = actions.form_team(by=ana, journey=journey, name="Water", description="We mend.", asked=asked)
    assert not team.stands
    assert not circles.belongs(ana, team.space)
    assert [each.id for each in queries.teams_asking(rui)] == [team.id]
    for each in (ana, rui):
        actions.join_team(by=each, team=queries.team(each, team.id))
    assert queries.team(ana, team.id).waiting == (eva.person,)
    actions.decline_team(by=eva, team=queries.team(eva, team.id))
    now = queries.team(ana, team.id)
    assert now.stands
    assert [(each.person, each.state) for each in now.members if each.state == "yes"] == [
        (ana.person, "yes"),
        (rui.person, "yes"),
    ]
    assert circles.people_in(ana, team.space) == [ana.person, rui.person]
    assert not circles.belongs(eva, team.space)
    assert queries.teams_asking(rui) == []


def test_nobody_says_yes_unasked_nor_for_somebody_else(journey: Journey, walker: Walker) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    assert ana.person is not None
    team = actions.form_team(by=ana, journey=journey, name="Water", asked=[ana.person])
    with pytest.raises(NotAllowed, match="not asked"):
        actions.join_team(by=rui, team=queries.team(rui, team.id))
    with pytest.raises(NotAllowed):
        actions.ask_into_team(by=rui, team=queries.team(rui, team.id), person=ana.person)


def test_only_people_of_the_cohort_are_asked_and_only_they_see(
    journey: Journey, walker: Walker, person: Walker
) -> None:
    ana, stranger = walker("Ana"), person("Rui")
    assert stranger.person is not None
    with pytest.raises(Refused, match="not in the cohort"):
        actions.form_team(by=ana, journey=journey, name="Water", asked=[stranger.person])
    with pytest.raises(NotAllowed, match="cohort"):
        actions.form_team(by=stranger, journey=journey, name="Water")
    team = actions.form_team(by=ana, journey=journey, name="Water")
    with pytest.raises(NotHere):
        queries.team(stranger, team.id)
    assert queries.teams(stranger, journey) == []


def test_leaving_ends_the_belonging_and_a_later_yes_is_open(journey: Journey, walker: Walker) -> None:
    ana = walker("Ana")
    assert ana.person is not None
    team = actions.form_team(by=ana, journey=journey, name="Water", asked=[ana.person])
    actions.join_team(by=ana, team=team)
    actions.leave_team(by=ana, team=queries.team(ana, team.id))
    assert not circles.belongs(ana, team.space)
    actions.join_team(by=ana, team=queries.team(ana, team.id))
    assert circles.belongs(ana, team.space)


def test_descriptions_keep_every_earlier_state_until_erased(journey: Journey, walker: Walker) -> None:
    ana = walker("Ana")
    assert ana.person is not None
    team = actions.form_team(by=ana, journey=journey, name="Water", description="One", asked=[ana.person])
    actions.join_team(by=ana, team=team)
    actions.describe_team(
        by=ana, team=queries.team(ana, team.id), name="Water and stone", description="Two\n\nlines"
    )
    found = queries.descriptions(ana, team)
    assert [(each.name, each.text) for each in found] == [
        ("Water and stone", "Two\n\nlines"),
        ("Water", "One"),
    ]
    for each in found:
        log.erase(each.seq, right="speaker")
    assert [each.text for each in queries.descriptions(ana, team)] == ["", ""]
    assert queries.team(ana, team.id).text == ""
    assert replay.differences() == []


def test_a_team_that_waits_for_an_answer_talks_and_decides_nothing(journey: Journey, walker: Walker) -> None:
    ana, rui, eva = walker("Ana"), walker("Rui"), walker("Eva")
    asked = [each.person for each in (ana, rui, eva) if each.person]
    team = actions.form_team(by=ana, journey=journey, name="Water", asked=asked)
    for each in (ana, rui):
        actions.join_team(by=each, team=queries.team(each, team.id))
    assert circles.awaited(team.space) == [eva.person]
    proposal = propose(ana, team.circle)
    ask_for_objections(proposal, [ana, rui])
    with after(4 * MINUTE):
        deciding.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana, rui])
        with pytest.raises(Refused, match="it is not a team"):
            deciding.adopt(by=ana, proposal=proposal, number=1)
        assert eva.person is not None
        with pytest.raises(NotAllowed):
            actions.take_back_asking(by=eva, team=queries.team(eva, team.id), person=eva.person)
        actions.take_back_asking(by=rui, team=queries.team(rui, team.id), person=eva.person)
        assert queries.team(ana, team.id).stands and queries.teams_asking(eva) == []
        assert deciding.adopt(by=ana, proposal=proposal, number=1)
    with pytest.raises(Refused, match="answered already"):
        actions.take_back_asking(by=rui, team=queries.team(rui, team.id), person=eva.person)
    with pytest.raises(NotAllowed, match="not asked"):
        actions.join_team(by=eva, team=queries.team(eva, team.id))
    assert replay.differences() == []


def test_nobody_decides_in_a_team_of_one_without_a_mandate(journey: Journey, walker: Walker) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    asked = [each.person for each in (ana, rui) if each.person]
    team = actions.form_team(by=ana, journey=journey, name="Water", asked=asked)
    actions.join_team(by=ana, team=queries.team(ana, team.id))
    actions.decline_team(by=rui, team=queries.team(rui, team.id))
    proposal = propose(ana, team.circle)
    ask_for_objections(proposal, [ana])
    with after(4 * MINUTE):
        deciding.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        consent(proposal, [ana])
        with pytest.raises(Refused, match="a written mandate only"):
            deciding.adopt(by=ana, proposal=proposal, number=1)
