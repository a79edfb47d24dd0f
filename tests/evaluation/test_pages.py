"""Learning through the pages, by those it belongs to; and those who try what is not theirs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prisma_hub.circles import actions as circles
from prisma_hub.circles.types import ANSWERS
from prisma_hub.evaluation import actions, queries
from prisma_hub.evaluation.types import Given
from prisma_hub.kernel.source import current
from tests.instruments import adopt
from tests.media.samples import wav

DEFINITION = {
    "title": "Can we read our own ground?",
    "words": "We see what water does.",
    "steps": "-1: we follow others\n0: with understanding\n1: we read it ourselves",
    "base": "-1",
    "norm": "1",
    "decided": "By consent, on the walk.",
    "to": "hub",
}


def post(client: Client, address: str, **given: object) -> object:
    return client.post(address, {"statement": str(current().uuid7()), **given}, follow=True)


@pytest.fixture
def ana(valley, visit) -> Client:
    return visit(valley.ana)


def learning(valley) -> str:
    return reverse("learning", args=["circle", valley.team.id])


def test_a_turn_from_its_beginning_to_the_next_through_the_pages(valley, ana, visit):
    circles.set_lasting(by=valley.steward, sort=ANSWERS, months=6, reason="so")
    page = ana.get(learning(valley)).content.decode()
    assert "Begin a turn" in page
    page = post(ana, reverse("begin-turn", args=["circle", valley.team.id]), intention="Find the water")
    (turn,) = queries.turns_of(valley.ana, valley.of).turns
    assert page.redirect_chain[-1][0] == f"/turns/{turn.id}"
    seen = valley.say()
    for beat, more in (("did", {}), ("saw", {"evidence": [str(seen.seq)]}), ("learned", {}), ("next", {})):
        page = post(visit(valley.eva), f"/turns/{turn.id}/{beat}", words=f"We {beat}", **more)
    assert f"/entry/{seen.seq}" in page.content.decode()
    assert "Let the next land" in page.content.decode()
    assert "What is said here is kept until" in page.content.decode()
    page = post(ana, f"/turns/{turn.id}/land/turn", intention="Ask the miller")
    assert "It came from:" in page.content.decode()
    assert "Ask the miller" in ana.get(f"/turns/{turn.id}").content.decode()
    page = post(ana, f"/turns/{turn.id}/land/page", title="Reading a ditch", text="Look.", space=valley.of)
    assert "Became a page" in page.content.decode()
    assert "Acting and learning go hand in hand" in ana.get(learning(valley)).content.decode()


def test_an_instrument_is_answered_by_voice_and_heard_by_those_it_is_for(valley, visit):
    adopt("closure-interview")
    address = reverse("fill-sheet", args=["closure-interview", "circle", valley.team.id])
    spoken = SimpleUploadedFile("said.wav", wav(), "audio/wav")
    post(visit(valley.ana), address, **{"to": valley.of, "a-moment.voice": spoken})
    page = visit(valley.eva).get(reverse("instrument", args=["closure-interview", "circle", valley.team.id]))
    [heard] = re.findall(r'href="(/media/[0-9a-f]{64}/whole)"', page.content.decode())
    assert len(b"".join(visit(valley.eva).get(heard))) == len(wav())
    assert visit(valley.noa).get(heard).status_code == 404


@pytest.mark.parametrize("page", ["", "/land", "/did", "/land/turn", "/land/page"])
def test_a_turn_of_others_is_not_there(valley, visit, page):
    turn = actions.begin_turn(by=valley.ana, of=valley.of, intention="Ours")
    for viewer in (valley.leo, None):
        assert visit(viewer).get(f"/turns/{turn.id}{page}").status_code in (403, 404)
    answer = visit(valley.leo).post(
        f"/turns/{turn.id}/did", {"statement": str(current().uuid7()), "words": "forged"}
    )
    assert answer.status_code in (403, 404)
    assert len(queries.turn(valley.ana, turn.id).sayings) == 1


def test_the_circle_of_the_place_defines_through_the_page(valley, ana):
    page = post(ana, "/aspects/define", circle=str(valley.place.id), agreement=valley.agree(), **DEFINITION)
    (aspect,) = queries.aspects(valley.ana)
    assert page.redirect_chain[-1][0] == f"/aspects/{aspect.id}"
    page = post(
        ana,
        f"/aspects/{aspect.id}/define",
        circle=str(valley.place.id),
        agreement=valley.agree(),
        **DEFINITION | {"words": "We say ahead."},
    )
    assert "Wording 2" in page.content.decode()


def test_a_network_that_forges_a_definition_is_told_whose_right_it_is(valley, visit):
    noa = visit(valley.noa)
    page = post(
        noa,
        "/aspects/define",
        circle=str(valley.network.id),
        agreement=valley.agree(valley.network, valley.noa),
        **DEFINITION,
    )
    assert "Only the circle of the place, “Circle of the valley”" in page.content.decode()
    forged = noa.post(
        "/aspects/define",
        {"statement": str(current().uuid7()), "circle": str(valley.place.id), **DEFINITION},
    )
    assert forged.status_code == 200
    aspect = valley.define()
    for circle in (valley.network, valley.place):
        post(noa, f"/aspects/{aspect.id}/define", circle=str(circle.id), **DEFINITION)
    assert len(queries.aspect(valley.noa, aspect.id).definitions) == 1


def test_a_scale_line_without_a_number_is_given_back_in_place(valley, ana):
    page = post(
        ana,
        "/aspects/define",
        circle=str(valley.place.id),
        agreement=valley.agree(),
        **DEFINITION | {"steps": "low: bad"},
    )
    assert "“low: bad” does not begin with a number." in page.content.decode()
    assert "We see what water does." in page.content.decode()


def test_reading_asking_and_answering_through_the_pages(valley, ana, visit):
    circles.set_lasting(by=valley.steward, sort=ANSWERS, months=6, reason="so")
    post(ana, "/aspects/define", circle=str(valley.place.id), agreement=valley.agree(), **DEFINITION)
    (aspect,) = queries.aspects(valley.ana)
    ways = {"of": valley.of}
    given = {
        "value": "0",
        "words": "They asked the ditch first.",
        "relation": "peer",
        "voice": "",
        "to": valley.of,
        "named": "name",
        "quote": "ask",
    }
    give = f"/perspectives/aspect/{aspect.id}/give?of={valley.of}"
    page = post(visit(valley.eva), give, **given).content.decode()
    assert "They asked the ditch first." in page
    assert "What is said here is kept until" in page
    assert "(0 − (−1)) / (+1 − (−1))" in page
    assert "+0.500" in page
    page = post(
        ana,
        f"/perspectives/aspect/{aspect.id}/ask-for?of={valley.of}",
        who=valley.network.space,
        relation="practice",
    ).content.decode()
    assert "Not spoken yet: Keepers of Springs" in page
    (reading,) = queries.readings(valley.ana, aspect.ref, valley.of)
    page = post(ana, f"/perspectives/{reading.seq}/answer", words="And the miller.").content.decode()
    assert "And the miller." in page
    unheard = visit(valley.leo).get(f"/aspects/{aspect.id}", ways).content.decode()
    assert "They asked the ditch first." not in unheard
    assert visit(valley.leo).get(f"/perspectives/{reading.seq}/answer").status_code == 404


def test_a_question_to_everybody_through_the_pages(valley, ana):
    page = post(
        ana, reverse("ask-everybody", args=["circle", valley.team.id]), words="What holds us together?"
    )
    assert "What holds us together?" in page.content.decode()
    (question,) = queries.questions(valley.eva, valley.of)
    page = post(
        ana,
        f"/perspectives/question/{question.id}/give",
        words="The kitchen.",
        relation="self",
        voice="",
        to=valley.of,
        named="unnamed",
        quote="no",
    )
    assert "The kitchen." in page.content.decode()


def test_what_has_worth_through_the_pages(valley, ana):
    address = reverse("set-frame", args=["circle", valley.team.id])
    page = post(ana, address, capital="Water: until August\nBread", baseline="Two dry springs")
    assert "until August" in page.content.decode()
    page = post(ana, address, capital="Money")
    assert "changed by agreement" in page.content.decode()


def test_the_circle_of_the_place_is_opened_once(steward, visit):
    stewards = visit(steward)
    assert "First, the circle of the place" in stewards.get("/aspects").content.decode()
    post(stewards, "/aspects/circle", title="Circle of the valley", decides="consent")
    page = post(stewards, "/aspects/circle", title="Another", decides="consent")
    assert "has its circle already" in page.content.decode()


@pytest.mark.parametrize("page", ["/aspects", "board", "learning"])
def test_lists_cost_the_same_for_one_and_three(valley, visit, page):
    eva = visit(valley.eva)
    first = valley.define()
    addresses = {"board": f"/aspects/{first.id}", "learning": learning(valley)}
    address = addresses.get(page, page)

    def add(by) -> None:
        valley.define()
        actions.ask(by=by, of=valley.of, words="What now?")
        turn = actions.begin_turn(by=by, of=valley.of, intention="On")
        actions.say_beat(by=by, turn=turn.id, beat="next", words="On")
        actions.land_as_turn(by=by, turn=turn.id, of=valley.of, intention="On and on")
        said = actions.give(by=by, on=first.ref, given=Given("I saw it", "peer", "0"), to=["hub"])
        actions.answer(by=by, to=said.seq, words="So did I")

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert eva.get(address).status_code == 200
        return len(caught)

    add(valley.ana)
    cost()
    one = cost()
    add(valley.eva)
    add(valley.steward) if circles.admit(
        by=valley.steward, circle=valley.team.id, person=valley.steward.id
    ) else None
    assert cost() == one


def test_choosing_costs_the_same_for_one_circle_and_three(valley, ana):
    first = valley.agree()

    def shown() -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as caught:
            page = ana.get("/aspects/define")
        return len(caught), [value for value, _ in page.context["form"].fields["agreement"].choices]

    shown()
    cost, agreed = shown()
    assert agreed == [first]
    others = []
    for title in ("Mill", "Weir"):
        circle = circles.open_circle(by=valley.steward, title=title, decides="just-record-it")
        circles.admit(by=valley.steward, circle=circle.id, person=valley.ana.id)
        others.append(valley.agree(circle))
    again, agreed = shown()
    assert again == cost
    assert (agreed[0], sorted(agreed[1:])) == (first, sorted(others))
