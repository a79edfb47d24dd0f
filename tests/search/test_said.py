"""What was said is found by those who hear it, and by nobody else; the index follows the log."""

from __future__ import annotations

import random
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection

from prisma_hub.circles import actions as circles
from prisma_hub.circles import queries as who
from prisma_hub.identity import actions as identity
from prisma_hub.identity.queries import viewer_of
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.kernel import source
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.log.types import Among
from prisma_hub.media import actions as media
from prisma_hub.search import saying
from prisma_hub.search.kept import SaidEntry, SaidShelf, SaidUpto, SaidWord
from prisma_hub.search.queries import listen, people
from prisma_hub.search.rules.shelves import each, unpack
from prisma_hub.search.said_looking import MOST_BEGINNING
from prisma_hub.search.types import Mended, Piece, Told, Wish
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.models import ContributionRow
from prisma_hub.timeline.types import Consent
from tests.media import samples
from tests.search.spoken import CASES, speak


def found(viewer: Viewer, text: str, **where) -> list[int]:
    told = listen(viewer, Wish(text, **where), many=50)
    return [one.what.seq for one in told.found.get(Among.WORDS, ())]


def say(by: Viewer, text: str, *spaces: str, **more) -> int:
    named = more.pop("named", True)
    until = more.pop("until", None)
    consent = Consent(spaces=spaces, named=named, until=until)
    return timeline.contribute(by=by, text=text, consent=consent, **more).seq


def index_as_text() -> set[tuple]:
    """Every word of the index with the entries it stands in, whatever numbers it gave out."""
    words = {row.id: row for row in SaidWord.objects.all()}
    stands = {
        (bytes(words[row.word_id].word).decode(), words[row.word_id].lang, words[row.word_id].stem, number)
        for row in SaidShelf.objects.all()
        for number in each({row.shelf: unpack(bytes(row.numbers))})
    }
    counted = dict.fromkeys(words, 0)
    for row in SaidShelf.objects.all():
        counted[row.word_id] += unpack(bytes(row.numbers)).bit_count()
    assert counted == {id_: row.entries for id_, row in words.items()}
    assert {number for *_, number in stands} == set(SaidEntry.objects.values_list("seq", flat=True))
    return stands


def made_anew() -> set[tuple]:
    saying.clear()
    while saying.follow():
        pass
    return index_as_text()


@pytest.fixture
def ana(person) -> Viewer:
    return person("Ana")


def test_every_question_of_the_shared_set_is_answered_alike(ana):
    numbers = speak(ana)
    answered = {
        (text, *where.items()): [numbers.index(seq) for seq in found(ANYBODY, text, **where)]
        for text, where, _ in CASES
    }
    assert answered == {(text, *where.items()): expected for text, where, expected in CASES}


def test_a_found_thing_says_what_it_is_and_marks_what_was_looked_for(ana):
    seq = say(ana, "The weir holds.", "public", scope=None)
    told = listen(ANYBODY, Wish("weirs"))
    (one,) = told.found[Among.WORDS]
    assert (one.what.sort, one.what.ref, one.by) == ("contribution", f"entry:{seq}", ana.ref)
    assert one.excerpt == (Piece("The "), Piece("weir", marked=True), Piece(" holds."))
    assert (told.totals, told.partly, told.mended, told.behind) == ({Among.WORDS: 1}, False, (), False)


def test_who_hears_it_finds_it(ana, person, steward):
    eva, leo = person("Eva"), person("Leo")
    team = circles.open_circle(by=steward, title="Water team")
    for each_one in (ana, eva):
        circles.admit(by=steward, circle=team.id, person=each_one.person)
    mine = say(ana, "kestrel alone")
    ours = say(ana, "kestrel among us", team.space)
    hub = say(ana, "kestrel for the hub", "hub")
    all_ = say(ana, "kestrel for everybody", "public")
    heard = {viewer: found(viewer, "kestrel") for viewer in (ana, eva, leo, ANYBODY)}
    assert heard == {
        ana: [all_, hub, ours, mine], eva: [all_, hub, ours], leo: [all_, hub], ANYBODY: [all_]
    }  # fmt: skip
    assert listen(leo, Wish("kestrel")).totals == {Among.WORDS: 2}


def test_nothing_tells_of_what_one_may_not_hear(ana, person):
    leo = person("Leo")
    say(ana, "kestrels nesting, uma avaliação", language="pt")
    asked = ("kestrel", "kestrels", "kest", "kestrle", "kestrels willow", "avaliacao")
    nothing = {text: listen(leo, Wish(text)) for text in asked}
    assert nothing == dict.fromkeys(asked, Told())
    say(leo, "avaliações, willows", "hub", language="pt")
    assert found(leo, "avaliacao") == []  # only Ana's word tells that it is the same stem
    assert listen(leo, Wish("kestrels willow")).mended == ()


