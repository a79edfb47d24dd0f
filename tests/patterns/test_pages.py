"""The designer without a script, the running day, paper, calendars; and what forgers do not get."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from prisma_hub.commons import actions as commons
from prisma_hub.evaluation.actions import fill_sheet
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys.types import Journey, Session
from prisma_hub.kernel import source
from prisma_hub.log import queries as log
from prisma_hub.patterns import actions, queries
from prisma_hub.web.patterns import drawing
from tests.instruments import adopt

from .test_composing import block_id, compose, plan, titles

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]


def said() -> str:
    return str(source.current().uuid7())


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_day_is_composed_from_the_library_by_forms_alone(
    visit: Visit, steward: Viewer, session: Session, hub: Path
) -> None:
    commons.plant_starter()
    client, home = visit(steward), f"/sessions/{session.id}"
    assert words(client.get("/patterns")).count("/patterns/") >= 12
    assert "The Circle Way" in words(client.get("/patterns/opening-circle"))
    client.post(f"{home}/add", {"add": "Opening circle"})
    client.post(f"{home}/add", {"add": "sense-of-place-walk", "minutes": "80"})
    client.post(f"{home}/add", {"add": "", "kind": "pause"})
    client.post(f"{home}/add", {"add": "We cook", "minutes": "10"})
    assert titles(steward, session)[0] == ("Opening circle", 25)
    page = words(client.get(home))
    assert "Nobody holds “Opening circle”." in page
    assert "10 min too many" in page and "Together 130 min." in page
    cook = block_id(steward, session, "We cook")
    client.post(f"{home}/blocks/{cook}/up")
    client.post(f"{home}/reflow")
    assert plan(steward, session).planned == 120
    client.post(f"{home}/undo")
    client.post(f"{home}/undo")
    assert titles(steward, session)[-1] == ("We cook", 10)
    assert "1 time" in words(client.get("/patterns/opening-circle"))


def test_each_warning_has_its_mend(visit: Visit, steward: Viewer, session: Session) -> None:
    compose(steward, session)
    client, home = visit(steward), f"/sessions/{session.id}"
    circle, mending = (block_id(steward, session, each) for each in ("Opening circle", "Mending"))
    page = words(client.get(home))
    for address in (f"blocks/{circle}/have", f"blocks/{circle}", f"blocks/{mending}", "people"):
        assert f'"{home}/{address}"' in page, address
    client.post(f"{home}/blocks/{circle}/have")
    client.post(f"{home}/people", {"statement": said(), "people": "12"})
    for block, title, minutes in ((circle, "Opening circle", "10"), (mending, "Mending", "85")):
        given = {"title": title, "minutes": minutes, "holders": [f"person:{steward.person}"], "others": ""}
        client.post(f"{home}/blocks/{block}", {"statement": said(), **given})
    page = words(client.get(home))
    assert "takes at least 15" in page
    assert "Over 90 minutes without a pause" in page
    client.post(f"{home}/blocks/{circle}/least")
    client.post(f"{home}/blocks/{mending}/pause")
    page = words(client.get(home))
    assert "asks" not in re.findall(r'class="([^"]*)"', page)
    assert [title for title, _minutes in titles(steward, session)] == [
        "Opening circle",
        "Pause",
        "Mending",
        "Tea",
    ]


def test_somebody_expected_twice_is_flagged(
    visit: Visit, steward: Viewer, session: Session, journey: Journey
) -> None:
    beside = journeys.plan_session(
        by=steward,
        journey=journey,
        title="Kitchen",
        begins=datetime(2026, 5, 15, 9, 10, tzinfo=UTC),
        minutes=60,
    )
    for each in (session, beside):
        actions.add_block(by=steward, session=each.id, title="Round", minutes=30)
        actions.change_block(
            by=steward,
            session=each.id,
            block=block_id(steward, each, "Round"),
            title="Round",
            minutes=30,
            holders=[steward.ref],
        )
    assert "Amparo is expected in “Round” and in “Kitchen” at the same time." in words(
        visit(steward).get(f"/sessions/{session.id}")
    )


def test_the_running_day_is_followed_with_304s(
    visit: Visit, steward: Viewer, session: Session, walker: Person
) -> None:
    compose(steward, session)
    actions.reflow(by=steward, session=session.id)
    home, ana = f"/sessions/{session.id}", visit(walker("Ana"))
    visit(steward).post(f"{home}/run/begin")
    with source.use(source.SeededSource("live", source.current().now_ms())):
        first = ana.get(f"{home}/live")
        assert "Opening circle" in words(first)
        assert "run/next" not in words(first)
        tag = first.headers["ETag"]
        assert ana.get(f"{home}/live", headers={"if-none-match": tag}).status_code == 304
        circle = block_id(steward, session, "Opening circle")
        visit(steward).post(f"{home}/run/next", {"block": circle})
        moved = ana.get(f"{home}/live", headers={"if-none-match": tag})
        assert (moved.status_code, "Mending" in words(moved)) == (200, True)
    visit(steward).post(f"{home}/run/end")
    assert ana.get(f"{home}/live").status_code == 204


def test_what_cannot_be_done_while_running_is_said_on_the_page(
    visit: Visit, steward: Viewer, session: Session
) -> None:
    compose(steward, session)
    home, client = f"/sessions/{session.id}", visit(steward)
    client.post(f"{home}/run/begin")
    answer = client.post(
        f"{home}/run/skip", {"block": block_id(steward, session, "Opening circle")}, follow=True
    )
    assert "has begun" in words(answer)


def test_i_was_here_wants_the_code_of_the_wall(
    visit: Visit, steward: Viewer, session: Session, walker: Person
) -> None:
    home, ana = f"/sessions/{session.id}", walker("Ana")
    wall = words(visit(steward).get(f"{home}/wall"))
    code = re.search(r'class="code-shown">([A-Z2-7]{6})<', wall)
    assert code
    assert code[1] not in words(visit(ana).get(f"{home}/wall"))
    client = visit(ana)
    assert "not the code" in words(client.post(f"{home}/here", {"statement": said(), "code": "AAAAAA"}))
    assert queries.attended(steward, session.id) == []
    client.post(f"{home}/here", {"statement": said(), "code": code[1].lower()})
    assert queries.attended(steward, session.id) == [ana.person]
    assert client.get(f"{home}/here.svg").status_code == 403
    assert visit(steward).get(f"{home}/here.svg").status_code == 200


def test_a_session_is_looked_back_on_and_what_comes_next_can_land(
    visit: Visit, steward: Viewer, session: Session, journey: Journey, walker: Person, person: Person
) -> None:
    compose(steward, session)
    actions.begin(by=steward, session=session.id)
    actions.end(by=steward, session=session.id)
    ana, home = visit(walker("Ana")), f"/sessions/{session.id}"
    assert 'href="/instruments/debrief' not in words(ana.get(home))
    adopt("debrief")
    [address] = re.findall(r'href="(/instruments/debrief/[^"]*/fill)"', words(ana.get(home)))
    assert "Planned and actual minutes" in words(ana.get(address))
    answers = {"a-surprising": "The bell helped most.", "to": journey.cohort_space}
    assert "What do we do next, and who?" in words(ana.post(address, {"statement": said(), **answers}))
    ana.post(address, {"statement": said(), **answers, "a-next": "Ring it twice."})
    assert "What one look back says" in words(visit(steward).get(home))
    page = words(visit(steward).get(address.removesuffix("/fill")))
    assert "The bell helped most." in page
    [sheet] = set(re.findall(r'href="(/sheets/[0-9a-f-]+)"', page))
    [turn] = re.findall(r'href="(/turns/[0-9a-f-]+)"', words(ana.get(sheet)))
    assert "Ring it twice." in words(ana.get(turn))
    assert visit(person("Rui")).get(address).status_code == 404


def test_paper_holds_hours_steps_and_what_to_bring(visit: Visit, steward: Viewer, session: Session) -> None:
    compose(steward, session)
    sheet = words(visit(steward).get(f"/sessions/{session.id}/sheet"))
    assert "Sit so that everybody sees everybody." in sheet
    assert "an object that passes from hand to hand" in sheet
    assert "Held by: ______________" in sheet


def test_a_calendar_finds_what_its_maker_may_see_and_no_more(
    visit: Visit, steward: Viewer, session: Session, journey: Journey, walker: Person, person: Person
) -> None:
    compose(steward, session)
    ana = walker("Ana")
    page = words(visit(ana).post(f"/journeys/{journey.id}/calendar"))
    found = re.search(r"/calendar/([0-9a-f]{48})\.ics", page)
    assert found
    feed = visit(None).get(found[0])
    event = Calendar.from_ical(feed.content).walk("VEVENT")[0]
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("Friday", datetime(2026, 5, 15, 9, tzinfo=UTC))
    assert "Opening circle" in str(event["DESCRIPTION"])
    outside = words(visit(person("Rui")).post(f"/journeys/{journey.id}/calendar"))
    theirs = re.search(r"/calendar/([0-9a-f]{48})\.ics", outside)
    assert theirs
    assert Calendar.from_ical(visit(None).get(theirs[0]).content).walk("VEVENT") == []
    visit(ana).post(f"/journeys/{journey.id}/calendar", {"end": "1"})
    assert visit(None).get(found[0]).status_code == 404
    assert visit(None).get(f"/calendar/{'0' * 48}.ics").status_code == 404


FORGED = (
    "add",
    "reflow",
    "undo",
    "people",
    "blocks/x",
    "blocks/x/up",
    "blocks/x/remove",
    "run/begin",
    "run/next",
    "run/extend",
    "run/skip",
    "run/swap",
    "run/end",
)


@pytest.mark.parametrize("address", FORGED)
def test_people_of_the_cohort_follow_and_do_not_steer(
    visit: Visit, session: Session, walker: Person, address: str
) -> None:
    client = visit(walker("Ana"))
    before = log.size()
    answer = client.post(
        f"/sessions/{session.id}/{address}", {"statement": said(), "add": "Mine", "block": "x"}
    )
    assert answer.status_code == 403
    assert log.size() == before


@pytest.mark.parametrize(
    "address",
    [
        "",
        *(f"/{each}" for each in FORGED),
        "/sheet",
        "/wall",
        "/run",
        "/live",
        "/here",
        "/calendar",
        "/here.svg",
    ],
)
def test_a_session_one_does_not_hear_of_is_like_none(
    visit: Visit, session: Session, person: Person, address: str
) -> None:
    client = visit(person("Rui"))
    for found in (session.id, uuid4()):
        for ask in (client.get, client.post):
            answer = ask(f"/sessions/{found}{address}")
            assert answer.status_code in (404, 405)
            assert b"Friday" not in answer.content


def test_more_blocks_and_people_cost_no_more(
    visit: Visit, steward: Viewer, session: Session, walker: Person
) -> None:
    adopt("debrief")
    client, home = visit(steward), f"/sessions/{session.id}"
    debrief = f"/instruments/debrief/session/{session.id}/fill"
    pages = (home, f"{home}/sheet", f"{home}/wall", f"{home}/run", f"{home}/live", debrief)

    def more(name: str) -> None:
        ana = walker(name)
        actions.add_block(by=steward, session=session.id, title=name, minutes=10)
        block = block_id(steward, session, name)
        actions.change_block(
            by=steward, session=session.id, block=block, title=name, minutes=10, holders=[ana.ref]
        )
        actions.be_there(by=ana, session=session.id)
        fill_sheet(by=ana, name="debrief", of=f"session:{session.id}", answers={"next": name})

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    more("Ana")
    actions.begin(by=steward, session=session.id)
    before = {page: cost(page) for page in pages}
    more("Rui")
    more("Eva")
    assert {page: cost(page) for page in pages} == before
    assert max(before.values()) <= 26, before


def test_a_name_no_pattern_has_is_kept_and_near_ones_are_offered(
    visit: Visit, steward: Viewer, session: Session, hub: Path
) -> None:
    commons.plant_starter()
    client, home = visit(steward), f"/sessions/{session.id}"
    answer = client.post(f"{home}/add", {"add": "Openning circel", "minutes": "22"})
    page = words(client.get(answer["Location"]))
    assert "No pattern is called “Openning circel”. It is in the agenda" in page
    assert "Did you mean one of these patterns?" in page
    [meant] = re.findall(r'action="([^"]+/pattern/opening-circle)"', page)
    assert titles(steward, session) == [("Openning circel", 22)]
    assert "Did you mean" not in words(client.get(home))
    client.post(meant)
    assert titles(steward, session) == [("Opening circle", 22)]
    far = client.post(f"{home}/add", {"add": "Xylophones at dawn"})
    assert far["Location"] == home and "No pattern is called" in words(client.get(home))


def test_a_pattern_goes_into_a_session_from_its_page_and_from_the_library(
    visit: Visit, steward: Viewer, session: Session, hub: Path
) -> None:
    commons.plant_starter()
    client, home = visit(steward), f"/sessions/{session.id}"
    library = words(client.get(f"/patterns?session={session.id}"))
    assert "What you choose goes into" in library and "/patterns/opening-circle/put" in library
    assert f'value="{session.id}"' in words(client.get(f"/patterns/opening-circle?session={session.id}"))
    put = client.post("/patterns/opening-circle/put", {"session": str(session.id)})
    assert put["Location"] == home and titles(steward, session) == [("Opening circle", 25)]
    assert client.post("/patterns/opening-circle/put", {"session": "x"}).status_code == 404


def test_nobody_else_puts_a_pattern_in_or_is_offered_it(
    visit: Visit, walker: Callable[[str], Viewer], steward: Viewer, session: Session, hub: Path
) -> None:
    commons.plant_starter()
    block = actions.add_block(by=steward, session=session.id, title="Circle", minutes=20)
    client = visit(walker("Ana"))
    assert "put" not in re.findall(
        r'action="/patterns/[^"]+/(put)"', words(client.get(f"/patterns?session={session.id}"))
    )
    assert client.post("/patterns/opening-circle/put", {"session": str(session.id)}).status_code == 403
    forged = client.post(f"/sessions/{session.id}/blocks/{block}/pattern/opening-circle")
    assert forged.status_code == 403 and titles(steward, session) == [("Circle", 20)]


def test_every_planned_minute_is_in_the_sum_of_ways(steward: Viewer, session: Session, hub: Path) -> None:
    commons.plant_starter()
    page = queries.pattern(steward, "opening-circle", "en")
    actions.add_pattern(by=steward, session=session.id, page=page)
    actions.add_block(by=steward, session=session.id, title="We cook", minutes=40)
    actions.add_block(by=steward, session=session.id, title="Pause", minutes=15, is_pause=True)
    sheet = queries.sheet(steward, session.id)
    assert sheet is not None
    ways = drawing.where_minutes_go(drawing.blocks(session, sheet.plan, {}))
    assert sum(minutes for _name, minutes, _share in ways) == sheet.plan.planned == 80
    assert ("in your own way", 40, 100) in ways
