"""A journey begins from a preset, and people move it; the calendar does not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from prisma_hub.circles import queries as circles
from prisma_hub.commons import actions as commons
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.protocols import actions as protocols
from prisma_hub.work import loop

Open = Callable[..., Journey]


def states(viewer: Viewer, journey: Journey) -> dict[str, str]:
    return {phase.name: phase.state for phase in queries.journey(viewer, journey.id).phases}


def pass_first(by: Viewer, journey: Journey) -> None:
    assert by.person is not None
    fresh = queries.journey(by, journey.id)
    actions.pass_gate(
        by=by,
        journey=fresh,
        phase=fresh.phases[0].name,
        people=[by.person],
        evidence="We walked the place and asked its neighbours.",
        seen=[0],
    )


def test_a_journey_takes_phases_gates_and_arcs_from_its_preset(journey: Journey) -> None:
    assert [phase.name for phase in journey.phases] == [
        "scouting",
        "intention",
        "co_design",
        "alignment",
        "onboarding",
        "intensive",
        "harvest",
        "stewardship",
    ]
    assert (journey.phases[0].begins, journey.phases[0].ends) == (date(2025, 9, 11), date(2025, 10, 11))
    assert len(journey.phases[0].gate.when) == 2
    assert {arc.within for arc in journey.arcs} == {"", "whole", "two_weeks"}
    assert journey.walked == 0


def test_a_hub_on_its_first_day_has_presets(hub: Path) -> None:
    commons.plant_starter()
    protocols.adopt_starter()
    assert [each.name for each in queries.presets(ANYBODY)] == ["nano", "single-hub-intensive"]


def test_opening_it_opens_cohort_and_keepers_and_gives_the_role(steward: Viewer, journey: Journey) -> None:
    assert {each.id for each in circles.circles(steward, scope=journey.scope).values()} == {
        journey.cohort,
        journey.keepers,
    }
    assert circles.belongs(steward, journey.cohort_space)
    assert [role.role for role in circles.roles(steward, scope=journey.scope)] == ["facilitator"]


def test_opening_twice_with_one_number_opens_one(steward: Viewer, open_from: Open) -> None:
    first = open_from("nano")
    again = open_from("nano", statement_id=first.id)
    assert again.id == first.id
    assert len(queries.journeys(steward)) == 1


def test_phases_open_and_gates_pass_because_people_say_so(steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    assert set(states(steward, journey).values()) == {"waiting"}
    actions.open_phase(by=steward, journey=journey, phase="invite")
    assert states(steward, journey)["invite"] == "open"
    pass_first(steward, journey)
    assert states(steward, journey) == {"invite": "passed", "gather": "open", "pass_on": "waiting"}
    assert queries.journey(steward, journey.id).walked == 1.5
    review = queries.reviews(steward, journey)[0]
    assert (review.phase, review.what, review.people, review.words, review.seen) == (
        "invite",
        "passed",
        (steward.person,),
        "We walked the place and asked its neighbours.",
        (0,),
    )


def test_a_gate_needs_names_and_evidence(steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    with pytest.raises(Refused, match="not open"):
        pass_first(steward, journey)
    actions.open_phase(by=steward, journey=journey, phase="invite")
    fresh = queries.journey(steward, journey.id)
    assert steward.person is not None
    with pytest.raises(Refused, match="what people saw"):
        actions.pass_gate(by=steward, journey=fresh, phase="invite", people=[steward.person], evidence=" ")
    with pytest.raises(Refused, match="Nobody is named"):
        actions.pass_gate(by=steward, journey=fresh, phase="invite", people=[], evidence="We looked.")
    assert states(steward, journey)["invite"] == "open"


def test_somebody_who_is_not_of_the_journey_cannot_be_named(
    steward: Viewer, open_from: Open, person: Callable[[str], Viewer]
) -> None:
    journey = open_from("nano")
    actions.open_phase(by=steward, journey=journey, phase="invite")
    stranger = person("Ana").person
    assert stranger is not None
    with pytest.raises(Refused, match="not of this journey"):
        actions.pass_gate(
            by=steward,
            journey=queries.journey(steward, journey.id),
            phase="invite",
            people=[stranger],
            evidence="We looked.",
        )


def test_a_gate_is_opened_again_with_its_reason_and_keeps_its_history(
    steward: Viewer, open_from: Open
) -> None:
    journey = open_from("nano")
    actions.open_phase(by=steward, journey=journey, phase="invite")
    pass_first(steward, journey)
    assert steward.person is not None
    actions.reopen_gate(
        by=steward,
        journey=queries.journey(steward, journey.id),
        phase="invite",
        people=[steward.person],
        why="Two families were not asked.",
    )
    assert states(steward, journey)["invite"] == "open"
    assert [review.what for review in queries.reviews(steward, journey, "invite")] == ["reopened", "passed"]


def test_the_plan_is_the_journeys_own(steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    actions.change_phase(
        by=steward,
        journey=journey,
        phase="invite",
        changed={"title": {"en": "Knock on doors"}, "window": {"from": "-3 weeks", "to": "-1 day"}},
    )
    phase = {
        "title": {"en": "Rest"},
        "process": "evaluating",
        "window": {"from": "+2 weeks", "to": "+3 weeks"},
        "gate": {"held_by": "host", "when": [{"en": "We rested."}]},
    }
    actions.add_phase(by=steward, journey=queries.journey(steward, journey.id), phase=phase, after="gather")
    actions.drop_phase(by=steward, journey=queries.journey(steward, journey.id), phase="pass_on")
    now = queries.journey(steward, journey.id)
    assert [(each.name, each.title["en"]) for each in now.phases] == [
        ("invite", "Knock on doors"),
        ("gather", "Gather"),
        ("rest", "Rest"),
    ]
    assert now.phases[0].begins == date(2026, 4, 20)
    assert queries.preset(steward, "nano").block["phases"][0]["title"]["en"] == "Invite"


def test_a_window_that_ends_before_it_begins_is_refused(steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    with pytest.raises(Refused, match="end before it begins"):
        actions.change_phase(
            by=steward,
            journey=journey,
            phase="invite",
            changed={"window": {"from": "+1 week", "to": "-1 day"}},
        )


def test_fallow_weeks_are_declared_known_and_taken_back(steward: Viewer, journey: Journey) -> None:
    first, last = date(2026, 4, 1), date(2026, 4, 14)
    actions.declare_fallow(by=steward, journey=journey, first=first, last=last, why="Harvest")
    assert queries.is_fallow(journey.id, date(2026, 4, 14))
    assert not queries.is_fallow(journey.id, date(2026, 4, 15))
    declared = queries.fallows(steward, journey)[0]
    actions.end_fallow(by=steward, journey=journey, seq=declared.seq)
    assert queries.fallows(steward, journey) == []
    assert not queries.is_fallow(journey.id, first)


def test_only_those_who_tend_it_move_it(journey: Journey, walker: Callable[[str], Viewer]) -> None:
    ana = walker("Ana")
    with pytest.raises(NotAllowed):
        actions.open_phase(by=ana, journey=journey, phase="scouting")
    with pytest.raises(NotAllowed):
        actions.change_journey(by=ana, journey=journey, title="Mine")
    with pytest.raises(NotAllowed):
        actions.open_journey(
            by=ana, title="Mine", begins=date(2026, 5, 1), preset=queries.preset(ana, "nano")
        )


@pytest.mark.parametrize(
    ("to", "member", "outside"),
    [("cohort", False, False), ("hub", True, False), ("public", True, True)],
)
def test_who_may_know_of_a_journey(
    open_from: Open, person: Callable[[str], Viewer], to: str, member: bool, outside: bool
) -> None:
    journey = open_from("nano", to=to)
    for viewer, knows in ((person("Ana"), member), (ANYBODY, outside)):
        assert [each.id for each in queries.journeys(viewer)] == ([journey.id] if knows else [])
        if not knows:
            with pytest.raises(NotHere):
                queries.journey(viewer, journey.id)
    assert [each.id for each in queries.public_journeys()] == ([journey.id] if outside else [])


def test_a_role_in_the_journey_makes_a_keeper_and_its_end_unmakes_one(
    steward: Viewer, journey: Journey, person: Callable[[str], Viewer]
) -> None:
    from prisma_hub.circles import actions as give

    ana = person("Ana")
    assert ana.person is not None
    give.grant(by=steward, person=ana.person, role="host", scope=journey.scope)
    loop.run_until_idle()
    assert circles.belongs(ana, journey.keepers_space)
    actions.open_phase(by=ana, journey=journey, phase="scouting")
    give.end_role(by=steward, person=ana.person, role="host", scope=journey.scope)
    loop.run_until_idle()
    assert not circles.belongs(ana, journey.keepers_space)


def test_words_at_a_gate_can_be_erased_and_the_tables_agree(steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    actions.open_phase(by=steward, journey=journey, phase="invite")
    pass_first(steward, journey)
    actions.declare_fallow(
        by=steward, journey=journey, first=date(2026, 4, 1), last=date(2026, 4, 2), why="A funeral"
    )
    review = queries.reviews(steward, journey)[0]
    log.erase(review.seq, right="speaker")
    log.erase(queries.fallows(steward, journey)[0].seq, right="speaker")
    assert queries.reviews(steward, journey)[0].words == ""
    assert queries.fallows(steward, journey)[0].why == ""
    assert states(steward, journey)["invite"] == "passed"
    assert replay.differences() == []
