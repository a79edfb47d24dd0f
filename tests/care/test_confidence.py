"""Concerns reach those chosen and nobody else; hiding can be objected to."""

from __future__ import annotations

import pytest

from prisma_hub.care import actions, queries
from prisma_hub.circles import actions as circles
from prisma_hub.identity.types import ANYBODY
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log
from prisma_hub.log import replay
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline import queries as given
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop


@pytest.fixture
def village(steward, person):
    """Ana; Tomasa, a trust person; Rui, trust person and host; the steward."""
    ana, tomasa, rui = person("Ana"), person("Tomasa"), person("Rui")
    for each in (tomasa, rui):
        circles.grant(by=steward, person=each.person, role="trust")
    circles.grant(by=steward, person=rui.person, role="host")
    return ana, tomasa, rui, steward


def test_those_who_do_not_keep_the_house_come_first(village):
    ana, tomasa, rui, _ = village
    found = [(each.person, each.keeps_house) for each in queries.trust_people(ana)]
    assert found == [(tomasa.person, False), (rui.person, True)]
    assert [each.person for each in queries.trust_people(tomasa)] == [rui.person]
    assert queries.trust_people(ANYBODY) == []


def test_a_concern_reaches_only_those_chosen(village):
    ana, tomasa, rui, steward = village
    entry = actions.raise_concern(by=ana, whom=[tomasa.person], text="somebody follows me home")
    loop.run_until_idle()
    heard = {viewer: queries.concern(viewer, entry.seq) is not None for viewer in village}
    assert heard == {ana: True, tomasa: True, rui: False, steward: False}
    [letter] = inbox.waiting(tomasa)
    assert (letter.text, letter.values, letter.link) == (
        "Somebody turned to you in confidence.",
        {},
        f"/care/{entry.seq}",
    )
    assert [inbox.letters(each) for each in (rui, steward)] == [[], []]


def test_an_answer_stays_among_those_who_were_told(village):
    ana, tomasa, rui, steward = village
    seq = actions.raise_concern(by=ana, whom=[tomasa.person], text="help").seq
    loop.run_until_idle()
    for stranger in (rui, steward):
        with pytest.raises(Refused, match="not for you"):
            actions.answer(by=stranger, concern=seq, text="what is it?")
    actions.answer(by=tomasa, concern=seq, text="come to the mill", settles=True)
    loop.run_until_idle()
    found = queries.concern(ana, seq)
    assert ([each.text for each in found.answers], found.settled) == (["come to the mill"], True)
    assert [each.text for each in inbox.letters(ana)] == [
        "There is an answer to what was told in confidence."
    ]
    assert inbox.waiting(tomasa) == []


def test_nobody_who_is_no_trust_person_can_be_told(village):
    ana, tomasa, _, steward = village
    for whom in ([steward.person], [tomasa.person, steward.person], []):
        with pytest.raises(Refused, match="Choose whom"):
            actions.raise_concern(by=ana, whom=whom, text="help")


def test_a_suspended_person_can_still_turn_to_somebody(village):
    ana, tomasa, _, steward = village
    circles.suspend(by=steward, person=ana.person, reason="an example")
    seq = actions.raise_concern(by=ana, whom=[tomasa.person], text="this is not fair").seq
    assert queries.concern(tomasa, seq).text == "this is not fair"


def test_an_entry_one_does_not_hear_is_not_named_in_a_concern(village):
    ana, tomasa, rui, _ = village
    secret = timeline.contribute(by=rui, text="mine").seq
    seq = actions.raise_concern(by=ana, whom=[tomasa.person], text="that one", seq=secret).seq
    assert queries.concern(tomasa, seq).of is None


