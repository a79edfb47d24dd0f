"""A person walks from invitation to cohort; at each moment it is plain whose turn it is."""

from collections.abc import Callable
from datetime import date

import pytest

from prisma_hub.circles import actions as spaces
from prisma_hub.circles import queries as rights
from prisma_hub.enrolment import actions, queries
from prisma_hub.enrolment.kept import FormDraft
from prisma_hub.enrolment.types import Application, Missing
from prisma_hub.identity import actions as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.protocols.types import Question
from prisma_hub.work import loop

from .conftest import INTEREST

Person = Callable[[str], Viewer]
READY = ("space", "call", "calendar", "pages", "exercise", "self", "care", "first")


def now(viewer: Viewer, application: Application) -> Application:
    return queries.application(viewer, application.id)


def to_conversation(by: Viewer, application: Application) -> Application:
    """Through invitation and interest, to the gate somebody holds."""
    actions.go_on(by=by, application=application)
    actions.answer_form(
        by=by, application=now(by, application), form="participant-interest", answers=INTEREST
    )
    return actions.go_on(by=by, application=now(by, application))


def make_ready(by: Viewer, application: Application) -> Application:
    for item in READY:
        actions.tick(by=by, application=now(by, application), item=item, state="ready")
    actions.answer_form(
        by=by, application=now(by, application), form="participant-care", answers={"present": "whole"}
    )
    for agreement in ("together", "words"):
        actions.accept(by=by, application=now(by, application), agreement=agreement)
    return actions.go_on(by=by, application=now(by, application))


def test_from_invitation_to_cohort(
    steward: Viewer, applicant: Viewer, application: Application, journey: Journey
) -> None:
    assert (application.stage.name, application.state, application.turn) == ("invitation", "draft", "theirs")
    here = to_conversation(applicant, application)
    assert (here.stage.name, here.state, here.turn) == ("conversation", "submitted", "ours")
    assert [each.id for each in queries.waiting(steward)] == [application.id]
    actions.talk(by=steward, application=now(steward, application), words="Thursday at the mill.")
    assert now(applicant, application).state == "talking"
    actions.decide(by=steward, application=now(steward, application), outcome="passed", words="Come.")
    here = now(applicant, application)
    assert (here.stage.name, here.state, here.turn) == ("readiness", "draft", "theirs")
    assert queries.missing(applicant, here) == Missing(("participant-care",), ("together", "words"), 8)
    here = make_ready(applicant, here)
    assert (here.state, here.turn) == ("submitted", "ours")
    assert not rights.belongs(applicant, journey.cohort_space)
    actions.decide(by=steward, application=now(steward, application), outcome="passed")
    here = now(applicant, application)
    assert (here.stage.name, here.state, here.turn) == ("enrolled", "enrolled", "")
    assert rights.belongs(applicant, journey.cohort_space)
    assert [each.what for each in queries.steps(applicant, here)] == [
        "enrolled",
        "passed",
        "submitted",
        "passed",
        "talking",
        "submitted",
        "passed",
        "submitted",
        "passed",
        "submitted",
        "opened",
    ]
    assert replay.differences() == []


def test_a_stage_is_not_left_with_something_open(applicant: Viewer, application: Application) -> None:
    actions.go_on(by=applicant, application=application)
    with pytest.raises(Refused, match="still open"):
        actions.go_on(by=applicant, application=now(applicant, application))
    assert now(applicant, application).stage.name == "interest"


def test_a_code_for_a_journey_puts_a_person_on_its_pathway(steward: Viewer, journey: Journey) -> None:
    code = actions.print_code(by=steward, journey=journey, uses=1, days=3).code
    welcome, begun = actions.join_with_code(code=code, name="Wren", language="pt")
    assert begun is not None
    assert begun.person == welcome.person.id
    assert begun.scope == journey.scope
    assert [each.id for each in queries.to_review(steward, journey.scope)] == [begun.id]


def test_a_code_for_the_hub_begins_nothing(steward: Viewer, journey: Journey) -> None:
    code = spaces.print_code(by=steward, uses=1, days=3).code
    _welcome, begun = actions.join_with_code(code=code, name="Wren", language="pt")
    assert begun is None


