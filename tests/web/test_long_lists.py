"""Journeys and circles, however many: a page costs the same, one's own stand first, a name is found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as rights
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries
from tests.instruments import adopt
from tests.web.many import cost, open_circles, open_journeys

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]
ROWS = re.compile(r'<a class="whole" href="/(?:journeys|circles)/[^"]+">(.*?)</a>')
FURTHER = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture
def steward(steward: Viewer) -> Viewer:
    adopt("nano")
    return steward


def numbered(word: str, most: int, least: int = 0) -> list[str]:
    return [f"{word} {number:03}" for number in range(least, most)]


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def walk(browser: Client, address: str) -> list[list[str]]:
    """The titles on every page of a list, from one to the next."""
    pages = []
    while address:
        page = read(browser, address)
        pages.append(ROWS.findall(page))
        further = FURTHER.search(page)
        path = address.partition("?")[0]
        address = further[1].replace("&amp;", "&") if further else ""
        address = f"{path}{address}" if address.startswith("?") else address
    return pages


@pytest.mark.parametrize(
    "address", ["/journeys", "/circles", "/circles?q=round", "/journeys?q=spring", "/patterns"]
)
def test_four_hundred_cost_what_forty_do(visit: Visit, steward: Viewer, person: Person, address: str) -> None:
    """Whoever belongs to few, and whoever belongs to all, who opened them."""
    ana = person("Ana")
    open_circles(steward, numbered("Round", 40), members=[steward])
    open_journeys(steward, numbered("Spring", 40), members=[steward])
    browsers = visit(steward), visit(ana)
    few = [cost(each, address) for each in browsers]
    open_circles(steward, numbered("Round", 400, 40), members=[steward])
    open_journeys(steward, numbered("Spring", 400, 40), members=[steward])
    for (queries_few, bytes_few), (queries_many, bytes_many) in zip(
        few, [cost(each, address) for each in browsers], strict=True
    ):
        assert queries_many == queries_few
        assert bytes_many <= bytes_few * 1.1


def test_every_circle_stands_on_one_page_ones_own_first(
    visit: Visit, steward: Viewer, person: Person
) -> None:
    ana = person("Ana")
    theirs = open_circles(steward, ["Zither", *numbered("Round", 60)])
    for each in theirs[:1]:
        circles.admit(by=steward, circle=each, person=ana.person)
    pages = walk(visit(ana), "/circles")
    assert [len(each) for each in pages] == [30, 30, 1]
    assert [title for page in pages for title in page] == ["Zither", *numbered("Round", 60)]


def test_few_circles_stand_on_one_page_without_a_field_to_type_into(visit: Visit, steward: Viewer) -> None:
    open_circles(steward, ["beta", "Alpha"])
    page = read(visit(steward), "/circles")
    assert ROWS.findall(page) == ["Alpha", "beta"]
    assert 'name="q"' not in page and 'rel="next"' not in page


def test_every_journey_stands_on_one_page_those_one_is_on_first_those_that_ended_last(
    visit: Visit, steward: Viewer, person: Person
) -> None:
    ana = person("Ana")
    mine, ended = open_journeys(steward, ["Mine", "Ended"], members=[steward, ana])
    circles.grant(by=steward, person=steward.person, role="facilitator")
    journeys.close_journey(by=steward, journey=queries.journey(steward, ended), words="It was good.")
    open_journeys(steward, numbered("Spring", 60))
    pages = walk(visit(ana), "/journeys")
    assert [len(each) for each in pages] == [30, 30, 2]
    assert [title for page in pages for title in page] == ["Mine", *numbered("Spring", 60)[::-1], "Ended"]
    assert queries.listed(ana, most=1) == [queries.journey(ana, mine)]


@pytest.mark.parametrize("typed", ["agua clara", "CLARA", "água", "lara águ"])
def test_a_name_is_found_by_some_of_its_letters(visit: Visit, steward: Viewer, typed: str) -> None:
    open_circles(steward, [*numbered("Round", 40), "Água clara"])
    open_journeys(steward, [*numbered("Spring", 40), "Agua Clará"])
    assert walk(visit(steward), f"/circles?q={typed}")[0] == [
        "Água clara", "Agua Clará: everybody on it", "Agua Clará: those who hold it",
    ]  # fmt: skip
    assert walk(visit(steward), f"/journeys?q={typed}") == [["Agua Clará"]]


def test_what_is_found_by_a_name_goes_on_too(visit: Visit, steward: Viewer) -> None:
    open_circles(steward, [*numbered("Round", 40), *numbered("Square", 40)])
    assert [each for page in walk(visit(steward), "/circles?q=squ") for each in page] == numbered(
        "Square", 40
    )


@pytest.mark.parametrize("address", ["/circles", "/journeys"])
def test_where_nothing_is_called_so_it_says_so(visit: Visit, steward: Viewer, address: str) -> None:
    open_journeys(steward, ["Spring"])
    for typed in ("nowhere", "100%", "_", "\\", "\0", "'"):
        page = read(visit(steward), f"{address}?q={typed}")
        assert ("Nothing of this name" in page) is (typed != "\0")
    assert "<script>" not in read(visit(steward), f"{address}?q=<script>x")


@pytest.mark.parametrize(
    "before", ["0", "99999999", "x", "-1", "9" * 40, "00000000-0000-7000-8000-000000000000"]
)
def test_a_place_in_the_list_that_there_is_not_is_its_beginning(
    visit: Visit, steward: Viewer, before: str
) -> None:
    open_journeys(steward, ["Spring"])
    for address in ("/circles", "/journeys"):
        assert any(
            "Spring" in each for each in ROWS.findall(read(visit(steward), f"{address}?before={before}"))
        )


def test_a_journey_one_may_not_know_of_is_told_by_no_list_and_found_by_no_name(
    visit: Visit, steward: Viewer, person: Person
) -> None:
    """Neither it nor the circles that are called like it."""
    ana, eva = person("Ana"), person("Eva")
    open_journeys(steward, ["canaryxq"], members=[steward, eva], only_cohort=True)
    open_journeys(steward, ["Spring"], members=[steward])
    hidden = queries.listed(eva, most=1)[0]
    team = circles.open_circle(by=None, title="canaryxq team", scope=hidden.scope, kind="team")
    guests = circles.open_circle(by=None, title="canaryxq", scope=hidden.cohort_space, kind="guests")
    for address in ("/circles", "/circles?q=canary", "/journeys", "/journeys?q=canary"):
        shown = "".join(ROWS.findall(read(visit(ana), address)))
        assert "canaryxq" not in shown
        assert "canaryxq" in "".join(ROWS.findall(read(visit(eva), address)))
    assert "Spring" in read(visit(ana), f"/journeys?before={hidden.seq}")
    for each in (hidden.cohort, hidden.keepers, team.id, guests.id):
        assert rights.listed_one(ana, each) is None
        assert rights.listed_one(eva, each) is not None


def test_who_is_outside_finds_the_journeys_everybody_may_know_of(visit: Visit, steward: Viewer) -> None:
    first, *_rest = open_journeys(steward, numbered("Spring", 40), members=[steward])
    journeys.show_journey(by=steward, journey=queries.journey(steward, first), to="public")
    for address in ("/journeys", "/journeys?q=spring"):
        assert walk(visit(None), address) == [["Spring 000"]]


def test_nobody_finds_a_circle_who_is_not_in_the_house(visit: Visit, steward: Viewer, person: Person) -> None:
    ana = person("Ana")
    [found] = open_circles(steward, ["canaryxq"], members=[ana])
    assert rights.mine(ana, most=5, words="canary")[0][0].id == found
    circles.suspend(by=steward, person=ana.person, reason="an example")
    for browser in (visit(ana), visit(None)):
        assert browser.get("/circles?q=canary").status_code == 403
    assert rights.offered(ana, most=5) == ([], True)
    for words in ("", "canary"):
        assert rights.circles_to_speak_to(ana, most=5, words=words) == ([], True)
        assert rights.mine(ana, most=5, words=words) == ([], True)
    assert rights.circle_to_speak_to(ana, f"circle:{found}") is None
    assert rights.mine_one(ana, found) is None


def test_a_circle_of_guests_stands_with_the_circle_they_are_guests_of(
    visit: Visit, steward: Viewer, person: Person
) -> None:
    ana, eva = person("Ana"), person("Eva")
    [mine] = open_circles(steward, ["Zither"], members=[ana])
    circles.open_circle(by=None, title="Yonder", scope=f"circle:{mine}", kind="guests")
    open_circles(steward, numbered("Round", 40))
    first, second = walk(visit(ana), "/circles")
    assert first[:3] == ["Yonder: evaluators", "Zither", "Round 000"]
    assert len(first + second) == len(set(first + second)) == 42
    assert walk(visit(eva), "/circles")[1][-2:] == ["Yonder: evaluators", "Zither"]
