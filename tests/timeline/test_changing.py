"""Correcting, withdrawing, hiding, erasing: the first words and all that hangs on them."""

from __future__ import annotations

from io import BytesIO

import pytest

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as spaces
from prisma_hub.inbox import queries as inbox
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import SeededSource, current, use
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.media import actions as media
from prisma_hub.media import queries as files
from prisma_hub.timeline import actions, queries
from prisma_hub.work import loop
from tests.media import samples


def test_a_correction_keeps_the_first_words(valley):
    seq = valley.say("it runs north").seq
    actions.correct(by=valley.ana, seq=seq, text="it runs south", why="I looked again")
    found = queries.contribution(valley.eva, seq)
    assert found.text == "it runs south"
    assert [(each.text, each.why) for each in found.wordings] == [
        ("it runs north", ""),
        ("it runs south", "I looked again"),
    ]


def test_nobody_else_corrects_my_words(valley):
    seq = valley.say().seq
    with pytest.raises(Refused, match="Only the one who spoke"):
        actions.correct(by=valley.eva, seq=seq, text="no")
    with pytest.raises(Refused, match="not here, or not for you"):
        actions.correct(by=valley.leo, seq=seq, text="no")


def test_what_belongs_to_words_is_heard_where_they_are_heard(valley, voice):
    seq = valley.say("", media=[voice]).seq
    second = actions.correct(by=valley.ana, seq=seq, text="what I meant").seq
    third = actions.transcribe(by=valley.steward, seq=seq, text="what I said").seq
    circles.share(by=valley.ana, seq=seq, spaces=["hub"])
    assert spaces.visible(valley.leo).of([seq, second, third]) == {seq, second, third}
    circles.share(by=valley.ana, seq=seq, spaces=[valley.ana.ref])
    assert spaces.visible(valley.eva).of([seq, second, third]) == frozenset()
    assert replay.differences() == []


@pytest.mark.parametrize("how", ["withdraw", "hide"])
def test_taken_back_or_hidden_with_all_that_belongs_to_it(valley, how):
    seq = valley.say().seq
    second = actions.correct(by=valley.ana, seq=seq, text="better").seq
    if how == "withdraw":
        circles.withdraw(by=valley.ana, seq=seq)
    else:
        circles.hide(by=valley.steward, seq=seq, reason="an example")
    assert spaces.visible(valley.eva).of([seq, second]) == frozenset()
    assert queries.contribution(valley.ana, seq).state == {"withdraw": "withdrawn", "hide": "hidden"}[how]
    with pytest.raises(Refused, match="not here"):
        actions.correct(by=valley.ana, seq=seq, text="again")
    if how == "withdraw":
        circles.return_words(by=valley.ana, seq=seq)
    else:
        circles.show(by=valley.steward, seq=seq)
    assert spaces.visible(valley.eva).of([seq, second]) == {seq, second}
    assert replay.differences() == []


def test_withdrawn_words_are_erased_after_their_grace_with_what_belongs_to_them(valley):
    with use(SeededSource("grace", current().now_ms())) as clock:
        seq = valley.say("words to go").seq
        second = actions.correct(by=valley.ana, seq=seq, text="better words to go").seq
        circles.withdraw(by=valley.ana, seq=seq)
        clock.advance(circles.GRACE_DAYS * circles.DAY + 1)
        loop.run_until_idle()
    assert [book.entry(each).kind for each in (seq, second)] == [None, None]
    assert replay.differences() == []


@pytest.mark.parametrize("who", ["speaker", "law"])
def test_erased_with_all_that_belongs_to_it_and_its_files(valley, who):
    with use(SeededSource("erase", current().now_ms())) as clock:
        picture = media.keep(BytesIO(samples.picture("PNG")))
        sound = media.keep(BytesIO(samples.wav()))
        seq = valley.say("a picture and a voice", media=[picture, sound]).seq
        second = actions.transcribe(by=valley.ana, seq=seq, text="what I said").seq
        paths = [
            files.path_of(sound.sha256),
            files.path_of(picture.sha256),
            files.path_of(picture.sha256, small=True),
        ]
        assert all(path.exists() for path in paths)
        clock.advance(media.ARRIVING_MS + 1)
        if who == "speaker":
            circles.withdraw(by=valley.ana, seq=seq, now=True)
        else:
            log.erase(seq, right="law")
        loop.run_until_idle()
    assert queries.contribution(valley.ana, seq) is None
    assert [book.entry(each).kind for each in (seq, second)] == [None, None]
    assert not any(path.exists() for path in paths)
    assert replay.differences() == []


