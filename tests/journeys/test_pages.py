"""The pages of a journey: what each viewer meets, what a forger does not get, what they cost."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import MINUTES
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions, queries
from prisma_hub.journeys.types import Journey, Team
from prisma_hub.kernel import source
from prisma_hub.log import queries as log

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]
Open = Callable[..., Journey]


def said() -> str:
    return str(source.current().uuid7())


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_journey_is_opened_from_the_page(visit: Visit, steward: Viewer) -> None:
    client = visit(steward)
    given = {
        "statement": said(),
        "preset": "nano",
        "title": "Bread from here",
        "question": "Who bakes?",
        "begins": "2026-05-11",
        "to": "public",
    }
    answer = client.post("/journeys/open", given)
    again = client.post("/journeys/open", given)
    assert answer.status_code == 302
    assert again.url == answer.url  # type: ignore[attr-defined]
    page = visit(None).get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "Bread from here" in page
    assert "Gather" in page
    assert "Bread from here" in visit(None).get("/").content.decode()


def test_the_two_circles_of_a_journey_are_told_apart_where_a_page_may_lie(
    visit: Visit, steward: Viewer, journey: Journey
) -> None:
    page = visit(steward).get("/commons/hub/-/new").content.decode()
    told = re.findall(rf"{journey.title}: [a-z ]+\. Only this circle reads it", page)
    assert sorted(told) == [
        f"{journey.title}: everybody on it. Only this circle reads it",
        f"{journey.title}: those who hold it. Only this circle reads it",
    ]


def test_what_was_typed_comes_back_with_what_wants_another_look(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).post("/journeys/open", {"statement": said(), "title": "Bread", "preset": "nano"})
    assert page.status_code == 200
    assert 'value="Bread"' in page.content.decode()
    assert queries.journeys(steward) == []


def test_a_gate_is_reviewed_on_its_page(visit: Visit, steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    client = visit(steward)
    circles.set_lasting(by=steward, sort=MINUTES, months=6, reason="so")
    client.post(f"/journeys/{journey.id}/phases/invite/open")
    form = client.get(f"/journeys/{journey.id}/phases/invite/gate").content.decode()
    assert "Those it concerns were asked." in form
    given = {
        "statement": said(),
        "seen": ["0", "1"],
        "evidence": "Nine families said they come.",
        "people": [str(steward.person)],
    }
    assert client.post(f"/journeys/{journey.id}/phases/invite/gate", given).status_code == 302
    for at in ("", "/phases/invite"):
        page = client.get(f"/journeys/{journey.id}{at}").content.decode()
        assert "Nine families said they come." in page
        assert "What is said here is kept until" in page
    assert queries.journey(steward, journey.id).walked == 1.5


def test_every_part_of_the_plan_is_changed_on_a_page(visit: Visit, steward: Viewer, open_from: Open) -> None:
    journey = open_from("nano")
    client, home = visit(steward), f"/journeys/{journey.id}"
    phase = {
        "title": "Knock on doors",
        "process": "enrolling",
        "first": "-3 weeks",
        "last": "-1 day",
        "held_by": "host",
        "when": "Nobody is missing.\nThe bread is baked.",
    }
    arc = {
        "title": "Small arc",
        "before": "Asking",
        "after": "Doing",
        "phases": ["gather"],
        "within": "whole",
    }
    posts = {
        "phases/invite/change": phase,
        "phases/add?after=invite": {**phase, "title": "Wait"},
        "arcs/add": arc,
        "arcs/whole": {**arc, "title": "Long arc", "within": ""},
        "change": {"title": "Bread", "question": "Why?", "begins": "2026-06-01"},
        "fallow": {"first": "2026-06-02", "last": "2026-06-05", "why_so": "Feast"},
    }
    for address, given in posts.items():
        answer = client.post(f"{home}/{address}", {"statement": said(), **given})
        assert answer.status_code == 302, (address, answer.content.decode())
    now = queries.journey(steward, journey.id)
    assert (now.title, now.question, now.begins) == ("Bread", "Why?", date(2026, 6, 1))
    assert [each.title["en"] for each in now.phases] == [
        "Knock on doors",
        "Wait",
        "Gather",
        "Pass it on",
    ]
    assert [line["en"] for line in now.phases[0].gate.when] == ["Nobody is missing.", "The bread is baked."]
    assert [(arc.title["en"], arc.after["en"]) for arc in now.arcs] == [
        ("Long arc", "Doing"),
        ("Small arc", "Doing"),
    ]
    assert [each.why for each in queries.fallows(steward, now)] == ["Feast"]


def test_a_distance_nobody_understands_is_mended_in_place(
    visit: Visit, steward: Viewer, open_from: Open
) -> None:
    journey = open_from("nano")
    given = {
        "statement": said(),
        "title": "Later",
        "process": "enrolling",
        "first": "soon",
        "last": "later",
        "held_by": "host",
        "when": "x",
    }
    page = visit(steward).post(f"/journeys/{journey.id}/phases/invite/change", given)
    assert "no distance from the first day" in page.content.decode()
    assert queries.journey(steward, journey.id) == journey


FORGED = (
    "change",
    "close",
    "phases/add",
    "phases/scouting/open",
    "phases/scouting/gate",
    "phases/scouting/reopen",
    "phases/scouting/change",
    "phases/scouting/drop",
    "arcs/add",
    "arcs/whole",
    "fallow",
    "fallow/3/end",
    "people/role",
    "agenda/plan",
    "agenda/plan-all",
)


@pytest.mark.parametrize("address", FORGED)
def test_somebody_of_the_cohort_cannot_tend_it_through_the_address(
    visit: Visit, walker: Person, journey: Journey, address: str
) -> None:
    before = log.size()
    ana = walker("Ana")
    after = log.size()
    answer = visit(ana).post(f"/journeys/{journey.id}/{address}", {"statement": said(), "title": "Mine"})
    assert answer.status_code == 403
    assert log.size() == after > before


@pytest.mark.parametrize(
    "address", ["", *(f"/{each}" for each in FORGED if each != "fallow/3/end"), "/teams"]
)
def test_a_journey_one_may_not_know_of_is_like_none(
    visit: Visit, person: Person, open_from: Open, address: str
) -> None:
    hidden = open_from(to="cohort", title="Zebrawood")
    client = visit(person("Ana"))
    for found in (hidden.id, uuid4()):
        for ask in (client.get, client.post):
            answer = ask(f"/journeys/{found}{address}")
            assert answer.status_code in (404, 405), (ask, answer.status_code)
            assert b"Zebrawood" not in answer.content


def test_roles_of_a_journey_are_not_taken_by_asking(visit: Visit, walker: Person, journey: Journey) -> None:
    ana = walker("Ana")
    given = {"statement": said(), "person": str(ana.person), "role": "host"}
    assert visit(ana).post(f"/journeys/{journey.id}/people/role", given).status_code == 403
    address = f"/journeys/{journey.id}/people/{queries.opened_by(journey)}/facilitator/end"
    assert visit(ana).post(address).status_code == 403


def form(ana: Viewer, journey: Journey, *asked: Viewer) -> Team:
    ids = [each.person for each in asked if each.person]
    return actions.form_team(by=ana, journey=journey, name="Water", asked=ids)


def test_a_team_forms_through_its_pages(visit: Visit, walker: Person, journey: Journey) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    given = {"statement": said(), "name": "Water", "asked": [str(rui.person)], "mine": "on"}
    answer = visit(ana).post(f"/journeys/{journey.id}/teams/form", given)
    team = queries.teams(ana, journey)[0]
    assert answer.url == f"/teams/{team.id}"  # type: ignore[attr-defined]
    assert (team.of(ana.person), team.of(rui.person)) == ("yes", "asked")
    assert "Are you of this team?" in visit(rui).get(f"/teams/{team.id}").content.decode()
    assert "asks you into the team" in visit(rui).get(f"/journeys/{journey.id}").content.decode()
    visit(rui).post(f"/teams/{team.id}/yes")
    visit(rui).post(f"/teams/{team.id}/yes")
    assert queries.team(ana, team.id).stands


@pytest.mark.parametrize("address", ["yes", "no", "leave", "describe", "ask"])
def test_nobody_acts_for_a_team_they_are_not_of(
    visit: Visit, walker: Person, journey: Journey, address: str
) -> None:
    ana, rui = walker("Ana"), walker("Rui")
    team = form(ana, journey, ana)
    given = {"statement": said(), "name": "Mine", "person": str(rui.person)}
    assert visit(rui).post(f"/teams/{team.id}/{address}", given).status_code == 403
    assert queries.team(ana, team.id) == team


@pytest.mark.parametrize("address", ["", "/yes", "/describe"])
def test_a_team_is_hidden_from_others_of_the_hub(
    visit: Visit, walker: Person, person: Person, journey: Journey, address: str
) -> None:
    team = form(walker("Ana"), journey)
    client = visit(person("Eva"))
    assert (client.post if address else client.get)(f"/teams/{team.id}{address}").status_code == 404


def test_sessions_are_planned_moved_and_called_off_on_pages(
    visit: Visit, steward: Viewer, journey: Journey, walker: Person
) -> None:
    client = visit(steward)
    given = {
        "title": "Walk",
        "on": "2026-05-12",
        "at": "09:30",
        "minutes": "240",
        "arc": "two_weeks",
        "to": "",
    }
    client.post(f"/journeys/{journey.id}/agenda/plan", {"statement": said(), **given})
    session = queries.sessions(steward, journey)[0]
    assert session.begins == "2026-05-12T09:30:00.000Z"
    client.post(f"/sessions/{session.id}/change", {"statement": said(), **given, "title": "Long walk"})
    ana = walker("Ana")
    assert "Long walk" in visit(ana).get(f"/sessions/{session.id}").content.decode()
    assert "Long walk" in visit(ana).get(f"/journeys/{journey.id}/agenda").content.decode()
    for address in ("change", "cancel"):
        answer = visit(ana).post(f"/sessions/{session.id}/{address}", {"statement": said(), **given})
        assert answer.status_code == 403
    client.post(f"/sessions/{session.id}/cancel", {"statement": said(), "why_so": "Rain"})
    assert queries.session(steward, session.id).cancelled


def test_one_or_three_cost_the_same(
    visit: Visit, steward: Viewer, walker: Person, open_from: Open, journey: Journey
) -> None:
    client, home = visit(steward), f"/journeys/{journey.id}"
    pages = [
        "/journeys",
        home,
        f"{home}/people",
        f"{home}/agenda",
        f"{home}/teams",
        f"{home}/phases/scouting",
    ]

    def more(name: str, day: int) -> UUID:
        ana = walker(name)
        team = form(ana, journey, ana)
        when = datetime(2026, 5, day, 9, tzinfo=UTC)
        actions.plan_session(by=steward, journey=journey, title=name, begins=when, minutes=60)
        actions.declare_fallow(
            by=steward, journey=journey, first=date(2026, 6, day), last=date(2026, 6, day), why=name
        )
        return team.id

    team = more("Ana", 1)
    pages.append(f"/teams/{team}")
    before = {page: cost(client, page) for page in pages}
    more("Rui", 2)
    more("Eva", 3)
    open_from("nano")
    open_from("nano")
    assert {page: cost(client, page) for page in pages} == before
    assert max(before.values()) <= 22, before


def test_not_now_leads_back_to_where_one_came_from(
    visit: Visit, steward: Viewer, journey: Journey, walker: Person
) -> None:
    session = actions.plan_session(
        by=steward, journey=journey, title="Friday", begins=datetime(2026, 5, 15, 9, tzinfo=UTC), minutes=120
    )
    ana = walker("Ana")
    assert ana.person is not None
    team = actions.form_team(by=ana, journey=journey, name="Water", asked=[ana.person])
    actions.join_team(by=ana, team=team)
    here, phase = f"/journeys/{journey.id}", journey.phases[0].name
    came = {
        f"{here}/agenda/plan": f"{here}/agenda",
        f"/sessions/{session.id}/change": f"/sessions/{session.id}",
        f"/sessions/{session.id}/cancel": f"/sessions/{session.id}",
        f"{here}/people/role": f"{here}/people",
        f"{here}/phases/{phase}/change": f"{here}/phases/{phase}",
        f"{here}/close": here,
        f"{here}/teams/form": f"{here}/teams",
    }
    client = visit(steward)
    back = {at: re.findall(r'href="([^"]+)">Not now<', client.get(at).content.decode()) for at in came}
    assert back == {at: [to] for at, to in came.items()}
    page = visit(ana).get(f"/teams/{team.id}/describe").content.decode()
    assert re.findall(r'href="([^"]+)">Not now<', page) == [f"/teams/{team.id}"]


def test_a_session_is_planned_from_today_on(visit: Visit, steward: Viewer, open_from: Open) -> None:
    past = open_from("nano", begins=date(2020, 5, 11))
    coming = open_from("nano", begins=date(2090, 5, 11))
    for journey, day in ((past, rights.today()), (coming, "2090-05-11")):
        assert f'value="{day}"' in visit(steward).get(f"/journeys/{journey.id}/agenda/plan").content.decode()


def test_people_to_ask_stand_by_their_names(visit: Visit, journey: Journey, walker: Person) -> None:
    names = ["Zoe", "ana", "Éva", "Eduardo", "Bo", "Cai", "Dov", "Fay", "Gil", "Hal", "Ina", "Jo", "Kai"]
    people = [walker(name) for name in names]
    page = visit(people[0]).get(f"/journeys/{journey.id}/teams/form").content.decode()
    asked = re.findall(r'name="asked" value="[^"]+"[^>]*><span>([^<]+)</span>', page)
    others = ["ana", "Bo", "Cai", "Dov", "Eduardo", "Éva", "Fay", "Gil", "Hal", "Ina", "Jo", "Kai"]
    assert [each for each in asked if each in others] == others
    assert page.count('<p class="small soft" id="at-') == len({each[0].upper() for each in asked} - {"É"})
