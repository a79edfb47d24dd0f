"""A practice has its community, its questions, and journeys in which it is at work."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as roads
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.practices import actions, queries
from prisma_hub.practices.types import Practice
from tests.instruments import adopt

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]


@pytest.fixture
def practice(steward: Viewer) -> Practice:
    return actions.open_practice(
        by=steward,
        title="Keepers of springs",
        domain="Reading water before it shows.",
        rhythm="First Sunday of the month",
        patterns=["opening-circle", "opening-circle"],
    )


@pytest.fixture
def journey(steward: Viewer) -> Journey:
    adopt("nano")
    preset = roads.preset(steward, "nano")
    return journeys.open_journey(by=steward, title="Water", begins=date(2026, 5, 1), preset=preset)


def said() -> str:
    return str(source.current().uuid7())


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_each_says_for_themselves_that_they_belong(practice: Practice, person: Person) -> None:
    ana, rui = person("Ana"), person("Rui")
    actions.belong(by=ana, practice=practice)
    actions.belong(by=rui, practice=practice, part="mentor")
    actions.belong(by=ana, practice=practice, part="member")
    assert {each.person: each.part for each in queries.community(ana, practice)} == {
        ana.person: "member",
        rui.person: "mentor",
    }
    with pytest.raises(NotAllowed):
        actions.belong(by=ana, practice=practice, part="steward")
    actions.leave(by=ana, practice=practice)
    assert [each.person for each in queries.community(rui, practice)] == [rui.person]
    size = book.size()
    actions.leave(by=ana, practice=practice)
    assert book.size() == size


def test_an_inquiry_holds_what_was_tried_where(practice: Practice, person: Person) -> None:
    ana, rui = person("Ana"), person("Rui")
    with pytest.raises(NotAllowed, match="belong"):
        actions.ask(by=ana, practice=practice, question="How deep?")
    actions.belong(by=ana, practice=practice)
    inquiry = actions.ask(by=ana, practice=practice, question="How deep is a spring’s memory?")
    actions.answer(by=rui, inquiry=inquiry, where="Upper ditch", tried="We listened at night.")
    actions.answer(by=ana, inquiry=inquiry, where="Mill", tried="We dug.", learned="Do not dig.")
    assert [(each.where, each.learned) for each in queries.answers(rui, inquiry)] == [
        ("Upper ditch", ""),
        ("Mill", "Do not dig."),
    ]
    assert queries.inquiries(rui, practice)[0].answers == 2
    with pytest.raises(Refused, match="where and what"):
        actions.answer(by=rui, inquiry=inquiry, where="", tried="x")


def test_a_practice_is_at_work_in_a_journey_once(
    steward: Viewer, practice: Practice, journey: Journey, person: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.apply_in(by=person("Ana"), practice=practice, journey=journey.scope)
    actions.apply_in(by=steward, practice=practice, journey=journey.scope, differs="Standing, outdoors.")
    with pytest.raises(Refused, match="already"):
        actions.apply_in(by=steward, practice=practice, journey=journey.scope)
    assert [each.id for each in queries.applied_in(steward, journey.scope)] == [practice.id]


def test_its_own_stewards_describe_it(steward: Viewer, practice: Practice, person: Person) -> None:
    ana = person("Ana")
    with pytest.raises(NotAllowed):
        actions.describe(by=ana, practice=practice, title="Mine")
    actions.describe(by=steward, practice=practice, title="Spring keepers", patterns=["open-space"])
    now = queries.practice(ana, practice.id)
    assert (now.title, now.domain, now.patterns) == ("Spring keepers", "", ("open-space",))


def test_what_was_said_can_be_erased(
    steward: Viewer, practice: Practice, journey: Journey, person: Person
) -> None:
    ana = person("Ana")
    actions.belong(by=ana, practice=practice)
    inquiry = actions.ask(by=ana, practice=practice, question="How deep?", words="Zebrawood")
    actions.answer(by=ana, inquiry=inquiry, where="Mill", tried="Zebrawood", learned="Zebrawood")
    actions.apply_in(by=steward, practice=practice, journey=journey.scope, differs="Zebrawood")
    for entry in list(book.entries()):
        if entry.kind in ("inquiry.opened/1", "inquiry.answered/1", "practice.applied/1"):
            log.erase(entry.seq, right="speaker")
    assert queries.inquiry(ana, inquiry.id).words == ""
    assert queries.answers(ana, inquiry) == []
    assert queries.applied(ana, practice)[0].differs == ""
    assert replay.differences() == []


def test_the_pages(visit: Visit, steward: Viewer, journey: Journey, person: Person) -> None:
    client = visit(steward)
    given = {"statement": said(), "title": "Bakers", "domain": "Bread from here.", "to": "public"}
    home = client.post("/practices/open", given).url  # type: ignore[attr-defined]
    assert "Bread from here." in words(visit(None).get(home))
    ana = visit(person("Ana"))
    ana.post(f"{home}/belong", {"statement": said(), "part": "member"})
    asked = ana.post(f"{home}/ask", {"statement": said(), "question": "What does rye want?"})
    inquiry = asked.url  # type: ignore[attr-defined]
    ana.post(f"{inquiry}/answer", {"statement": said(), "where": "Mill", "tried": "Three days."})
    assert "Three days." in words(visit(None).get(inquiry))
    client.post(f"{home}/apply", {"statement": said(), "journey": journey.scope, "differs": "Outdoors."})
    page = words(ana.get(home))
    for each in ("What does rye want?", "Ana", "Water", "Outdoors."):
        assert each in page
    assert "Ana" not in words(visit(None).get(home))
    client.post(f"{home}/describe", {"statement": said(), "title": "Bakers of the valley"})
    assert "Bakers of the valley" in words(client.get("/practices"))
    ana.post(f"{home}/leave")
    assert "Open an inquiry" not in words(ana.get(home))


@pytest.mark.parametrize("address", ["", "/describe", "/belong", "/leave", "/ask", "/apply"])
def test_from_outside_a_practice_of_the_hub_is_like_none(
    visit: Visit, practice: Practice, address: str
) -> None:
    for found in (practice.id, uuid4()):
        answer = visit(None).post(f"/practices/{found}{address}", {"statement": said(), "title": "Mine"})
        assert answer.status_code == (404 if address else 405), "a page that only looks takes no form"
        assert visit(None).get(f"/practices/{found}").status_code == 404


@pytest.mark.parametrize("address", ["/describe", "/apply"])
def test_a_member_neither_describes_nor_applies_it(
    visit: Visit, practice: Practice, person: Person, address: str
) -> None:
    given = {"statement": said(), "title": "Mine", "journey": "journey:x", "to": "hub"}
    assert visit(person("Ana")).post(f"/practices/{practice.id}{address}", given).status_code == 403


def test_an_inquiry_of_the_hub_is_not_answered_from_outside(
    visit: Visit, steward: Viewer, practice: Practice
) -> None:
    actions.belong(by=steward, practice=practice, part="steward")
    inquiry = actions.ask(by=steward, practice=practice, question="How deep?")
    for address in ("", "/answer"):
        assert visit(None).get(f"/inquiries/{inquiry.id}{address}").status_code == 404
    assert queries.practices(ANYBODY) == []


def test_one_or_three_cost_the_same(
    visit: Visit, steward: Viewer, practice: Practice, person: Person
) -> None:
    client = visit(steward)
    actions.belong(by=steward, practice=practice, part="steward")
    held = actions.ask(by=steward, practice=practice, question="How deep?")

    def more(name: str) -> None:
        ana = person(name)
        actions.belong(by=ana, practice=practice)
        actions.ask(by=ana, practice=practice, question=f"{name}?")
        actions.answer(by=ana, inquiry=held, where=name, tried=name)
        actions.open_practice(by=steward, title=name)

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    more("Ana")
    pages = ("/practices", f"/practices/{practice.id}", f"/inquiries/{held.id}")
    before = [cost(page) for page in pages]
    more("Rui")
    more("Eva")
    assert [cost(page) for page in pages] == before
    assert max(before) <= 22, before
