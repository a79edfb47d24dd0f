"""The pages of joining: by code, by form, by list; at the gate; and what forgers do not get."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import queries as rights
from prisma_hub.enrolment import actions, queries
from prisma_hub.enrolment.types import Application
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import queries as inbox
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import source
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import queries as log
from prisma_hub.media import actions as media
from prisma_hub.work import loop
from tests.media.samples import wav

from .conftest import INTEREST
from .test_walking import READY, make_ready, now, to_conversation

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]


def said() -> str:
    return str(source.current().uuid7())


def asked(answers: dict[str, str]) -> dict[str, str]:
    """Answers as the fields of a form are called."""
    return {f"a-{name}": answer for name, answer in answers.items()}


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_somebody_comes_in_by_code_and_walks_to_the_cohort(
    visit: Visit, steward: Viewer, journey: Journey
) -> None:
    keeper = visit(steward)
    sheet = keeper.post(
        f"/journeys/{journey.id}/invite", {"statement": said(), "uses": "3", "days": "3"}, follow=True
    )
    code = sheet.request["PATH_INFO"].rsplit("/", 1)[-1]
    client = visit(None)
    client.post("/join", {"statement": said(), "code": code, "name": "Wren"})
    client.post("/card")
    application = queries.to_review(steward, journey.scope)[0]
    wren = Viewer(application.person)
    home = f"/applications/{application.id}"
    assert home in words(client.get("/today"))
    assert home in words(client.get(f"/journeys/{journey.id}"))
    client.post(f"{home}/go-on")
    form = words(client.get(f"{home}/forms/participant-interest"))
    assert "There is no right answer. We listen for what is alive in you." in form
    client.post(f"{home}/forms/participant-interest", {"statement": said(), **asked(INTEREST)})
    client.post(f"{home}/go-on")
    assert "1 person waits at a gate you hold" in words(keeper.get("/today"))
    assert "Sparrow" in words(keeper.get(home))
    keeper.post(f"{home}/talk", {"statement": said(), "words": "Thursday, at the mill."})
    assert "Thursday, at the mill." in words(client.get(home))
    keeper.post(f"{home}/decide", {"statement": said(), "outcome": "passed", "words": "Come."})
    ticks = dict.fromkeys(("exercise", "skills"), "not_yet") | dict.fromkeys(READY, "ready")
    ticks |= {"things": "help", "things-words": "No boots."}
    client.post(f"{home}/ready", {"statement": said(), **ticks})
    assert "No boots." in words(keeper.get(f"/journeys/{journey.id}/applications"))
    client.post(f"{home}/forms/participant-care", {"statement": said(), "a-present": "whole"})
    for agreement in ("together", "words"):
        client.post(f"{home}/agree/{agreement}")
    client.post(f"{home}/go-on")
    keeper.post(f"{home}/decide", {"statement": said(), "outcome": "passed", "words": ""})
    assert rights.belongs(wren, journey.cohort_space)
    assert "You are on it" in words(client.get(home))
    loop.run_until_idle()
    assert {letter.link for letter in inbox.letters(wren, most=9)} == {home}


def test_what_is_typed_is_kept_and_sent_later(
    visit: Visit, steward: Viewer, applicant: Viewer, application: Application
) -> None:
    actions.go_on(by=applicant, application=application)
    client, home = visit(applicant), f"/applications/{application.id}"
    half = {"statement": said(), "a-called": "Sparrow", "a-draws": "The zebrawood", "later": "1"}
    before = log.size()
    client.post(f"{home}/forms/participant-interest", half)
    assert log.size() == before
    assert "The zebrawood" in words(client.get(f"{home}/forms/participant-interest"))
    assert "A draft of yours is kept." in words(client.get(home))
    assert "zebrawood" not in words(visit(steward).get(home))


def test_a_question_is_answered_by_voice_and_the_voice_stays(
    visit: Visit, steward: Viewer, person: Person, applicant: Viewer, application: Application
) -> None:
    actions.go_on(by=applicant, application=application)
    client, home = visit(applicant), f"/applications/{application.id}"
    form = f"{home}/forms/participant-interest"
    written = asked(INTEREST) | {"a-draws": ""}
    spoken = SimpleUploadedFile("said.wav", wav(), "audio/wav")
    assert client.post(form, {"statement": said(), **written, "a-draws.voice": spoken}).status_code == 302
    with use(SeededSource("later", current().now_ms() + 3_600_000)):
        assert media.sweep() == 0
    assert "What you sent before stays" in words(client.get(form))
    client.post(form, {"statement": said(), **written, "a-called": "Wren"})
    client.post(f"{home}/go-on")
    page = words(visit(steward).get(home))
    [address] = re.findall(r'href="(/media/[0-9a-f]{64}/whole)"', page)
    assert "Wren" in page
    sizes = [len(b"".join(visit(who).get(address))) for who in (applicant, steward)]
    assert sizes == [len(wav())] * 2
    assert visit(person("Ana")).get(address).status_code == 404


def test_a_missing_answer_is_asked_for_in_place(
    visit: Visit, applicant: Viewer, application: Application
) -> None:
    actions.go_on(by=applicant, application=application)
    address = f"/applications/{application.id}/forms/participant-interest"
    page = words(visit(applicant).post(address, {"statement": said(), "a-draws": "The ditch"}))
    assert "The ditch" in page
    assert "answers want another look" in page
    assert queries.given(applicant, application) == []


def test_an_answer_that_is_not_yes_needs_words_on_the_page_too(
    visit: Visit, steward: Viewer, applicant: Viewer, application: Application
) -> None:
    to_conversation(applicant, application)
    client, home = visit(steward), f"/applications/{application.id}"
    page = client.post(f"{home}/decide", {"statement": said(), "outcome": "declined", "words": ""})
    assert "This answer needs words." in words(page)
    client.post(f"{home}/decide", {"statement": said(), "outcome": "not_now", "words": "After harvest."})
    assert "After harvest." in words(visit(applicant).get(home))
    client.post(f"{home}/take-up")
    assert now(applicant, application).turn == "theirs"


def test_pausing_and_withdrawing_are_one_press_away(
    visit: Visit, applicant: Viewer, application: Application
) -> None:
    client, home = visit(applicant), f"/applications/{application.id}"
    client.post(f"{home}/pause")
    assert "No clock runs and nobody asks." in words(client.get(home))
    client.post(f"{home}/resume")
    client.post(f"{home}/withdraw", {"statement": said(), "words": ""})
    assert now(applicant, application).state == "withdrawn"


REVIEWERS = ("talk", "decide", "take-up")
APPLICANTS = (
    "go-on",
    "pause",
    "resume",
    "withdraw",
    "ready",
    "agree/together",
    "forms/participant-interest",
)


@pytest.mark.parametrize("address", ["", *(f"/{each}" for each in (*REVIEWERS, *APPLICANTS))])
def test_somebody_else_meets_nothing(
    visit: Visit, person: Person, application: Application, address: str
) -> None:
    client = visit(person("Rui"))
    before = log.size()
    for found in (application.id, uuid4()):
        answer = client.post(f"/applications/{found}{address}", {"statement": said(), "outcome": "passed"})
        assert answer.status_code == (404 if address else 405), "a page that only looks takes no form"
        assert client.get(f"/applications/{found}").status_code == 404
        assert b"Sparrow" not in answer.content
    assert log.size() == before


@pytest.mark.parametrize("address", REVIEWERS)
def test_nobody_opens_their_own_gate(
    visit: Visit, applicant: Viewer, application: Application, address: str
) -> None:
    to_conversation(applicant, application)
    given = {"statement": said(), "outcome": "passed", "words": "Yes"}
    assert visit(applicant).post(f"/applications/{application.id}/{address}", given).status_code == 403
    assert now(applicant, application).state == "submitted"


@pytest.mark.parametrize("address", APPLICANTS)
def test_a_reviewer_does_not_walk_for_somebody(
    visit: Visit, steward: Viewer, application: Application, address: str
) -> None:
    answer = visit(steward).post(f"/applications/{application.id}/{address}", {"statement": said()})
    assert answer.status_code == 404
    assert now(steward, application) == application


@pytest.mark.parametrize("address", ["applications", "invite"])
def test_lists_and_codes_of_a_journey_are_for_those_who_hold_it(
    visit: Visit, applicant: Viewer, application: Application, journey: Journey, address: str
) -> None:
    given = {"statement": said(), "uses": "3", "days": "3"}
    client = visit(applicant)
    assert client.get(f"/journeys/{journey.id}/{address}").status_code == 403
    sent = client.post(f"/journeys/{journey.id}/{address}", given)
    assert sent.status_code == (403 if address == "invite" else 405), "a page that only looks takes no form"


def test_a_visitor_reads_what_joining_asks_and_begins_nothing(visit: Visit, journey: Journey) -> None:
    assert visit(None).post(
        f"/journeys/{journey.id}/join", {"pathway": "participant-pathway"}
    ).status_code in (
        403,
        404,
    )
    assert visit(None).post("/pathways/hub-pathway/begin").status_code == 403


def test_a_member_begins_from_the_journeys_page(visit: Visit, applicant: Viewer, journey: Journey) -> None:
    client = visit(applicant)
    assert f"/journeys/{journey.id}/join" in words(client.get(f"/journeys/{journey.id}"))
    assert "Usually 4 weeks." in words(client.get(f"/journeys/{journey.id}/join"))
    answer = client.post(f"/journeys/{journey.id}/join", {"pathway": "participant-pathway"})
    assert answer.url == f"/applications/{queries.mine(applicant)[0].id}"  # type: ignore[attr-defined]


def test_another_hub_begins_from_the_ways_to_join(visit: Visit, applicant: Viewer, journey: Journey) -> None:
    client = visit(applicant)
    assert "How a hub joins, level 1" in words(client.get("/pathways"))
    client.post("/pathways/hub-pathway/begin")
    begun = queries.mine(applicant)[0]
    page = words(client.get(f"/applications/{begun.id}/forms/hub-screening"))
    assert "Limits said now are kept later." in page


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_one_or_three_cost_the_same(
    visit: Visit,
    steward: Viewer,
    applicant: Viewer,
    application: Application,
    journey: Journey,
    person: Person,
) -> None:
    client = visit(steward)
    pages = (f"/journeys/{journey.id}/applications", "/applications", "/pathways")

    def walk(who: Viewer) -> None:
        begun = actions.apply(by=who, pathway=application.pathway, journey=journey)
        to_conversation(who, begun)
        actions.decide(by=steward, application=now(steward, begun), outcome="passed")
        make_ready(who, now(who, begun))

    walk(applicant)
    before = {page: cost(client, page) for page in pages}
    walk(person("Rui"))
    walk(person("Eva"))
    assert {page: cost(client, page) for page in pages} == before
    assert max(before.values()) <= 22, before
