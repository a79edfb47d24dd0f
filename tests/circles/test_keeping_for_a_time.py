"""How long things are kept: said on the log, known beforehand, and gone on the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from prisma_hub.agreements import actions as agreements
from prisma_hub.circles import actions, events, queries
from prisma_hub.circles.models import Voice
from prisma_hub.circles.types import (
    ANSWERS,
    FACILITATOR,
    MINUTES,
    PICTURES,
    SHORTER_DAYS,
    SORTS,
    VOICE,
    WORDS,
    Until,
)
from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import NotAllowed, NotHere, Refused
from prisma_hub.kernel.source import SeededSource, use
from prisma_hub.log import queries as book
from prisma_hub.log import replay
from prisma_hub.log.events import ERASED
from prisma_hub.log.types import Erase
from prisma_hub.projections import ROOMS
from prisma_hub.timeline import actions as timeline
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop

DAY = 86_400_000
BEGIN = date(2026, 3, 3)
TO_ALL = Consent(spaces=("hub",))


class Calendar(SeededSource):
    def on(self, day: date) -> None:
        """It is noon of this day."""
        self.set(int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000))


@pytest.fixture
def calendar() -> Iterator[Calendar]:
    clock = Calendar("calendar", 0)
    clock.on(BEGIN)
    with use(clock):
        yield clock


@pytest.fixture
def ana(calendar, person):
    return person("Ana")


def give(by, text="so it was", **more):
    return timeline.contribute(by=by, text=text, consent=more.pop("consent", TO_ALL), **more).seq


def keep(by, months, sort=WORDS, **more):
    return actions.set_lasting(by=by, sort=sort, months=months, reason="so we agreed", **more)


def until(seq):
    found = queries.kept_until([seq]).get(seq)
    return found.day if found else None


def erase(day: date) -> None:
    while actions.erase_what_is_over(day=day):
        pass
    loop.run_until_idle()


def stands(seq) -> bool:
    return book.entry(seq).kind is not None


def test_nothing_goes_where_nobody_said_so(calendar, ana):
    seq = give(ana)
    assert (queries.kept_until([seq]), queries.kept_if_said(["hub"], [WORDS])) == ({}, {})
    erase(date(2126, 1, 1))
    assert stands(seq)


def test_what_is_given_after_a_time_was_said_goes_after_that_time_with_all_that_belongs_to_it(
    calendar, steward, ana
):
    said = keep(steward, 6)
    calendar.on(date(2026, 8, 31))
    seq = give(ana, "canary")
    again = timeline.correct(by=ana, seq=seq, text="canary again").seq
    last = date(2027, 2, 28)
    assert queries.kept_if_said(["hub"], [WORDS]) == {WORDS: Until(last, said.seq)}
    assert queries.kept_until([seq]) == {seq: Until(last, said.seq)}
    assert (queries.going(last), queries.going(last + timedelta(1))) == ({}, {WORDS: 1})
    calendar.on(last)
    erase(last)
    assert stands(seq), "on its last day it is still there"
    calendar.on(last + timedelta(1))
    erase(last + timedelta(1))
    assert (stands(seq), stands(again)) == (False, False)
    (over,) = book.entries_of(events.OVER)
    assert (over.by, over.to) == ("hub", ("hub",))
    assert over.body == {"seqs": [seq], "until": last.isoformat(), "as_said": said.seq}
    rights = {each.body["seq"]: each.body["right"] for each in book.entries_of(ERASED)}
    assert rights == {seq: "retention", again: "retention"}
    assert replay.differences() == []


def test_what_is_there_goes_no_sooner_than_a_visible_while_after_it_was_said(calendar, steward, ana):
    old = give(ana)
    calendar.on(date(2030, 3, 3))
    keep(steward, 1)
    assert until(old) == date(2030, 3, 3) + timedelta(SHORTER_DAYS)
    erase(until(old))
    assert stands(old)
    erase(until(old) + timedelta(1))
    assert not stands(old)


def test_longer_again_before_the_day_saves_the_words(calendar, steward, ana):
    old = give(ana)
    keep(steward, 1)
    calendar.on(until(old))
    keep(steward, None)
    assert until(old) is None
    erase(date(2040, 1, 1))
    assert stands(old)
    assert replay.differences() == []


def test_a_time_made_shorter_does_not_prolong_what_was_promised_before(calendar, steward, ana):
    keep(steward, 12)
    old = give(ana)
    calendar.on(date(2027, 2, 20))
    keep(steward, 6)
    assert until(old) == date(2027, 3, 3), "as was said when it was given, not thirty days from now"


@pytest.fixture
def circle(steward, ana, person):
    found = actions.open_circle(by=steward, title="Bees")
    actions.admit(by=steward, circle=found.id, person=ana.id)
    return found


def test_a_circle_says_a_shorter_time_for_what_is_said_to_it(calendar, steward, ana, circle):
    keep(steward, 12)
    said = keep(steward, 3, circle=circle.id)
    assert (said.to, said.scope) == ((circle.space,), circle.space)
    calendar.on(date(2026, 5, 1))
    here = give(ana, consent=Consent(spaces=(circle.space,)))
    there = give(ana)
    assert (until(here), until(there)) == (date(2026, 8, 1), date(2027, 5, 1))
    assert queries.kept_if_said([circle.space], [WORDS]) == {WORDS: Until(date(2026, 8, 1), said.seq)}
    assert queries.circles_with_times(ana, [WORDS]) == [circle.space]
    erase(date(2026, 8, 2))
    assert (stands(here), stands(there)) == (False, True)
    (over,) = book.entries_of(events.OVER)
    assert over.to == (circle.space,), "told to those who heard it, and to nobody else"
    with pytest.raises(Refused, match="12 months"):
        keep(steward, 12, circle=circle.id)


def test_words_shared_with_a_circle_are_kept_there_from_that_day_on(calendar, steward, ana, circle):
    keep(steward, 2, circle=circle.id)
    calendar.on(date(2027, 1, 1))
    seq = give(ana)
    calendar.on(date(2029, 1, 1))
    actions.share(by=ana, seq=seq, spaces=["hub", circle.space])
    assert until(seq) == date(2029, 3, 1), "and not long since over"
    calendar.on(date(2029, 2, 1))
    actions.share(by=ana, seq=seq, spaces=[circle.space])
    assert until(seq) == date(2029, 3, 1), "saying it anew begins no new time"
    erase(date(2029, 3, 1))
    assert stands(seq)
    assert replay.differences() == []
    erase(date(2029, 3, 2))
    assert not stands(seq)


def test_a_person_names_an_earlier_day_and_takes_it_back(calendar, steward, ana):
    keep(steward, 12)
    calendar.on(date(2026, 6, 1))
    seq = give(ana)
    actions.name_end(by=ana, seq=seq, until="2026-06-30")
    assert queries.kept_until([seq])[seq].own
    with pytest.raises(Refused, match="2027-06-01"):
        actions.name_end(by=ana, seq=seq, until="2027-06-02")
    actions.name_end(by=ana, seq=seq, until=None)
    assert until(seq) == date(2027, 6, 1)
    actions.name_end(by=ana, seq=seq, until="2026-06-01")
    assert replay.differences() == []
    erase(date(2026, 6, 2))
    assert not stands(seq)
    assert replay.differences() == []


@pytest.mark.parametrize("day", ["2026-03-02", "2027-02-29", "9999-12-31", "soon"])
def test_a_day_that_is_none_is_refused(calendar, ana, day):
    seq = give(ana)
    with pytest.raises(Refused):
        actions.name_end(by=ana, seq=seq, until=day)
    assert until(seq) is None


def test_nobody_names_the_day_for_somebody_else(calendar, steward, ana, person):
    seq = give(ana)
    for other in (steward, person("Ben"), ANYBODY):
        with pytest.raises(Refused):
            actions.name_end(by=other, seq=seq, until="2026-12-24")
    again = timeline.correct(by=ana, seq=seq, text="better").seq
    with pytest.raises(Refused, match="go by itself"):
        actions.name_end(by=ana, seq=again, until="2026-12-24")
    joined = next(each.seq for each in book.entries() if each.kind == "circle.admitted/1" or each.seq == 0)
    with pytest.raises(Refused):
        actions.name_end(by=ana, seq=joined, until="2026-12-24")


def test_only_those_who_tend_it_say_how_long_it_is_kept(calendar, steward, ana, person, circle):
    ben = person("Ben")
    for who in (ana, ben, ANYBODY):
        with pytest.raises(NotAllowed):
            keep(who, 3)
    with pytest.raises(NotAllowed):
        keep(ana, 3, circle=circle.id)
    with pytest.raises(NotHere):
        keep(ben, 3, circle=circle.id)
    actions.grant(by=steward, person=ana.id, role=FACILITATOR, scope=circle.space)
    actions.grant(by=steward, person=ben.id, role=FACILITATOR)
    assert keep(ana, 3, circle=circle.id).by == ana.ref
    with pytest.raises(NotHere):
        keep(ben, 2, circle=circle.id)
    with pytest.raises(NotAllowed):
        keep(ana, 3)


def test_said_twice_is_said_once(calendar, steward, ana):
    twice = SeededSource("twice", 0).uuid7()
    first = keep(steward, 3, statement_id=twice)
    seq = give(ana)
    actions.name_end(by=ana, seq=seq, until="2026-04-01", statement_id=twice)
    actions.name_end(by=ana, seq=seq, until="2026-04-01", statement_id=twice)
    assert keep(steward, 3, statement_id=twice) == first, "a button pressed twice"
    with pytest.raises(Refused, match="already"):
        keep(steward, 3)
    assert [each.seq for each in book.entries_of(events.LASTS)] == [first.seq]
    assert len(list(book.entries_of(events.ENDS))) == 1


def test_of_what_is_said_in_a_round_the_words_go_and_the_voice_stays(calendar, steward, ana, circle):
    keep(steward, 1, sort=MINUTES)
    calendar.on(date(2026, 6, 1))
    tension = agreements.name_tension(by=ana, circle=circle.id, words="canary")
    seq = next(each.seq for each in book.entries() if each.kind == "tension.named/1")
    assert until(seq) == date(2026, 7, 1)
    erase(date(2026, 7, 2))
    left = book.entry(seq)
    assert (left.kind, left.by, left.text("words")) == ("tension.named/1", ana.ref, "")
    assert until(seq) is None, "nothing is due any more"
    assert (queries.going(date(2030, 1, 1)), tension is not None) == ({}, True)
    assert replay.differences() == []


def test_a_hundred_go_at_a_time_and_each_says_why(calendar, steward, ana):
    keep(steward, 1)
    calendar.on(date(2026, 6, 1))
    seqs = [give(ana, f"word {n}") for n in range(103)]
    assert actions.erase_what_is_over(day=date(2026, 8, 1)) is True
    assert actions.erase_what_is_over(day=date(2026, 8, 1)) is False
    told = [seq for each in book.entries_of(events.OVER) for seq in each.body["seqs"]]
    assert told == seqs
    assert Voice.objects.filter(seq__in=seqs).count() == 0


def test_reasons_are_told_apart_and_unnamed_speakers_stay_unnamed(calendar, steward, ana, circle):
    keep(steward, 3)
    keep(steward, 2, circle=circle.id)
    calendar.on(date(2026, 6, 1))
    narrow = give(ana, consent=Consent(spaces=(circle.space,)))
    hub, own = give(ana), give(ana, consent=Consent())
    actions.name_end(by=ana, seq=hub, until="2026-06-15")
    erase(date(2027, 1, 1))
    told = [(each.to, each.body["seqs"], each.body["until"]) for each in book.entries_of(events.OVER)]
    assert sorted(told) == sorted([
        ((circle.space,), [narrow], "2026-08-01"),
        (("hub",), [hub], "2026-06-15"),
        ((ana.ref,), [own], "2026-09-01"),
    ])  # fmt: skip


STANDS = """
allocation.answered/1 allocation.objected/1 concern.answered/1 concern.raised/1 edition.signed/1 frame.set/1
history.purged/1 hub.described/1 inquiry.answered/1 inquiry.opened/1 keeping.set/1 measure.corrected/1
measure.read/1 money.arrived/1 money.corrected/1 money.decided/1 money.promised/1 money.received/1
money.sent/1 page.changed/1 person.joined/1 person.renamed/1 person.suspended/1 place.caredfor/1
place.described/1
place.remembered/1 pool.opened/1 practice.applied/1 proposal.made/1 proposal.revised/1 sealed.said/1
signal.spent/1
story.answered/1 story.begun/1 team.described/1 team.formed/1 transfer.proposed/1 transfer.refused/1
transfer.reversed/1 words.hidden/1
"""


def test_every_kind_with_personal_parts_is_of_a_sort_or_known_to_stand():
    """What is of no sort stands in docs/decisions/0034, with the reason."""
    every = [kind for room in ROOMS for kind in room.KINDS]
    kinds = [each for each in every if each.erase is not Erase.NEVER]
    assert {each.name for each in kinds if not each.kept_as and not each.field("follows")} == set(
        STANDS.split()
    )
    assert {each.kept_as for each in every} == {"", *SORTS} - {VOICE, PICTURES}
    assert all(each in kinds for each in every if each.kept_as)


def test_answers_are_told_from_words(calendar, steward, ana):
    keep(steward, 1, sort=ANSWERS)
    calendar.on(date(2026, 6, 1))
    answer = give(ana, "", answers={"where": "at the mill"})
    words = give(ana)
    assert (until(answer), until(words)) == (date(2026, 7, 1), None)
