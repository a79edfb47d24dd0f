"""Being heard: witnessed, thanked, verified, asked; never by oneself, and never betraying who is unnamed."""

from __future__ import annotations

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import current
from prisma_hub.log import replay
from prisma_hub.timeline import actions, queries
from prisma_hub.work import loop


def ways_heard(viewer, seq):
    return [each.way for each in queries.contribution(viewer, seq).attestations]


def test_a_witness_is_heard_where_the_words_are(valley):
    seq = valley.say(named=True).seq
    actions.attest(by=valley.eva, seq=seq, way="witnessed", words="I stood beside her", relation="cousin")
    for viewer in (valley.ana, valley.eva, valley.steward):
        [found] = queries.contribution(viewer, seq).attestations
        assert (found.by, found.words, found.relation) == (valley.eva.person, "I stood beside her", "cousin")


def test_witness_of_public_words_stays_on_the_hub(valley):
    seq = valley.say("to all", "public", named=True).seq
    entry = actions.attest(by=valley.eva, seq=seq, way="witnessed", relation="cousin")
    assert entry.to == ("hub", valley.ana.ref)


@pytest.mark.parametrize("way", ["witnessed", "thanked", "verified", "questioned"])
def test_nobody_attests_to_themselves(valley, way):
    seq = valley.say().seq
    with pytest.raises(Refused, match="Nobody can do this for themselves"):
        actions.attest(by=valley.ana, seq=seq, way=way, words="x", relation="me")


def test_whoever_wrote_the_words_down_is_no_second_witness(valley):
    seq = valley.say("told", by=valley.steward, spoken_by=valley.ana.person).seq
    for way in ("witnessed", "verified"):
        with pytest.raises(Refused, match="Nobody can do this for themselves"):
            actions.attest(by=valley.steward, seq=seq, way=way, relation="scribe")
    actions.attest(by=valley.steward, seq=seq, way="thanked")


def test_a_relation_is_stated_and_a_question_has_words(valley):
    seq = valley.say().seq
    with pytest.raises(Refused, match="related is missing"):
        actions.attest(by=valley.eva, seq=seq, way="verified")
    with pytest.raises(Refused, match="question is missing"):
        actions.attest(by=valley.eva, seq=seq, way="questioned")
    with pytest.raises(Refused, match="not among the choices"):
        actions.attest(by=valley.eva, seq=seq, way="liked")


def test_thanks_are_heard_first_by_the_one_thanked_who_chooses(valley):
    seq = valley.say(named=True).seq
    thanks = actions.attest(by=valley.eva, seq=seq, way="thanked", words="for the beans").seq
    assert (ways_heard(valley.ana, seq), ways_heard(valley.steward, seq)) == (["thanked"], [])
    for other in (valley.eva, valley.steward):
        with pytest.raises(Refused, match="not here"):
            actions.show_thanks(by=other, seq=thanks)
    actions.show_thanks(by=valley.ana, seq=thanks)
    assert ways_heard(valley.steward, seq) == ["thanked"]
    circles.withdraw(by=valley.eva, seq=thanks)
    assert ways_heard(valley.steward, seq) == []
    assert replay.differences() == []


def test_a_private_question_stays_between_two(valley):
    seq = valley.say(named=True).seq
    asked = actions.attest(by=valley.eva, seq=seq, way="questioned", words="who laid them?", private=True)
    assert (ways_heard(valley.ana, seq), ways_heard(valley.steward, seq)) == (["questioned"], [])
    with pytest.raises(Refused, match="not here"):
        actions.show_thanks(by=valley.ana, seq=asked.seq)


@pytest.mark.parametrize("way", ["witnessed", "thanked", "verified", "questioned"])
def test_what_is_said_to_unnamed_words_does_not_betray_their_speaker(valley, way):
    seq = valley.say().seq
    entry = actions.attest(by=valley.eva, seq=seq, way=way, words="hm", relation="neighbour")
    assert str(valley.ana.person) not in repr(entry)
    assert ways_heard(valley.ana, seq) == [way]
    with pytest.raises(Refused, match="without a name"):
        actions.attest(by=valley.steward, seq=seq, way="questioned", words="who?", private=True)


def test_once_is_enough_and_posting_twice_is_once(valley):
    seq, once = valley.say().seq, current().uuid7()
    first, second = (
        actions.attest(by=valley.eva, seq=seq, way="thanked", statement_id=once) for _ in range(2)
    )
    assert first == second
    with pytest.raises(Refused, match="said so already"):
        actions.attest(by=valley.eva, seq=seq, way="thanked")


def test_one_cannot_attest_to_what_one_does_not_hear(valley):
    seq = valley.say().seq
    with pytest.raises(Refused, match="not here"):
        actions.attest(by=valley.leo, seq=seq, way="witnessed", relation="x")


def test_the_speaker_is_told_and_answers_beside_the_question(valley):
    seq = valley.say(named=True).seq
    asked = actions.attest(by=valley.eva, seq=seq, way="questioned", words="who laid them?").seq
    loop.run_until_idle()
    [letter] = inbox.waiting(valley.ana)
    assert (letter.text, letter.values, letter.link) == (
        "%(who)s asks you something about your words.",
        {"who": "Eva"},
        f"/entry/{seq}#a{asked}",
    )
    answer = valley.say("An elder, about 1950.", reply_to=asked).seq
    loop.run_until_idle()
    assert inbox.waiting(valley.ana) == []
    assert [each.seq for each in queries.replies(valley.eva, seq)] == [answer]
    [letter] = inbox.letters(valley.eva)
    assert (letter.text, letter.values) == ("Somebody replied to your words.", {"who": ""})


def test_what_a_person_attested_is_read_with_the_words_it_is_about(valley):
    seq = valley.say().seq
    actions.attest(by=valley.eva, seq=seq, way="witnessed", relation="cousin")
    _given, [(attestation, about)] = queries.of_person(valley.steward, valley.eva.person)
    assert (attestation.way, about.seq, about.speaker) == ("witnessed", seq, None)
    assert queries.of_person(valley.leo, valley.eva.person)[1] == []
    circles.withdraw(by=valley.ana, seq=seq, now=True)
    assert queries.of_person(valley.steward, valley.eva.person)[1] == []
    loop.run_until_idle()
    assert replay.differences() == []
