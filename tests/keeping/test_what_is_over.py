"""What is over goes by the clock, if the clock can be believed; those it touches know beforehand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prisma_hub.circles import actions as circles
from prisma_hub.circles import events
from prisma_hub.circles import queries as rights
from prisma_hub.circles.types import HOST, VOICE, WORDS
from prisma_hub.inbox import queries as inbox
from prisma_hub.keeping import actions, queries
from prisma_hub.keeping.kept import LookedAt
from prisma_hub.keeping.types import Ahead, Doubt, Going, Kept
from prisma_hub.kernel.refusal import NotAllowed, Refused
from prisma_hub.log import queries as book
from prisma_hub.timeline.types import Consent
from prisma_hub.work import loop
from tests.circles.test_keeping_for_a_time import TO_ALL, Calendar, ana, calendar, give, keep, stands

__all__ = ("ana", "calendar")  # fixtures
LAST = date(2027, 1, 1)


@pytest.fixture
def old(calendar: Calendar, steward, ana) -> int:
    """Words that are kept until `LAST`."""
    keep(steward, 6)
    calendar.on(date(2026, 7, 1))
    return give(ana)


def a_day_goes_by(calendar: Calendar, day: date) -> None:
    calendar.on(day)
    loop.run_until_idle()


def letters(person) -> list[str]:
    return [each.text for each in inbox.letters(person)]


ASKED = "Is the clock of the hub right? Nothing is erased by it until one of you says so."
TOLD = "How long something you gave is kept was said anew. See what of yours goes, and when."


def test_the_work_loop_erases_it_on_the_day_after_the_last(calendar, old):
    a_day_goes_by(calendar, date(2026, 12, 30))
    a_day_goes_by(calendar, LAST)
    assert stands(old)
    a_day_goes_by(calendar, date(2027, 1, 2))
    assert not stands(old)
    assert [each.body["until"] for each in book.entries_of(events.OVER)] == ["2027-01-01"]


@pytest.mark.parametrize("jump", [date(2036, 7, 1), date(9999, 12, 30), date(2027, 1, 20)])
def test_a_clock_that_jumps_erases_nothing_before_somebody_looked_at_a_calendar(
    calendar, old, steward, ana, person, jump
):
    host = person("Rosa")
    circles.grant(by=steward, person=host.id, role=HOST)
    a_day_goes_by(calendar, date(2026, 7, 2))
    a_day_goes_by(calendar, jump)
    loop.run_until_idle()
    assert stands(old)
    assert queries.doubt() == Doubt(jump, date(2026, 7, 2))
    assert [letters(each).count(ASKED) for each in (steward, host, ana)] == [1, 1, 0]
    a_day_goes_by(calendar, date(2026, 7, 5))
    assert (stands(old), queries.doubt()) == (True, None), "it was set right: nothing is asked any more"
    assert [inbox.waiting(each) for each in (steward, host)] == [[], []]


def test_a_hub_that_was_off_for_long_goes_on_when_somebody_says_which_day_it_is(calendar, old, steward, ana):
    a_day_goes_by(calendar, date(2026, 7, 2))
    a_day_goes_by(calendar, date(2027, 3, 1))
    with pytest.raises(NotAllowed):
        actions.confirm_day(by=ana, day=date(2027, 3, 1))
    with pytest.raises(Refused, match="another day"):
        actions.confirm_day(by=steward, day=date(2027, 2, 28))
    assert stands(old)
    actions.confirm_day(by=steward, day=date(2027, 3, 1))
    a_day_goes_by(calendar, date(2027, 3, 2))
    assert (stands(old), queries.doubt()) == (False, None)
    (said,) = book.entries_of(events.DAY)
    assert (said.by, said.body) == (steward.ref, {"day": "2027-03-01", "last": "2026-07-02"})
    assert inbox.waiting(steward) == []


def test_a_clock_set_back_erases_nothing_and_is_asked_about_when_it_jumps_again(calendar, old):
    a_day_goes_by(calendar, date(2026, 7, 2))
    a_day_goes_by(calendar, date(1970, 1, 1))
    assert (stands(old), LookedAt.objects.get().day) == (True, date(1970, 1, 1))
    a_day_goes_by(calendar, date(2027, 1, 2))
    assert stands(old)
    assert queries.doubt() == Doubt(date(2027, 1, 2), date(1970, 1, 1))


def test_where_nothing_is_over_nobody_is_asked(calendar, steward, ana):
    give(ana)
    a_day_goes_by(calendar, date(2026, 3, 4))
    a_day_goes_by(calendar, date(2036, 3, 4))
    assert (queries.doubt(), LookedAt.objects.get().day) == (None, date(2036, 3, 4))


def test_those_it_touches_are_told_and_nobody_else(calendar, steward, ana, person):
    ben, eva = person("Ben"), person("Eva")
    circle = circles.open_circle(by=steward, title="Bees")
    for each in (ana, ben):
        circles.admit(by=steward, circle=circle.id, person=each.id)
    give(ana)
    give(eva, consent=TO_ALL)
    keep(steward, 6, sort=VOICE)
    loop.run_until_idle()
    assert [letters(each).count(TOLD) for each in (ana, ben, eva)] == [0, 0, 0]
    keep(steward, 6, sort=WORDS, circle=circle.id)
    loop.run_until_idle()
    assert [letters(each).count(TOLD) for each in (ana, ben, eva)] == [0, 0, 0], "none was said to the bees"
    keep(steward, 6)
    loop.run_until_idle()
    assert [letters(each).count(TOLD) for each in (ana, ben, eva)] == [1, 0, 1]


def test_a_person_sees_what_of_theirs_goes_next(calendar, steward, ana, person):
    keep(steward, 6)
    calendar.on(date(2026, 7, 1))
    seqs = [give(ana), give(ana), give(person("Ben"))]
    circles.name_end(by=ana, seq=seqs[1], until="2026-08-01")
    assert queries.mine_next(ana) == [Going(seqs[1], date(2026, 8, 1), True)], "what is near comes first"
    circles.name_end(by=ana, seq=seqs[1], until=None)
    assert queries.mine_next(ana) == [Going(seq, LAST, False) for seq in seqs[:2]]
    assert queries.kept_until(seqs[:1]) == {seqs[0]: Kept(LAST)}
    assert queries.schedule() == [
        Ahead(sort, (0, 0, 3) if sort == WORDS else (0, 0, 0))
        for sort in ("words", "voice", "pictures", "answers", "minutes", "registrations")
    ]


def test_what_of_ones_own_goes_is_what_goes_at_all(calendar, steward, ana, person):
    """Begun from where it is first, and asked by hand: the same as the filter by which the clock erases."""
    ben, circle = person("Ben"), circles.open_circle(by=steward, title="Bees")
    for each in (ana, ben):
        circles.admit(by=steward, circle=circle.id, person=each.id)
    keep(steward, 6)
    keep(steward, 3, circle=circle.id)
    seqs = []
    for month in (5, 6, 7):
        calendar.on(date(2026, month, 1))
        for speaker in (ana, ben):
            seqs += [give(speaker), give(speaker, consent=Consent(spaces=(circle.space,))), give(speaker)]
            circles.name_end(by=speaker, seq=seqs[-1], until=f"2026-{month + 2:02}-15")
    for day in (date(2026, 7, 20), date(2026, 9, 2), date(2026, 11, 2), date(2026, 12, 2), date(2036, 1, 1)):
        for resting in ((), seqs[::4]):
            mine = rights.over(day, resting).filter(by=ana.ref).values_list("seq", flat=True)
            found = rights.mine_going(ana, day, 100, resting)
            assert set(found) == set(mine)
            soonest = sorted(found, key=lambda seq: (found[seq].day, seq))
            assert list(rights.mine_going(ana, day, 2, resting)) == soonest[:2]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite looks for it")
def test_whoever_said_much_is_told_as_quickly(calendar, steward, ana):
    keep(steward, 6)
    give(ana)
    with CaptureQueriesContext(connection) as asked:
        rights.mine_going(ana, date(2027, 1, 1), 100)
    [question] = [each["sql"] for each in asked if "UNION ALL" in each["sql"] and "given <=" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + question.replace("%", "%%"))
        looked = [row[3] for row in cursor.fetchall() if row[3].startswith(("SEARCH voice", "SCAN voice"))]
    assert [each.partition("(")[2] for each in looked] == [
        "by=? AND ends<?)",
        "by=? AND sort=? AND given<?)",
    ]
