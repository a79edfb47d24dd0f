"""What was said on a journey, in a team, in a session, on the journey's own pages."""

from datetime import UTC, datetime

from prisma_hub.journeys import actions
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent


def test_a_journey_gathers_what_was_given_in_its_teams_and_sessions(visit, steward, walker, journey, person):
    ana = walker("Ana")
    stranger = visit(person("Rui"))
    page = f"/journeys/{journey.id}"
    assert "/timeline" not in visit(ana).get(page).content.decode().split("<main")[1]
    team = actions.form_team(by=ana, journey=journey, name="Pond", asked=(ana.id,))
    begins = datetime(2026, 5, 12, 9, tzinfo=UTC)
    session = actions.plan_session(by=steward, journey=journey, title="Walk", begins=begins, minutes=60)
    here = Consent(spaces=(journey.cohort_space,))
    for words, scope in (
        ("word-of-journey", journey.scope),
        ("word-of-team", f"team:{team.id}"),
        ("word-of-session", f"session:{session.id}"),
    ):
        timeline.contribute(by=ana, text=words, scope=scope, consent=here)
    phone = visit(ana)
    said = {
        address: [
            word
            for word in ("word-of-journey", "word-of-team", "word-of-session")
            if word in phone.get(address).content.decode()
        ]
        for address in (f"{page}/timeline", f"/teams/{team.id}/timeline", f"/sessions/{session.id}/timeline")
    }
    assert list(said.values()) == [
        ["word-of-journey", "word-of-team", "word-of-session"],
        ["word-of-team"],
        ["word-of-session"],
    ]
    assert f"{page}/timeline" in phone.get(page).content.decode()
    for address in said:
        answer = stranger.get(address)
        assert answer.status_code == 404 or "word-of" not in answer.content.decode()


def test_more_words_cost_no_more_questions(visit, walker, journey, django_assert_max_num_queries):
    ana = walker("Ana")
    phone = visit(ana)
    phone.get("/today")  # the hub's name is asked for once, whoever comes first
    for number in range(3):
        timeline.contribute(
            by=ana, text=f"{number}", scope=journey.scope, consent=Consent(spaces=(journey.cohort_space,))
        )
        with django_assert_max_num_queries(20):
            phone.get(f"/journeys/{journey.id}/timeline")
