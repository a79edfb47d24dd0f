"""Saying something: narrow by default, on one's own terms, once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as spaces
from prisma_hub.circles.types import Terms
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import queries as log
from prisma_hub.media.types import Media
from prisma_hub.timeline import actions, queries, rules
from prisma_hub.timeline.types import Consent, Filter, Measure

SPRING = "The second spring runs south.\n\nSomebody laid those stones on purpose."


def heard_by(valley, seq):
    everybody = {
        "ana": valley.ana,
        "eva": valley.eva,
        "leo": valley.leo,
        "steward": valley.steward,
        "outside": ANYBODY,
    }
    return {name for name, viewer in everybody.items() if queries.contribution(viewer, seq)}


def test_unless_asked_otherwise_only_i_hear_it(valley):
    seq = actions.contribute(by=valley.ana, text="to myself").seq
    assert heard_by(valley, seq) == {"ana"}
    assert queries.contribution(valley.ana, seq).terms == Terms("unnamed", "ask", False, None)


@pytest.mark.parametrize(
    ("space", "hearers"),
    [
        ("team", {"ana", "eva", "steward"}),
        ("hub", {"ana", "eva", "leo", "steward"}),
        ("public", {"ana", "eva", "leo", "steward", "outside"}),
    ],
)
def test_a_space_hears_it(valley, space, hearers):
    seq = valley.say(SPRING, valley.team if space == "team" else space).seq
    assert heard_by(valley, seq) == hearers


def test_text_is_kept_by_paragraph(valley):
    entry = valley.say(SPRING)
    assert {name: entry.body[name] for name in entry.body if name.startswith("text")} == {
        "text.000": "The second spring runs south.",
        "text.001": "Somebody laid those stones on purpose.",
    }
    assert queries.contribution(valley.eva, entry.seq).text == SPRING


def test_unnamed_is_unnamed_to_everybody_else(valley):
    seq = valley.say().seq
    mine, theirs = queries.contribution(valley.ana, seq), queries.contribution(valley.eva, seq)
    assert (mine.speaker, mine.name, mine.mine) == (valley.ana.person, "Ana", True)
    assert (theirs.speaker, theirs.name, theirs.mine) == (None, "", False)
    assert queries.contributions(valley.eva, Filter(person=valley.ana.person)) == []
    assert [each.seq for each in queries.contributions(valley.ana, Filter(person=valley.ana.person))] == [seq]


def test_a_name_agreed_to_is_shown_even_outside(valley):
    seq = valley.say(SPRING, "public", named=True).seq
    assert queries.contribution(ANYBODY, seq).name == "Ana"


def test_a_name_can_be_taken_back(valley):
    seq = valley.say(named=True).seq
    circles.share(by=valley.ana, seq=seq, spaces=[valley.team], named="unnamed")
    assert queries.contribution(valley.eva, seq).speaker is None


def test_a_circle_one_does_not_belong_to_cannot_be_chosen(valley):
    with pytest.raises(Refused, match="do not belong"):
        valley.say(SPRING, valley.team, by=valley.leo)
    with pytest.raises(Refused, match="do not belong"):
        valley.say(SPRING, valley.ana.ref, by=valley.leo)


def test_nothing_is_not_a_contribution(valley):
    with pytest.raises(Refused, match="nothing in it"):
        actions.contribute(by=valley.ana, text="  \n ")


def test_somebody_from_outside_cannot_say_anything(valley):
    with pytest.raises(Refused, match="Sign in"):
        actions.contribute(by=ANYBODY, text="hello")


def test_a_suspended_person_cannot_say_anything(valley):
    circles.suspend(by=valley.steward, person=valley.ana.person, reason="an example")
    with pytest.raises(Refused, match="You are suspended"):
        actions.contribute(by=valley.ana, text="hello")


def test_saying_twice_is_saying_once(valley):
    once = current().uuid7()
    first, second = (valley.say(SPRING, statement_id=once) for _ in range(2))
    assert first == second
    assert len(queries.contributions(valley.ana)) == 1


def test_after_its_day_only_i_hear_it(valley):
    with use(SeededSource("until", current().now_ms())) as clock:
        until = spaces.today()
        consent = Consent(spaces=(valley.team,), until=until)
        seq = actions.contribute(by=valley.ana, text=SPRING, consent=consent).seq
        assert heard_by(valley, seq) == {"ana", "eva", "steward"}
        clock.advance(86_400_000)
        assert heard_by(valley, seq) == {"ana"}
        with pytest.raises(Refused, match="over already"):
            actions.contribute(by=valley.ana, text=SPRING, consent=consent)


def test_a_reply_goes_where_the_words_are_heard_but_never_wider_than_the_hub(valley):
    first, public = valley.say().seq, valley.say("to all", "public", "hub").seq
    assert actions.narrow_consent(valley.eva, reply_to=first).spaces == (valley.team,)
    assert actions.narrow_consent(valley.eva, reply_to=public).spaces == ("hub",)
    valley.say("I saw it too", by=valley.eva, reply_to=first)
    assert [each.text for each in queries.replies(valley.ana, first)] == ["I saw it too"]
    assert queries.contribution(valley.ana, first).replies == 1


def test_one_cannot_reply_to_what_one_does_not_hear(valley):
    seq = valley.say().seq
    with pytest.raises(Refused, match="not here, or not for you"):
        valley.say("hm", "hub", by=valley.leo, reply_to=seq)


def test_what_is_proposed_is_the_circle_and_the_last_answers(valley):
    assert actions.narrow_consent(valley.leo) == Consent(spaces=(valley.leo.ref,))
    valley.say(SPRING, "public", named=True)
    assert actions.narrow_consent(valley.ana) == Consent(spaces=(valley.team,), named=True)


def test_a_yes_given_once_is_not_given_again_and_a_no_stays(valley):
    for quote, proposed in (("yes", "ask"), ("no", "no")):
        given = Consent(spaces=(valley.team,), named=True, quote=quote, ai=True)
        actions.contribute(by=valley.ana, text=quote, consent=given)
        near = actions.narrow_consent(valley.ana)
        assert (near.named, near.quote, near.ai) == (True, proposed, False)


def test_a_measure_is_exact(valley):
    measure = Measure("work", "3,50", "hour", "ditch")
    entry = actions.contribute(by=valley.ana, measure=measure)
    assert entry.body["quantity"] == "3.5"
    assert queries.contribution(valley.ana, entry.seq).measure == replace(measure, quantity="3.5")
    for wrong in ("0", "-2", "1e3", "much"):
        with pytest.raises(Refused):
            actions.contribute(by=valley.ana, measure=replace(measure, quantity=wrong))


def test_answers_pin_the_protocol(valley):
    pin = "sha256:" + "ab" * 32
    entry = actions.contribute(
        by=valley.ana, protocol=pin, channel="field note", answers={"did": "dug", "n": 3}
    )
    found = queries.contribution(valley.ana, entry.seq)
    assert (found.protocol, found.answers, found.channel) == (pin, {"did": "dug", "n": 3}, "field note")


def test_media_that_did_not_arrive_cannot_be_given(valley):
    with pytest.raises(Refused, match="did not arrive"):
        actions.contribute(by=valley.ana, media=[Media("00" * 32, "audio/ogg", 12)])


def test_filters_find_what_they_name(valley, voice):
    words = valley.say("words", named=True, language="pt").seq
    spoken = valley.say("", media=[voice], by=valley.eva).seq
    scoped = valley.say("here", scope=f"journey:{current().uuid7()}")
    found = {
        "voice": queries.contributions(valley.ana, Filter(shape="voice")),
        "pt": queries.contributions(valley.ana, Filter(language="pt")),
        "scope": queries.contributions(valley.ana, Filter(scope=scoped.scope)),
        "ana": queries.contributions(valley.eva, Filter(person=valley.ana.person)),
    }
    assert {name: [each.seq for each in each] for name, each in found.items()} == {
        "voice": [spoken],
        "pt": [words],
        "scope": [scoped.seq],
        "ana": [words],
    }


def test_too_much_at_once_is_slowed_down(valley, monkeypatch):
    monkeypatch.setattr(rules, "MOST_AN_HOUR", 2)
    for text in ("one", "two"):
        valley.say(text)
    with pytest.raises(Refused, match="Too many tries"):
        valley.say("three")
    before = log.size()
    valley.say("another person", by=valley.eva)
    assert log.size() == before + 1


def test_what_is_kept_already_is_answered_again_however_much_was_said_since(valley, monkeypatch):
    """A link was lost before the answer came: sent anew, it is not told that nothing was kept."""
    monkeypatch.setattr(rules, "MOST_AN_HOUR", 1)
    statement = UUID("01890000-0000-7000-8000-000000000000")
    kept = actions.contribute(by=valley.ana, text="one", statement_id=statement)
    assert actions.contribute(by=valley.ana, text="one", statement_id=statement).seq == kept.seq
    with pytest.raises(Refused, match="Too many tries"):
        valley.say("two")