def test_what_begins_alike_is_chosen_by_what_one_hears(ana, person):
    leo = person("Leo")
    for number in range(25):
        say(ana, f"starling{number:02}")
        say(ana, f"starling{number:02}")
    while saying.follow():
        pass
    seq = say(ana, "starry", "hub")
    assert found(leo, "star") == [seq]
    assert len(found(ana, "star")) == 2 * MOST_BEGINNING


def test_unnamed_words_do_not_lead_to_who_said_them(ana, person):
    leo = person("Leo")
    seq = say(ana, "a quiet kestrel", "hub", named=False)
    (one,) = listen(leo, Wish("kestrel")).found[Among.WORDS]
    assert (one.what.seq, one.by) == (seq, "")
    assert found(leo, "Ana") == []
    assert listen(ana, Wish("kestrel")).found[Among.WORDS][0].by == ana.ref


def test_withdrawn_hidden_shared_blocked_and_past_words_are_found_as_they_are_heard(ana, person, steward):
    leo = person("Leo")
    seq = say(ana, "kestrel", "hub", media=[media.keep(BytesIO(samples.wav(1)))])
    timeline.correct(by=ana, seq=seq, text="falcon")
    timeline.transcribe(by=ana, seq=seq, text="merlin")

    def heard(viewer) -> list[int]:
        return [len(found(viewer, text)) for text in ("kestrel", "falcon", "merlin")]

    assert heard(leo) == [1, 1, 1]
    circles.withdraw(by=ana, seq=seq)
    assert (heard(leo), heard(ana)) == ([0, 0, 0], [1, 1, 1])
    circles.return_words(by=ana, seq=seq)
    assert heard(leo) == [1, 1, 1]
    circles.hide(by=steward, seq=seq, reason="an example")
    assert heard(leo) == [0, 0, 0]
    circles.show(by=steward, seq=seq)
    circles.share(by=ana, seq=seq, spaces=[])
    assert (heard(leo), heard(ana)) == ([0, 0, 0], [1, 1, 1])
    circles.share(by=ana, seq=seq, spaces=["hub"])
    circles.block(by=leo, person=ana.person)
    assert (heard(leo), heard(ana)) == ([0, 0, 0], [1, 1, 1])


def test_past_its_last_day_only_the_speaker_finds_it(ana, person, monkeypatch):
    leo, today = person("Leo"), date.fromisoformat(who.today())
    seq = say(ana, "kestrel", "hub", until=(today + timedelta(days=1)).isoformat())
    assert found(leo, "kestrel") == [seq]
    monkeypatch.setattr("prisma_hub.circles.queries.today", lambda: (today + timedelta(days=2)).isoformat())
    monkeypatch.setattr(
        "prisma_hub.circles.queries.gate.today", lambda: (today + timedelta(days=2)).isoformat()
    )
    assert (found(leo, "kestrel"), found(ana, "kestrel")) == ([], [seq])


def test_whose_hearing_changed_is_known_before_the_index_has_come_so_far(ana, person, monkeypatch):
    leo = person("Leo")
    seq, other = say(ana, "kestrel", "hub"), say(ana, "kestrel")
    assert found(leo, "kestrel") == [seq]
    monkeypatch.setattr(saying, "follow_few", lambda: True)
    circles.withdraw(by=ana, seq=seq)
    circles.share(by=ana, seq=other, spaces=["hub"])
    assert found(leo, "kestrel") == [other]
    assert listen(leo, Wish("kestrel")).totals == {Among.WORDS: 1}


def test_what_is_erased_is_gone_from_the_index_at_once(ana, person):
    seq = say(ana, "kestrel kept", "hub")
    say(ana, "kept", "hub")
    timeline.correct(by=ana, seq=seq, text="falcon")
    found(ana, "kestrel")
    log.erase(seq, right="speaker")
    words = {bytes(word) for word in SaidWord.objects.values_list("word", flat=True)}
    assert b"kestrel" not in words
    assert b"kept" in words
    assert replay.differences() == []
    assert index_as_text() == made_anew()


def test_erased_words_leave_the_file(ana):
    seq = say(ana, "kestrelword", "hub")
    found(ana, "kestrelword")
    log.erase(seq, right="speaker")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone()[0] in (1, 2)
    assert b"kestrelword" not in {bytes(word) for word in SaidWord.objects.values_list("word", flat=True)}


def test_narrowed_by_scope_language_and_day(ana):
    here = source.current()
    scope = f"journey:{here.uuid7()}"
    inside = say(ana, "kestrel inside", "public", scope=scope, language="en")
    say(ana, "kestrel fuera", "public", language="es")
    day = date.fromisoformat(book.entry(inside).at[:10])
    assert found(ana, "kestrel", within=(scope,)) == [inside]
    assert found(ana, "kestrel", lang="en") == [inside]
    assert len(found(ana, "kestrel", since=day, until=day)) == 2
    assert found(ana, "kestrel", since=day + timedelta(days=1)) == []
    assert found(ana, "kestrel", until=day - timedelta(days=1)) == []
    assert found(ana, "kestrel", among="decisions") == []