def test_a_file_stays_while_somebody_else_holds_it(valley):
    with use(SeededSource("shared file", current().now_ms())) as clock:
        sound = media.keep(BytesIO(samples.wav()))
        seqs = [valley.say("mine", by=each, media=[sound]).seq for each in (valley.ana, valley.eva)]
        clock.advance(media.ARRIVING_MS + 1)
        circles.withdraw(by=valley.ana, seq=seqs[0], now=True)
        loop.run_until_idle()
        assert files.path_of(sound.sha256).exists()
        circles.withdraw(by=valley.eva, seq=seqs[1], now=True)
        loop.run_until_idle()
    assert not files.path_of(sound.sha256).exists()


def test_words_written_down_wait_until_accepted(valley):
    entry = valley.say("before the dam", valley.team, by=valley.steward, spoken_by=valley.ana.person)
    assert (entry.by, entry.via) == (valley.ana.ref, valley.steward.ref)
    assert not queries.contribution(valley.eva, entry.seq).confirmed
    loop.run_until_idle()
    [letter] = inbox.waiting(valley.ana)
    assert letter.link == f"/entry/{entry.seq}"
    with pytest.raises(Refused, match="Only the one who spoke"):
        actions.accept(by=valley.eva, seq=entry.seq)
    actions.correct(by=valley.steward, seq=entry.seq, text="before the dam, about 1950")
    actions.accept(by=valley.ana, seq=entry.seq)
    found = queries.contribution(valley.eva, entry.seq)
    assert (found.confirmed, found.text) == (True, "before the dam, about 1950")
    loop.run_until_idle()
    assert inbox.waiting(valley.ana) == []
    with pytest.raises(Refused, match="Only the one who spoke"):
        actions.correct(by=valley.steward, seq=entry.seq, text="something else")
    assert replay.differences() == []


def test_words_are_accepted_aloud_with_a_recording(valley, voice):
    entry = valley.say("before the dam", valley.team, by=valley.steward, spoken_by=valley.ana.person)
    with pytest.raises(Refused, match="Only the one who spoke"):
        actions.accept(by=valley.steward, seq=entry.seq)
    accepted = actions.accept(by=valley.steward, seq=entry.seq, aloud=voice)
    assert queries.contribution(valley.eva, entry.seq).confirmed
    log.erase(accepted.seq, right="speaker")
    assert not queries.contribution(valley.eva, entry.seq).confirmed
    assert replay.differences() == []


def test_words_written_down_stay_in_the_house(valley):
    with pytest.raises(Refused, match="do not belong"):
        valley.say("before the dam", "public", by=valley.steward, spoken_by=valley.ana.person)
    with pytest.raises(Refused, match="may not do this"):
        valley.say("before the dam", valley.team, by=valley.eva, spoken_by=valley.ana.person)


def test_only_a_voice_is_written_down_and_only_by_those_who_may(valley, voice):
    spoken, written = valley.say("", media=[voice]).seq, valley.say().seq
    with pytest.raises(Refused, match="no voice"):
        actions.transcribe(by=valley.ana, seq=written, text="x")
    with pytest.raises(Refused, match="may not"):
        actions.transcribe(by=valley.eva, seq=spoken, text="x")
    actions.transcribe(by=valley.steward, seq=spoken, text="first draft", language="pt")
    actions.transcribe(by=valley.ana, seq=spoken, text="as I said it", language="pt", right=True)
    found = queries.contribution(valley.eva, spoken).transcript
    assert (found.text, found.right, found.via, found.language) == ("as I said it", True, None, "pt")
