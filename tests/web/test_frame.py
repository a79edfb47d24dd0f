"""The frame of a page: ways in, language, what just happened, whose hub it is."""

import re
from collections.abc import Callable

import pytest
from django.test import Client, override_settings

from prisma_hub.identity.types import Viewer
from prisma_hub.web import frame

Visit = Callable[..., Client]
pytestmark = pytest.mark.urls("tests.web.pages")


def links(page: str, within: str) -> list[str]:
    """The addresses inside the first element of that class."""
    part = re.search(rf'<nav class="{within}".*?</nav>', page, re.S)
    return re.findall(r'<a [^>]*?href="([^"]*)"', part.group()) if part else []


def test_only_ways_that_exist_are_shown(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).get("/today").content.decode()
    assert links(page, "ways") == ["/today", "/journeys", "/commons", "/practices"]
    assert links(page, "bar") == ["/today", "/journeys", "/say", "/commons", "/practices", "/me"]


@override_settings(ROOT_URLCONF="prisma_hub.web.forms")
def test_a_house_without_rooms_has_no_ways() -> None:
    assert frame.address("today") == ""


@pytest.mark.parametrize(
    ("names", "bar"),
    [
        ("me", "me||"),
        ("today stewardship me", "today stewardship|me|"),
        ("today journeys commons me", "today journeys|commons me|"),
        ("today journeys commons practices me", "today journeys|commons|practices me"),
        ("today practices network stewardship me", "today practices|network|stewardship me"),
        ("practices today journeys commons me", "today journeys|commons|practices me"),
    ],
)
def test_the_bar_holds_four_and_the_rest_lies_under_the_fourth(names: str, bar: str) -> None:
    ways = [frame.Way(name, name, name, f"/{name}", False) for name in names.split()]
    thumb = frame._thumb(ways[:-1], ways[-1:])
    drawn = "|".join(" ".join(way.name for way in part) for part in (thumb.before, thumb.after, thumb.more))
    assert drawn == bar


@pytest.mark.parametrize(
    ("names", "head"),
    [
        ("today journeys commons", "today journeys commons|"),
        ("today journeys commons stories practices", "today journeys commons stories practices|"),
        ("today journeys commons stories places circles", "today journeys commons places|stories circles"),
    ],
)
def test_the_head_holds_five_and_more_than_one_other_lies_under_more(names: str, head: str) -> None:
    ways = [frame.Way(name, name, name, f"/{name}", name == "circles") for name in names.split()]
    found = frame._head(ways)
    assert "|".join(" ".join(way.name for way in part) for part in (found.ways, found.more)) == head
    assert found.under_more == ("circles" in head)


def test_the_way_one_is_on_is_marked_below_it_too(visit: Visit, steward: Viewer) -> None:
    page = visit(steward).get("/journeys/7").content.decode()
    assert page.count('href="/journeys" aria-current="page"') == 2
    assert 'href="/today" aria-current' not in page


def test_a_visitor_sees_the_hub_and_no_inside(visit: Visit) -> None:
    page = visit().get("/").content.decode()
    assert "Vale do Rio" in page
    assert links(page, "ways") == []
    assert 'class="bar"' not in page


def test_a_member_is_greeted_by_their_letter(visit: Visit, person: Callable[[str], Viewer]) -> None:
    page = visit(person("Zoé")).get("/today").content.decode()
    assert 'aria-label="Me: Zoé"' in page
    assert '<span class="sigil">Z</span>' in page


def test_a_hub_without_a_founding_still_answers(db: None, folder: object) -> None:
    assert Client().get("/").status_code == 200


def test_the_frame_costs_few_queries(
    visit: Visit, steward: Viewer, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = visit(steward)
    client.get("/today")
    with django_assert_max_num_queries(4):
        client.get("/today")


def test_another_language_is_spoken_from_here_on(visit: Visit) -> None:
    client = visit()
    answer = client.post("/language", {"language": "pt", "back": "/today?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/today?page=2")
    assert '<html lang="pt" dir="ltr">' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)",
        "front", "no-such-page", "no:such", "a\x00b", "",
    ],
)  # fmt: skip
def test_the_language_never_leads_away(visit: Visit, back: str) -> None:
    assert visit().post("/language", {"language": "pt", "back": back})["Location"] == "/"


def test_a_language_nobody_speaks_here_changes_nothing(visit: Visit) -> None:
    answer = visit().post("/language", {"language": "xx"})
    assert "language" not in answer.cookies
    assert visit().get("/language").status_code == 405


def test_what_just_happened_is_said_once(visit: Visit, steward: Viewer) -> None:
    client = visit(steward)
    answer = client.post(
        "/gift",
        {"name": "Ana", "bring": ["a"], "agreed": "on", "statement": "019a0000-0000-7000-8000-000000000000"},
    )
    assert answer["Location"] == "/today"
    first = client.get("/today").content.decode()
    assert "Kept." in first
    assert '<form class="inline" method="post" action="/take-back">' in first
    assert "Kept." not in client.get("/today").content.decode()


@pytest.mark.parametrize("cookie", ["forged", "eyJ0ZXh0IjoiaGkifQ:1tabcd:forged"])
def test_a_forged_message_is_not_said(visit: Visit, cookie: str) -> None:
    client = visit()
    client.cookies["told"] = cookie
    answer = client.get("/")
    assert "data-flash" not in answer.content.decode()
    assert answer.cookies["told"].value == ""


def test_the_bare_frame_needs_nobody() -> None:
    assert set(frame.bare()) == {"hub_name", "language", "direction", "frame"}


@pytest.mark.parametrize(("code", "name"), [("ca", "català"), ("ar", "العربية"), ("xyz", "xyz")])
def test_a_language_a_hub_adds_is_called_as_it_calls_itself(code: str, name: str) -> None:
    assert frame._own_name(code, code) == name