def test_an_index_made_by_other_code_is_made_anew(ana):
    seq = say(ana, "kestrel", "public")
    found(ANYBODY, "kestrel")
    before = index_as_text()
    SaidUpto.objects.update(reader="older code")
    SaidWord.objects.filter(word=b"kestrel").update(stem="other")
    assert found(ANYBODY, "kestrel") == [seq]
    assert index_as_text() == before


def test_many_entries_wait_for_the_clock_and_it_is_said(ana):
    found(ana, "x")
    for number in range(saying.FEW + 1):
        say(ana, f"kestrel {number}")
    assert listen(ana, Wish("kestrel")) == Told(behind=True)
    saying.follow()
    assert listen(ana, Wish("kestrel")).totals == {Among.WORDS: saying.FEW + 1}


@pytest.mark.parametrize("seed", range(3))
def test_by_chance_it_finds_what_the_gate_lets_through(ana, person, steward, seed):
    """Whatever people say, take back, hide, share and erase: what is found is what is heard."""
    chance = random.Random(seed)
    people = [ana, person("Eva"), person("Leo"), steward]
    team = circles.open_circle(by=steward, title="Water team")
    circles.admit(by=steward, circle=team.id, person=ana.person)
    circles.admit(by=steward, circle=team.id, person=people[1].person)
    said: dict[int, Viewer] = {}
    for _ in range(60):
        by = chance.choice(people)
        mine = [seq for seq, speaker in said.items() if speaker is by]
        turn = chance.random()
        if turn < 0.6 or not mine:
            spaces = chance.choice([(), ("hub",), ("public",), ("hub", "public")])
            said[say(by, "kestrel", *spaces, named=chance.random() < 0.5)] = by
        elif turn < 0.7:
            circles.withdraw(by=by, seq=chance.choice(mine))
        elif turn < 0.8:
            circles.hide(by=steward, seq=chance.choice(list(said)), reason="an example")
        elif turn < 0.9:
            circles.share(by=by, seq=chance.choice(mine), spaces=chance.choice([[], ["hub"], ["public"]]))
        else:
            seq = chance.choice(mine)
            log.erase(seq, right="speaker")
            del said[seq]
        if chance.random() < 0.2:
            found(ana, "kestrel")
    circles.block(by=people[1], person=people[2].person)
    for viewer in (*people, ANYBODY):
        heard = who.visible(viewer).only(ContributionRow.objects.order_by("-seq"))
        assert found(viewer, "kestrel") == list(heard.values_list("seq", flat=True))[:50]
        assert listen(viewer, Wish("kestrel")).totals.get(Among.WORDS, 0) == heard.count()
    assert index_as_text() == made_anew()


def test_a_misspelt_word_is_read_as_one_that_is_heard(ana, person):
    leo = person("Leo")
    say(ana, "kestrle", "public")
    say(leo, "kestrel", "hub")
    assert listen(leo, Wish("kestrek")).mended == (Mended("kestrek", ("kestrel",)),)
    assert listen(ANYBODY, Wish("kestrel")).mended == (Mended("kestrel", ("kestrle",)),)


def test_a_guest_finds_what_their_mandate_lets_them_hear(ana, steward):
    code = circles.print_code(by=steward, uses=1, days=1, scope=f"mandate:{source.current().uuid7()}").code
    joined = identity.join(code=code, name="Compass", language="en").person
    guest = viewer_of(str(joined.id))
    heard = circles.open_circle(by=steward, title="Guests of the weir")
    circles.admit(by=steward, circle=heard.id, person=guest.id)
    circles.admit(by=steward, circle=heard.id, person=ana.person)
    hub, asked, all_ = [say(ana, "kestrel", space) for space in ("hub", heard.space, "public")]
    assert guest.guest
    assert found(guest, "kestrel") == [all_, asked]
    assert found(ana, "kestrel") == [all_, asked, hub]
    assert people(guest, "Ana") == []


def test_who_looks_waits_for_no_write_where_nothing_new_is_found(ana, write):
    seq = say(ana, "kestrel", "public")
    assert found(ANYBODY, "kestrel") == [seq]
    upto = SaidUpto.objects.get().seq
    write("weir.md", "# Weir")
    assert found(ANYBODY, "kestrel") == [seq]
    assert SaidUpto.objects.get().seq == upto
    newer = say(ana, "kestrel", "public")
    assert found(ANYBODY, "kestrel") == [newer, seq]
    assert SaidUpto.objects.get().seq == newer
