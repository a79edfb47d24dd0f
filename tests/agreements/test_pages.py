"""Deciding through the pages: a whole decision, and the forger at every door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prisma_hub.agreements import actions, queries
from prisma_hub.agreements.types import Round, Word
from prisma_hub.circles import queries as circles
from prisma_hub.identity.types import Viewer
from prisma_hub.inbox import queries as inbox
from prisma_hub.journeys import actions as journeys
from prisma_hub.journeys import queries as presets
from prisma_hub.journeys.types import Journey
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import instant
from prisma_hub.log import queries as log
from prisma_hub.log import replay
from prisma_hub.web import tags
from prisma_hub.work import loop
from tests.agreements.walk import (
    MINUTE,
    People,
    adopt,
    after,
    ask_for_objections,
    open_circle,
    propose,
)
from tests.instruments import adopt as put_in_force

pytestmark = pytest.mark.django_db
Visit = Callable[..., Client]


@pytest.fixture
def open_from(steward: Viewer) -> Callable[..., Journey]:
    """`open_from("nano", title="…")`: a journey of that preset, opened by the steward."""
    put_in_force("nano")

    def begin(preset: str, title: str) -> Journey:
        return journeys.open_journey(
            by=steward,
            begins=date(2026, 5, 11),
            preset=presets.preset(steward, preset),
            title=title,
            question="",
        )

    return begin


def fresh() -> str:
    return str(source.current().uuid7())


def test_a_decision_from_the_first_word_to_the_agreement(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    a, b = visit(ana), visit(ben)
    b.post(f"/circles/{circle}/tension", {"statement": fresh(), "words": "No water in August."})
    page = a.get(f"/circles/{circle}").content.decode()
    [tension] = re.findall(r"propose\?tension=([0-9a-f-]+)", page)
    said = {
        "statement": fresh(),
        "title": "Water",
        "text": "Two days a week.",
        "reason": "So it lasts.",
        "information": "The stone at the pond.",
    }
    answer = a.post(f"/circles/{circle}/propose?tension={tension}", said)
    proposal = UUID(answer["Location"].rpartition("/")[2])
    again = a.post(f"/circles/{circle}/propose?tension={tension}", said)
    assert again["Location"] == answer["Location"] and len(queries.proposals(ana)) == 1
    here = f"/decisions/{proposal}"

    def go_on(seen: str) -> None:
        assert b.post(f"{here}/next", {"statement": fresh(), "round": seen, "number": 1}).status_code == 302

    def speak(client: Client, round_: str, word: str, words: str = "") -> None:
        voice = {"statement": fresh(), "number": 1, "round": round_, "word": word, "words": words}
        for _ in range(2):  # pressed twice
            assert client.post(f"{here}/voice", voice).status_code == 302

    go_on("present")
    speak(b, "clarify", "speak", "Which days?")
    silent = {"statement": fresh(), "number": 1, "round": "clarify", "word": "speak", "words": " "}
    assert "or choose “I have nothing to ask.”" in a.post(f"{here}/voice", silent).content.decode()
    assert re.search(r"Not heard yet</h3>\s*<p>Ana</p>", a.get(here).content.decode())
    speak(a, "clarify", "pass")
    go_on("clarify")
    speak(a, "react", "speak", "Good.")
    page = a.get(here).content.decode()
    assert re.search(r"Not heard yet</h3>\s*<p>Ben</p>", page)
    speak(b, "react", "pass")
    go_on("react")
    page = a.get(here).content.decode()
    assert "The pause lasts 3 minutes, until " in page and "Come back when it is over" in page
    assert "By consent: no objection left standing." in page and "Decided by consent." not in page
    assert a.post(f"{here}/next", {"statement": fresh(), "round": "pause"}).status_code == 409
    with after(4 * MINUTE):
        go_on("pause")
        speak(a, "object", "consent")
        speak(b, "object", "concern", "Look at the seedlings.")
        done = a.post(f"{here}/adopt", {"statement": fresh(), "number": 1})
    page = b.get(done["Location"]).content.decode()
    assert "Two days a week." in page and "has a concern" in page and "The stone at the pond." in page
    assert replay.differences() == []


@pytest.mark.parametrize("who", ["stranger", "outside"])
def test_the_forger_at_every_door(steward: Viewer, person: People, visit: Visit, who: str) -> None:
    ana, ben, eve = person("Ana"), person("Ben"), person("Eve")
    circle = open_circle(steward, [ana, ben])
    made = adopt(ana, circle, [ana, ben])
    proposal = propose(ana, circle)
    ask_for_objections(proposal, [ana, ben])
    before = log.size()
    client = visit(eve if who == "stranger" else None)
    here = f"/decisions/{proposal}"
    base = {"statement": fresh(), "number": 1, "words": "Hear me.", "text": "Mine.", "title": "Mine"}
    doors = [
        (f"{here}/voice", {"round": "react", "word": "speak"}),
        (f"{here}/next", {"round": "pause"}),
        (f"{here}/again", {"round": "pause", "again": "present"}),
        (f"{here}/adopt", {}),
        (f"{here}/revise", {"review": "2031-01-01"}),
        (f"{here}/drop", {}),
        (f"{here}/effect/grant_role", {"role": "Reader", "person": eve.ref}),
        (f"{here}/effect/0/remove", {}),
        (f"{here}/objections/1/answer", {}),
        (f"/circles/{circle}/propose", {}),
        (f"/circles/{circle}/admit", {"person": str(eve.person)}),
        ("/circles/new", {"purpose": "Mine", "decides": "consent"}),
        (f"/agreements/{made}/keep", {"review": "2031-01-01"}),
        (f"/agreements/{made}/retry/0", {}),
    ]
    for address, said in doors:
        assert client.post(address, base | said).status_code in (401, 403, 404), address
    for address in (here, f"{here}/standing", f"/agreements/{made}"):
        assert client.get(address).status_code in (401, 403, 404), address
    assert log.size() == before


def test_a_stale_voice_and_a_forged_word_are_refused(steward: Viewer, person: People, visit: Visit) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    actions.revise(by=ana, proposal=proposal, number=1, text="Three days a week.")
    ask = {"statement": fresh(), "round": "present", "word": "speak", "words": "Yes."}
    client, here = visit(ana), f"/decisions/{proposal}"
    page = client.post(f"{here}/voice", ask | {"number": 1})
    assert page.status_code == 200 and "new wording since you opened the page" in page.content.decode()
    before = log.size()
    for word, round_ in (("consent", "present"), ("for", "answer"), ("confirm", "confirm"), ("x", "object")):
        answer = client.post(f"{here}/voice", ask | {"number": 2, "word": word, "round": round_})
        assert answer.status_code in (200, 409), word
    assert client.post(f"{here}/voice", ask | {"number": 2, "round": "dance"}).status_code == 404
    assert log.size() == before


def test_effects_are_chosen_on_the_page_done_and_tried_again(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben])
    proposal = propose(ana, circle)
    client, here = visit(ana), f"/decisions/{proposal}"
    role = {"number": 1, "role": "Reader of the stone", "person": cai.ref, "until": "2031-09-15"}
    assert client.get(f"{here}/effect/grant_role").status_code == 200
    assert client.post(f"{here}/effect/grant_role", role | {"statement": fresh()}).status_code == 302
    admit = {"number": 2, "person": cai.ref, "statement": fresh()}
    assert client.post(f"{here}/effect/admit_member", admit).status_code == 302
    for do in ("end_role", "change_mandate", "adopt_protocol"):
        assert client.get(f"{here}/effect/{do}").status_code == 200
    assert client.get(f"{here}/effect/launch").status_code == 404
    assert (
        "Give Cai the role “Reader of the stone” until 15 September 2031" in client.get(here).content.decode()
    )
    out = client.post(f"{here}/effect/1/remove", {"statement": fresh(), "number": 3})
    found = queries.decision(ana, proposal)
    assert out.status_code == 302 and found is not None and len(found.effects) == 1


def test_a_failed_effect_has_a_button_that_works(steward: Viewer, person: People, visit: Visit) -> None:
    ana, ben, cai = person("Ana"), person("Ben"), person("Cai")
    circle = open_circle(steward, [ana, ben])
    effect = {"do": "admit_member", "circle": f"circle:{circle}", "person": f"person:{uuid4()}"}
    made = adopt(ana, circle, [ana, ben], [effect, effect | {"person": cai.ref}])
    loop.run_until_idle()
    page = visit(ben).get(f"/agreements/{made}").content.decode()
    assert "failed: This person does not belong to the hub any more." in page and "Try again" in page
    answer = visit(ben).post(f"/agreements/{made}/retry/0", {"statement": fresh()})
    assert answer.status_code == 302
    waiting = queries.agreement(ana, made)
    assert waiting is not None and [each.state for each in waiting.effects] == ["waiting", "done"]
    loop.run_until_idle()
    assert [each.kind for each in log.entries()].count("effect.failed/1") == 2
    assert circles.belongs(cai, f"circle:{circle}")


def test_the_live_part_answers_304_until_something_happens(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    client, here = visit(ana), f"/decisions/{proposal}/standing?seen=present"
    first = client.get(here)
    assert first.status_code == 200
    assert client.get(here, headers={"If-None-Match": first["ETag"]}).status_code == 304
    actions.open_next_round(by=ben, proposal=proposal, seen=Round.PRESENT)
    moved = client.get(here, headers={"If-None-Match": first["ETag"]})
    assert moved.status_code == 200 and "It has gone on since" in moved.content.decode()


def test_somebody_is_told_when_their_voice_is_asked(steward: Viewer, person: People) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    for seen in (Round.PRESENT, Round.CLARIFY):
        actions.open_next_round(by=ana, proposal=proposal, seen=seen)
    loop.run_until_idle()
    [letter] = inbox.waiting(ben)
    assert letter.link == f"/decisions/{proposal}"
    actions.speak(by=ben, proposal=proposal, number=1, round_=Round.REACT, word=Word.PASS)
    loop.run_until_idle()
    assert inbox.waiting(ben) == [] and len(inbox.waiting(ana)) == 1


def test_a_held_pause_waits_for_everybody_and_says_until_when(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben = person("Ana"), person("Ben")
    proposal = propose(ana, open_circle(steward, [ana, ben]))
    ask_for_objections(proposal, [ana, ben])
    loop.run_until_idle()
    held = queries.decision(ben, proposal)
    assert held is not None
    [until] = [each.until for each in held.stretches if each.state == "now"]
    assert until is not None
    [letter] = inbox.waiting(ben)
    assert letter.values == {"title": "How we share water in August", "until": said_as(until)}
    page = visit(ben).get("/today").content.decode()
    assert f"until {tags.moment_text(until)}. Come back after it" in page
    with after(4 * MINUTE):
        page = visit(ben).get(f"/decisions/{proposal}").content.decode()
        assert "The pause of 3 minutes was held." in page and "Ask for objections" in page
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        loop.run_until_idle()
    assert "Do you see harm" in inbox.waiting(ben)[0].text and len(inbox.waiting(ben)) == 1


def said_as(moment: datetime) -> str:
    return instant(round(moment.timestamp() * 1000))


def test_the_review_stands_in_the_form_and_lies_ahead(steward: Viewer, person: People, visit: Visit) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    ahead = date.fromisoformat(circles.today()) + timedelta(days=180)
    page = visit(ana).get(f"/circles/{circle}/propose").content.decode()
    assert f'value="{ahead}"' in page and "counted from today" in page
    made = adopt(ana, circle, [ana, ben])
    page = visit(ana).get(f"/agreements/{made}/keep").content.decode()
    assert f'value="{ahead}"' in page


def test_one_person_decides_on_a_mandate_and_the_page_says_so(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana = person("Ana")
    mandated = open_circle(steward, [ana])
    made = adopt(ana, mandated, [ana])
    assert "One person decided this." in visit(ana).get(f"/agreements/{made}").content.decode()
    open_one = propose(ana, mandated)
    assert (
        "One person decides here, on the mandate" in visit(ana).get(f"/decisions/{open_one}").content.decode()
    )
    bare = open_circle(steward, [ana], mandate="")
    proposal = propose(ana, bare)
    page = visit(ana).get(f"/decisions/{proposal}").content.decode()
    assert "This circle cannot decide yet" in page and "a written mandate only" in page
    with pytest.raises(Refused, match="a written mandate only"):
        adopt(ana, bare, [ana])


def test_lists_cost_the_same_with_one_and_three(steward: Viewer, person: People, visit: Visit) -> None:
    ana = person("Ana")
    circle = open_circle(steward, [ana])

    def more() -> None:
        adopt(ana, circle, [ana])
        propose(ana, circle)
        actions.name_tension(by=ana, circle=circle, words="Something.")

    def cost(address: str) -> int:
        client = visit(ana)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = ("/circles", f"/circles/{circle}", "/agreements")
    more()
    one = [cost(address) for address in addresses]
    more()
    more()
    assert [cost(address) for address in addresses] == one
    assert max(one) <= 20


def test_circles_of_the_same_title_say_what_they_belong_to(
    open_from: Callable[..., Journey], steward: Viewer, visit: Visit
) -> None:
    for title in ("Water that stays", "Bread from here"):
        journey = open_from("nano", title=title)
        journeys.form_team(by=steward, journey=journey, name="Kitchen")
    page = visit(steward).get("/circles").content.decode()
    for words in (
        "Water that stays: everybody on it",
        "Water that stays: those who hold it",
        "Team of “Water that stays”",
        "Team of “Bread from here”",
    ):
        assert page.count(words) == 1, words
    say = visit(steward).get("/say").content.decode()
    assert "Water that stays: everybody on it" in say and "Water that stays: those who hold it" in say


def test_a_decision_and_its_agreement_ask_at_most_twenty_times(
    steward: Viewer, person: People, visit: Visit
) -> None:
    ana, ben = person("Ana"), person("Ben")
    circle = open_circle(steward, [ana, ben])
    tension = actions.name_tension(by=ben, circle=circle, words="No water in August.")
    proposal = actions.propose(
        by=ana, circle=circle, title="Water", text="Two days.", tension=tension, information="The stone."
    )
    ask_for_objections(proposal, [ana, ben])
    client = visit(ana)
    costs = {}
    with after(4 * MINUTE):
        actions.open_next_round(by=ana, proposal=proposal, seen=Round.PAUSE)
        say = {"proposal": proposal, "number": 1, "round_": Round.OBJECT}
        actions.speak(by=ana, word=Word.OBJECT, words="Two are few.", **say)
        actions.speak(by=ben, word=Word.CONSENT, **say)
        made = adopt(ana, circle, [ana, ben])
        for at in (f"/decisions/{proposal}", f"/agreements/{made}"):
            client.get(at)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(at).status_code == 200
            costs[at] = len(asked)
    assert max(costs.values()) <= 20, costs