def test_no_code_is_printed_for_a_journey_nobody_may_know_of(steward: Viewer, journey: Journey) -> None:
    preset = roads.preset(steward, "nano")
    hidden = journeys.open_journey(
        by=steward, title="Quiet", begins=date(2026, 5, 1), preset=preset, to="cohort"
    )
    with pytest.raises(Refused, match="No code was made"):
        actions.print_code(by=steward, journey=hidden, uses=1, days=3)


def test_beginning_twice_goes_on_with_the_first(
    applicant: Viewer, application: Application, journey: Journey
) -> None:
    again = actions.apply(by=applicant, pathway=application.pathway, journey=journey)
    assert again == application


@pytest.mark.parametrize("outcome", ["changes", "not_now", "declined"])
def test_an_answer_that_is_not_yes_has_words(
    steward: Viewer, applicant: Viewer, application: Application, outcome: str
) -> None:
    here = to_conversation(applicant, application)
    with pytest.raises(Refused, match="needs words"):
        actions.decide(by=steward, application=here, outcome=outcome, words=" ")
    actions.decide(by=steward, application=here, outcome=outcome, words="In spring.")
    assert now(applicant, application).state == outcome
    assert queries.steps(applicant, application)[0].words == "In spring."


def test_changes_asked_are_made_and_sent_again(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="changes", words="Tell us more.")
    actions.go_on(by=applicant, application=now(applicant, application))
    assert now(applicant, application).turn == "ours"


def test_not_now_is_taken_up_where_it_stood(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="not_now", words="After the harvest.")
    actions.take_up_again(by=steward, application=now(steward, application))
    here = now(applicant, application)
    assert (here.stage.name, here.turn) == ("conversation", "theirs")


