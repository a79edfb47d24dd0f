"""A place has its page: described, remembered, cared for; heard where it was said to."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.places import actions, queries
from prisma_hub.places.types import Place

Visit = Callable[[Viewer | None], Client]
Person = Callable[[str], Viewer]
WORDS = {"essence": "A narrow valley.\n\nIts springs run until June.", "asks": "Keep the rain.", "waters": ""}


@pytest.fixture
def place(steward: Viewer) -> Place:
    return actions.open_place(by=steward, name="Vale da Lontra", words=WORDS)


def said() -> str:
    return str(source.current().uuid7())


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_place_is_described_and_described_anew(steward: Viewer, place: Place) -> None:
    assert dict(place.words) == {"essence": WORDS["essence"], "asks": "Keep the rain."}
    actions.describe(by=steward, place=place, name="Otter valley", words={"seasons": "Two."})
    now = queries.place(steward, place.id)
    assert (now.name, dict(now.words)) == ("Otter valley", {"seasons": "Two."})


def test_dates_are_words_and_a_year_only_orders(place: Place, person: Person) -> None:
    ana = person("Ana")
    for when, year in (
        ("After the second flood", None),
        ("1963, or the year after", 1963),
        ("Long ago", -200),
    ):
        actions.remember(by=ana, place=place, when=when, year=year, words=f"Told: {when}")
    assert [each.when for each in queries.memories(ana, place)] == [
        "Long ago",
        "1963, or the year after",
        "After the second flood",
    ]
    with pytest.raises(Refused, match="says when"):
        actions.remember(by=ana, place=place, when=" ", words="Something")


def test_caretakers_name_themselves_and_go(place: Place, person: Person) -> None:
    ana = person("Ana")
    actions.care(by=ana, place=place, words="The upper springs")
    actions.care(by=ana, place=place, words="All springs")
    assert [(each.person, each.words) for each in queries.caretakers(ana, place)] == [
        (ana.person, "All springs")
    ]
    actions.let_go(by=ana, place=place)
    assert queries.caretakers(ana, place) == []
    size = book.size()
    actions.let_go(by=ana, place=place)
    assert book.size() == size


def test_who_may_know_of_a_place_and_who_describes_it(steward: Viewer, place: Place, person: Person) -> None:
    assert queries.places(ANYBODY) == []
    assert queries.public_places() == []
    wide = actions.open_place(by=steward, name="The mill", words={}, to="public")
    assert [each.id for each in queries.places(ANYBODY)] == [wide.id]
    ana = person("Ana")
    with pytest.raises(NotAllowed):
        actions.describe(by=ana, place=place, name="Mine", words={})
    with pytest.raises(NotAllowed):
        actions.remember(by=ANYBODY, place=wide, when="Now", words="Here")


def test_what_was_said_can_be_erased(steward: Viewer, place: Place, person: Person) -> None:
    ana = person("Ana")
    actions.remember(by=ana, place=place, when="In May", words="Zebrawood")
    actions.care(by=ana, place=place, words="Zebrawood")
    for entry in list(book.entries()):
        if entry.kind in ("place.described/1", "place.remembered/1", "place.caredfor/1"):
            log.erase(entry.seq, right="speaker")
    now = queries.place(steward, place.id)
    assert dict(now.words) == {}
    assert queries.memories(steward, now) == []
    assert queries.caretakers(steward, now)[0].words == ""
    assert replay.differences() == []


def test_the_pages(visit: Visit, steward: Viewer, person: Person) -> None:
    client = visit(steward)
    given = {"statement": said(), "name": "The mill", "essence": "It turns slowly.", "to": "public"}
    answer = client.post("/places/open", given)
    home = answer.url  # type: ignore[attr-defined]
    assert "It turns slowly." in words(visit(None).get(home))
    assert "It turns slowly." in words(visit(None).get("/"))
    ana = visit(person("Ana"))
    ana.post(f"{home}/remember", {"statement": said(), "when": "Before the road", "words": "Mules came."})
    ana.post(f"{home}/care", {"statement": said(), "words": "the wheel"})
    page = words(ana.get(home))
    assert "Mules came." in page
    assert "the wheel" in page
    assert "the wheel" not in words(visit(None).get(home))
    ana.post(f"{home}/let-go")
    assert "the wheel" not in words(ana.get(home))
    client.post(f"{home}/describe", {"statement": said(), "name": "The old mill"})
    assert "The old mill" in words(client.get("/places", follow=True))


@pytest.mark.parametrize("address", ["", "/describe", "/remember", "/care", "/let-go"])
def test_from_outside_a_place_of_the_hub_is_like_none(visit: Visit, place: Place, address: str) -> None:
    for found in (place.id, uuid4()):
        answer = visit(None).post(f"/places/{found}{address}", {"statement": said(), "name": "Mine"})
        assert answer.status_code == (404 if address else 405), "a page that only looks takes no form"
        assert visit(None).get(f"/places/{found}").status_code == 404


def test_a_member_does_not_describe_it_through_the_address(
    visit: Visit, place: Place, person: Person
) -> None:
    client = visit(person("Ana"))
    for address in (f"/places/{place.id}/describe", "/places/open"):
        assert client.post(address, {"statement": said(), "name": "Mine", "to": "hub"}).status_code == 403


def test_one_or_three_cost_the_same(visit: Visit, steward: Viewer, place: Place, person: Person) -> None:
    client = visit(steward)
    actions.open_place(by=steward, name="The mill", words=WORDS)

    def more(name: str) -> None:
        ana = person(name)
        actions.remember(by=ana, place=place, when="In May", words=name)
        actions.care(by=ana, place=place, words=name)

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    more("Ana")
    pages = ("/places", f"/places/{place.id}")
    before = [cost(page) for page in pages]
    more("Rui")
    more("Eva")
    actions.open_place(by=steward, name="The bridge", words=WORDS)
    assert [cost(page) for page in pages] == before
