"""Which backups stay, which go and when one is due: over years, days without any, and clocks that jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prisma_hub.upkeep import rules
from prisma_hub.upkeep.rules import DAY_MS, Made
from prisma_hub.upkeep.types import Keep

USUAL = Keep()
LISBON = ZoneInfo("Europe/Lisbon")
KEEPS = st.builds(Keep, st.integers(0, 10), st.integers(0, 6), st.integers(0, 15))


def at(text: str, zone: ZoneInfo = LISBON) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def after(made: list[Made], now: int, keep: Keep) -> list[Made]:
    """What lies there once one more was made at `now`."""
    made = [*made, Made(made[-1].number + 1 if made else 1, now)]
    gone = rules.going(made, keep, now, LISBON)
    return [each for each in made if each.number not in gone]


def days(made: list[Made]) -> list[date]:
    return [datetime.fromtimestamp(each.at / 1000, LISBON).date() for each in made]


def test_three_years_of_nights_leave_seven_days_four_weeks_and_twelve_months() -> None:
    made: list[Made] = []
    first = date(2027, 1, 1)
    for night in range(3 * 366):  # over the 29th of February 2028
        made = after(made, at(f"{first + timedelta(days=night)}T03:00"), USUAL)
        assert len(made) <= 7 + 4 + 12
    last = first + timedelta(days=3 * 366 - 1)
    assert last == date(2030, 1, 2)
    assert days(made)[-7:] == [last - timedelta(days=back) for back in range(6, -1, -1)]
    months = [
        date(2029, month, day)
        for month, day in zip(range(2, 13), (28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True)
    ]
    sundays = [date(2029, 12, 16), date(2029, 12, 23), date(2029, 12, 30)]
    sevens = [last - timedelta(days=back) for back in range(7)]
    assert days(made) == sorted({*months, *sundays, *sevens})


def test_the_29th_of_february_is_the_last_of_its_month() -> None:
    made: list[Made] = []
    for night in range(60):
        made = after(made, at(f"{date(2028, 2, 1) + timedelta(days=night)}T03:00"), Keep(1, 0, 2))
    assert days(made) == [date(2028, 2, 29), date(2028, 3, 31)]


def test_days_without_one_do_not_cost_those_before() -> None:
    """The hub was off for five weeks: the seven newest days that have one are still seven."""
    made: list[Made] = []
    for day in ("01", "02", "03", "04", "05", "06", "07"):
        made = after(made, at(f"2027-03-{day}T03:00"), USUAL)
    made = after(made, at("2027-04-11T03:00"), USUAL)
    assert days(made) == [date(2027, 3, day) for day in range(2, 8)] + [date(2027, 4, 11)]


def test_several_on_one_day_leave_the_newest() -> None:
    made: list[Made] = []
    for hour in ("03", "09", "15"):
        made = after(made, at(f"2027-03-01T{hour}:00"), USUAL)
    assert [each.number for each in made] == [3]


@pytest.mark.parametrize("wrong", ["1970-01-01", "2099-12-31"])
def test_a_clock_that_jumped_for_a_night_costs_next_to_nothing(wrong: str) -> None:
    made: list[Made] = []
    for night in range(400):
        made = after(made, at(f"{date(2027, 1, 1) + timedelta(days=night)}T03:00"), USUAL)
    before = made
    made = after(made, at(f"{wrong}T03:00"), USUAL)
    assert len(set(before) - set(made)) <= rules.MOST_AT_ONCE
    assert made[-1].at == at(f"{wrong}T03:00"), "the newest stays, whatever its clock said"
    for night in range(400, 800):
        made = after(made, at(f"{date(2027, 1, 1) + timedelta(days=night)}T03:00"), USUAL)
    assert at(f"{wrong}T03:00") not in {each.at for each in made}
    assert len(made) >= 7 + 3 + 10


nights = st.lists(st.integers(-400 * DAY_MS, 400 * DAY_MS), max_size=60)


@given(nights, KEEPS)
def test_the_newest_never_goes_and_never_many_at_once(jumps: list[int], keep: Keep) -> None:
    made, now = [], at("2027-06-01T03:00")
    for number, jump in enumerate(jumps):
        now = max(0, now + jump)
        before = made
        made = after(made, now, keep)
        assert made[-1].at == now
        assert len(before) + 1 - len(made) <= rules.MOST_AT_ONCE
        assert len({each.number for each in made}) == len(made) <= number + 1


@given(st.lists(st.integers(1, 200), max_size=80), KEEPS)
def test_none_stays_longer_than_is_said(gaps: list[int], keep: Keep) -> None:
    """Said when it was made; the hub makes one each day from then on, after however many days without any."""
    made, now = [], at("2027-06-01T03:00")
    for gap in gaps:
        now += gap * DAY_MS
        made = after(made, now, keep)
    said = rules.until(made, keep, now)
    assert said.keys() == {each.number for each in made}
    newest = made[-1].number if made else 0
    while any(each.number in said for each in made):
        now += DAY_MS
        made = after(made, now, keep)
        late = [each for each in made if each.number in said and now > said[each.number] + DAY_MS // 24]
        assert late == [], "the clock may go an hour wrong in spring"
    assert newest not in {each.number for each in made}


@given(st.lists(st.integers(0, 3 * 366 * DAY_MS), max_size=50, unique=True), KEEPS)
def test_going_twice_is_going_once_and_keeps_no_less_than_is_asked(moments: list[int], keep: Keep) -> None:
    made = [Made(number, moment) for number, moment in enumerate(sorted(moments))]
    now = max(moments, default=0)
    left, turns = made, 0
    while gone := rules.going(left, keep, now, UTC):
        left, turns = [each for each in left if each.number not in gone], turns + 1
    assert {each.number for each in left} == rules.kept(made, keep, now, UTC)
    young = {each.at // DAY_MS for each in made if now - each.at <= rules.longest(keep)}
    assert len({each.at // DAY_MS for each in left}) >= min(keep.daily, len(young))


def test_one_is_due_at_its_hour_also_where_the_clock_is_set() -> None:
    three = time(3)
    assert rules.last_due(at("2027-05-01T02:59"), three, LISBON) == at("2027-04-30T03:00")
    assert rules.last_due(at("2027-05-01T03:00"), three, LISBON) == at("2027-05-01T03:00")
    assert rules.next_due(at("2027-05-01T03:00"), three, LISBON) == at("2027-05-02T03:00")
    for spring in (date(2027, 3, 27), date(2027, 10, 30), date(2028, 2, 28), date(2027, 12, 30)):
        for hour in (time(0), time(1, 30), time(3), time(23, 59)):
            start = at(f"{spring}T12:00")
            moments = [start]
            for _ in range(4):
                moments.append(rules.next_due(moments[-1], hour, LISBON))
            assert all(rules.last_due(each, hour, LISBON) == each for each in moments[1:])
            assert all(
                22 * 3_600_000 < later - sooner < 26 * 3_600_000 for sooner, later in pairwise(moments[1:])
            )


def test_it_is_made_once_after_its_hour_and_tried_again_where_it_failed() -> None:
    due, now = at("2027-05-01T03:00"), at("2027-05-01T09:00")
    minute = 60_000
    assert rules.is_due(now, due, made=None, tried=None)
    assert rules.is_due(now, due, made=due - minute, tried=due - minute), "the hub was off at three"
    assert not rules.is_due(now, due, made=due + minute, tried=due)
    assert not rules.is_due(now, due, made=due - DAY_MS, tried=now - minute)
    assert rules.is_due(now, due, made=due - DAY_MS, tried=now - rules.RETRY_MS)
    assert rules.is_due(now, due, made=now + DAY_MS, tried=now + DAY_MS), "said by a clock that was ahead"