def test_hidden_words_can_be_objected_to_and_shown_again(village, visit):
    ana, tomasa, rui, steward = village
    seq = timeline.contribute(by=ana, text="hard words", consent=Consent(spaces=("hub",))).seq
    circles.hide(by=steward, seq=seq, reason="too hard")
    loop.run_until_idle()
    [letter] = inbox.letters(ana)
    assert letter.text == "Your words were hidden from others. You can read why, and object."
    page = visit(ana).get(f"/entry/{seq}").content.decode()
    assert "too hard" in page and f"/entry/{seq}/appeal" in page
    with pytest.raises(Refused, match="not hidden"):
        actions.appeal(by=rui, seq=seq, text="they are mine, I say")
    objection = actions.appeal(by=ana, seq=seq, text="they are true").seq
    assert {viewer: queries.concern(viewer, objection) is not None for viewer in village} == {
        ana: True, tomasa: True, rui: True, steward: True,
    }  # fmt: skip
    visit(tomasa).post(f"/entry/{seq}/unhide")
    assert given.contribution(rui, seq).text == "hard words"


def test_erased_concerns_leave_nothing(village):
    ana, tomasa, _, _ = village
    seq = actions.raise_concern(by=ana, whom=[tomasa.person], text="words to go").seq
    answer = actions.answer(by=tomasa, concern=seq, text="an answer to go").seq
    loop.run_until_idle()
    for each in (seq, answer):
        log.erase(each, right="speaker")
    loop.run_until_idle()
    assert queries.concerns(ana) == []
    assert [inbox.letters(each) for each in (ana, tomasa)] == [[], []]
    assert replay.differences() == []


def test_the_pages_of_confidence(village, visit):
    ana, tomasa, rui, steward = village
    browser = visit(ana)
    assert "Tomasa" in browser.get("/care").content.decode()
    form = browser.get("/care/tell").context["form"]
    assert form.initial["whom"] == [str(tomasa.person)]
    told = {"statement": str(form.initial["statement"]), "words": "help", "whom": [str(tomasa.person)]}
    first, second = (browser.post("/care/tell", told).headers["Location"] for _ in range(2))
    assert first == second
    assert visit(tomasa).get(first).status_code == 200
    for stranger in (rui, steward, ANYBODY):
        assert visit(stranger).get(first).status_code == 404
        answer = visit(stranger).post(first, {**told, "words": "forged"})
        assert answer.status_code == 404
    seq = int(first.rsplit("/", 1)[1])
    assert queries.concern(ana, seq).answers == ()
    forged = {**told, "whom": [str(steward.person)], "statement": str(form.initial["statement"])}
    assert "data-refused" in browser.post("/care/tell", forged).content.decode()


def test_blocking_and_suspending_through_the_pages(village, visit):
    ana, tomasa, rui, steward = village
    seq = timeline.contribute(by=rui, text="words", consent=Consent(spaces=("hub",))).seq
    visit(ana).post(f"/people/{rui.person}/block")
    assert visit(ana).get(f"/entry/{seq}").status_code == 404
    assert "Hear each other again" in visit(ana).get(f"/people/{rui.person}/block").content.decode()
    visit(ana).post(f"/people/{rui.person}/block", {"end": "1"})
    assert visit(ana).get(f"/entry/{seq}").status_code == 200
    reason = {"words": "an example", "statement": "01890000-0000-7000-8000-000000000000"}
    assert visit(ana).post(f"/people/{rui.person}/suspend", reason).status_code == 403
    visit(tomasa).post(f"/people/{rui.person}/suspend", reason)
    assert visit(rui).get("/timeline").status_code == 200
    assert visit(rui).get("/say").status_code == 403
    visit(steward).post(f"/people/{rui.person}/suspend", {"end": "1"})
    assert visit(rui).get("/say").status_code == 200


def test_whoever_told_it_is_not_shown_the_controls_of_those_who_listen(village, visit):
    ana, tomasa, _rui, _steward = village
    seq = actions.raise_concern(by=ana, whom=[tomasa.person], text="somebody follows me home").seq
    pages = {each: visit(each).get(f"/care/{seq}").content.decode() for each in (ana, tomasa)}
    assert "It is settled" in pages[tomasa] and "settled" not in pages[ana]
    assert "Something to add?" in pages[ana]
    actions.answer(by=tomasa, concern=seq, text="come to the mill")
    assert "For me it is settled" in visit(ana).get(f"/care/{seq}").content.decode()