def test_pausing_stops_every_clock_and_going_on_starts_them(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.pause(by=applicant, application=here, words="My mother is ill.")
    assert now(applicant, application).turn == ""
    assert queries.waiting(steward) == []
    with pytest.raises(Refused, match="paused"):
        actions.decide(by=steward, application=now(steward, application), outcome="passed")
    actions.resume(by=applicant, application=now(applicant, application))
    assert now(applicant, application).turn == "ours"


def test_withdrawing_ends_it_and_takes_the_drafts(applicant: Viewer, application: Application) -> None:
    actions.go_on(by=applicant, application=application)
    here = now(applicant, application)
    actions.keep_draft(by=applicant, application=here, form="participant-interest", answers={"draws": "The"})
    assert queries.draft(applicant, here, "participant-interest") == {"draws": "The"}
    actions.withdraw(by=applicant, application=here)
    assert now(applicant, application).is_over
    assert FormDraft.objects.count() == 0
    with pytest.raises(Refused, match="not your turn"):
        actions.go_on(by=applicant, application=now(applicant, application))


def test_sending_a_form_takes_its_draft(applicant: Viewer, application: Application) -> None:
    actions.go_on(by=applicant, application=application)
    here = now(applicant, application)
    actions.keep_draft(by=applicant, application=here, form="participant-interest", answers=INTEREST)
    actions.answer_form(by=applicant, application=here, form="participant-interest", answers=INTEREST)
    assert FormDraft.objects.count() == 0
    assert queries.given(applicant, here)[0].answers == INTEREST


def test_drafts_of_somebody_who_leaves_go(applicant: Viewer, application: Application) -> None:
    actions.go_on(by=applicant, application=application)
    actions.keep_draft(
        by=applicant, application=now(applicant, application), form="participant-interest", answers=INTEREST
    )
    identity.leave(by=applicant)
    loop.run_until_idle()
    assert FormDraft.objects.count() == 0


def test_help_that_is_wanted_is_seen_by_those_who_hold_the_journey(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="passed")
    actions.tick(
        by=applicant,
        application=now(applicant, application),
        item="things",
        state="help",
        words="I have no boots.",
    )
    tick = now(steward, application).ticks["participant-readiness"]["things"]
    assert (tick.state, tick.words) == ("help", "I have no boots.")
    with pytest.raises(Refused, match="not among the choices"):
        actions.tick(by=applicant, application=now(applicant, application), item="things", state="maybe")


def test_health_is_neither_asked_nor_taken(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="passed")
    here = now(applicant, application)
    asked = queries.questions(applicant, here, "participant-care", "en")
    assert [each.name for each in queries.open_questions(asked)] == ["present"]
    before = book.size()
    with pytest.raises(Refused, match="does not ask"):
        actions.answer_form(
            by=applicant,
            application=here,
            form="participant-care",
            answers={"present": "whole", "health": "asthma"},
        )
    assert book.size() == before


def test_what_only_i_shall_hear_stays_mine(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="passed")
    here = now(applicant, application)
    actions.answer_form(
        by=applicant, application=here, form="participant-self-assessment", answers={"notice": 2}
    )
    assert "participant-self-assessment" in now(applicant, application).answered
    assert "participant-self-assessment" not in now(steward, application).answered
    assert [each.form for each in queries.given(steward, here)] == ["participant-interest"]


def test_others_neither_see_nor_move_it(
    steward: Viewer, applicant: Viewer, application: Application, person: Person
) -> None:
    here = to_conversation(applicant, application)
    rui = person("Rui")
    with pytest.raises(NotHere):
        queries.application(rui, application.id)
    assert queries.to_review(rui, application.scope) == []
    for move in (actions.talk, actions.take_up_again):
        with pytest.raises(NotAllowed):
            move(by=rui, application=here)
    with pytest.raises(NotAllowed):
        actions.decide(by=applicant, application=here, outcome="passed")
    for move in (actions.pause, actions.withdraw, actions.go_on):
        with pytest.raises(NotAllowed):
            move(by=steward, application=here)  # type: ignore[operator]


def filled(question: Question) -> object:
    """Something that answers a question."""
    first = question.options[0].value if question.options else ""
    return {"choice": first, "choices": [first]}.get(question.type, f"Said of {question.name}")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("hub-pathway", "hub-screening"),
        ("practice-network-pathway", "practice-purpose"),
        ("partner-pathway", "partner-interest"),
    ],
)
def test_hubs_practices_and_partners_come_by_one_form_and_a_conversation(
    steward: Viewer,
    applicant: Viewer,
    journey: Journey,
    person: Person,
    name: str,
    form: str,
) -> None:
    pathway = next(each for each in queries.pathways_for(applicant) if each.name == name)
    begun = actions.apply(by=applicant, pathway=pathway)
    asked = queries.questions(applicant, begun, form, "en")
    given = {each.name: filled(each) for each in queries.open_questions(asked) if each.required}
    actions.answer_form(by=applicant, application=begun, form=form, answers=given)
    actions.go_on(by=applicant, application=now(applicant, begun))
    assert [each.id for each in queries.waiting(steward)] == [begun.id]
    actions.decide(by=steward, application=now(steward, begun), outcome="passed")
    assert now(applicant, begun).state == "enrolled"
    host = person("Host")
    assert host.person is not None
    assert queries.to_review(host, None) == []
    spaces.grant(by=steward, person=host.person, role="host")
    loop.run_until_idle()
    assert [each.id for each in queries.to_review(host, None)] == [begun.id]
    spaces.end_role(by=steward, person=host.person, role="host")
    loop.run_until_idle()
    assert queries.to_review(host, None) == []


def test_what_was_said_can_be_erased_and_the_tables_agree(
    steward: Viewer, applicant: Viewer, application: Application
) -> None:
    here = to_conversation(applicant, application)
    actions.decide(by=steward, application=here, outcome="passed", words="Come, Sparrow.")
    actions.tick(
        by=applicant, application=now(applicant, application), item="call", state="help", words="No phone."
    )
    here = now(applicant, application)
    for seq in [each.seq for each in queries.given(applicant, here)] + [
        each.seq for each in queries.steps(applicant, here)
    ]:
        log.erase(seq, right="speaker")
    ticked = next(entry.seq for entry in book.entries() if entry.kind == "application.ticked/1")
    log.erase(ticked, right="speaker")
    assert [dict(each.answers) for each in queries.given(applicant, here)] == [{}]
    assert {each.words for each in queries.steps(applicant, here)} == {""}
    assert now(applicant, application).ticks["participant-readiness"]["call"].words == ""
    assert replay.differences() == []
