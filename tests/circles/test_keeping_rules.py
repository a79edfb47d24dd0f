"""How long things are kept: the rules alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given as each
from hypothesis import strategies as some

from prisma_hub.circles import rules
from prisma_hub.circles.types import (
    ANSWERS,
    MINUTES,
    MOST_MONTHS,
    PICTURES,
    SHORTER_DAYS,
    VOICE,
    WORDS,
    Lasting,
    Term,
    Until,
)
from prisma_hub.kernel.refusal import Refused

MARCH = date(2026, 3, 3)


def months(n: int, floor: date | None = None) -> Term:
    return Term(n, floor, 1)


@pytest.mark.parametrize(
    ("given", "after", "last"),
    [
        (date(2026, 3, 3), 12, date(2027, 3, 3)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_there_is(given, after, last):
    assert rules.last_day(given, months(after)) == last


def test_a_time_made_shorter_ends_nothing_before_its_own_day():
    begins = MARCH + timedelta(30)
    assert rules.last_day(date(2020, 1, 1), months(6, begins)) == begins
    assert rules.last_day(MARCH, months(6, begins)) == date(2026, 9, 3)


@each(
    some.dates(date(1970, 1, 2), date(9998, 12, 1)),
    some.integers(1, MOST_MONTHS),
    some.none() | some.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_what_is_over_is_what_was_given_up_to_a_day(today, n, floor):
    """The day up to which things are over parts those whose last day has passed from those whose has not."""
    term = months(n, floor)
    upto = rules.given_before(today, term)
    if upto is None:
        assert rules.last_day(date.min, term) >= today
    else:
        assert rules.last_day(upto, term) < today <= rules.last_day(upto + timedelta(1), term)


def test_the_shortest_holds():
    circle = (date(2026, 5, 1), Term(1, None, 8))
    own = Until(date(2026, 5, 2), 9, own=True)
    assert rules.earliest(MARCH, [(MARCH, months(12)), circle], None) == Until(date(2026, 6, 1), 8)
    assert rules.earliest(MARCH, [(MARCH, months(12)), circle], own) == own
    assert rules.earliest(MARCH, [], None) is None


def set_to(before: Lasting, n: int | None, day: date, said: int) -> Lasting:
    return rules.decide(before, n, day=day, begins=rules.begins(before, n, day), said=said)


def test_shorter_holds_after_a_while_and_until_then_what_was_said_before():
    year = Lasting(12, 1, newest=1)
    begins = MARCH + timedelta(SHORTER_DAYS)
    half = set_to(year, 6, MARCH, 2)
    assert half == Lasting(12, 1, 6, begins, 2, newest=2)
    assert half.terms == (Term(12, None, 1), Term(6, begins, 2))
    assert set_to(Lasting(), 6, MARCH, 2) == Lasting(None, None, 6, begins, 2, newest=2)


def test_longer_again_saves_what_was_to_go():
    half = set_to(Lasting(12, 1, newest=1), 6, MARCH, 2)
    assert set_to(half, 12, MARCH + timedelta(29), 3) == Lasting(12, 3, newest=3)
    assert set_to(half, None, MARCH + timedelta(29), 3) == Lasting(None, 3, newest=3)
    assert set_to(half, None, MARCH + timedelta(29), 3).terms == ()


def test_a_time_in_force_is_what_the_next_one_is_compared_with():
    half = set_to(Lasting(12, 1, newest=1), 6, MARCH, 2)
    later = MARCH + timedelta(SHORTER_DAYS + 1)
    assert set_to(half, 9, later, 3) == Lasting(9, 3, newest=3), "longer than the six months in force"
    assert set_to(half, 3, later, 3) == Lasting(6, 2, 3, later + timedelta(SHORTER_DAYS), 3, newest=3)


@each(some.lists(some.tuples(some.integers(0, 60), some.integers(0, 90)), max_size=6))
def test_no_setting_takes_something_that_nobody_knew_of_a_while_before(settings):
    """Whatever is set and when: what was to be kept until a day is kept until then, or known to go sooner
    for thirty days. No months: kept."""
    state, day = Lasting(), MARCH
    old = date(2020, 5, 5)
    for number, (n, wait) in enumerate(settings):
        day += timedelta(wait)
        before = rules.earliest(old, [(old, term) for term in state.terms], None)
        state = set_to(state, n or None, day, number)
        after = rules.earliest(old, [(old, term) for term in state.terms], None)
        gone = before is not None and before.day < day
        if after is not None and not gone:
            known = before.day if before else date.max
            assert after.day >= min(known, day + timedelta(SHORTER_DAYS))


@pytest.mark.parametrize(
    ("body", "sort"),
    [
        ({"text.000": "so"}, WORDS),
        ({"text.000": "so", "media": [{"type": "audio/mp4"}]}, VOICE),
        ({"media": [{"type": "image/webp"}, {"type": "audio/mp4"}]}, VOICE),
        ({"media": [{"type": "application/pdf"}]}, PICTURES),
        ({"answers.where": "at the mill"}, ANSWERS),
    ],
)
def test_what_somebody_gave_is_kept_as_what_it_is(body, sort):
    assert rules.sort_of(WORDS, body) == sort
    assert rules.sort_of(MINUTES, body) == MINUTES
    assert rules.sort_of("", body) == ""


def check(sort=WORDS, n=6, reason="so we agreed", now=None, hub=None):
    rules.check_lasting(sort, n, reason, now=now or Lasting(), day=MARCH, hub=hub)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "gossip"},
        {"n": 0},
        {"n": -12},
        {"n": MOST_MONTHS + 1},
        {"reason": "  "},
        {"reason": "x" * 500},
        {"n": None},
        {"now": Lasting(6, 1)},
        {"now": Lasting(12, 1, 6, MARCH, 2)},
        {"hub": Lasting(6, 1)},
        {"hub": Lasting(3, 1)},
        {"hub": Lasting(None, None, 6, MARCH, 2)},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong):
    check()
    with pytest.raises(Refused) as no:
        check(**wrong)
    assert str(no.value)


@pytest.mark.parametrize(
    "wrong", ["2026-03-02", "2026-02-29", "9999-12-31", "3 March", "", "2026-13-01", "2126-03-04"]
)
def test_a_day_of_ones_own_is_a_day_that_is_not_over_and_not_beyond_all_promise(wrong):
    with pytest.raises(Refused):
        rules.check_own_end(wrong, MARCH, None)


def test_a_day_of_ones_own_is_never_later_than_what_is_agreed():
    limit = Until(date(2028, 2, 29), 4)
    assert rules.check_own_end("2028-02-29", MARCH, limit) == date(2028, 2, 29)
    assert rules.check_own_end("2026-03-03", MARCH, limit) == MARCH
    with pytest.raises(Refused, match="2028-02-29"):
        rules.check_own_end("2028-03-01", MARCH, limit)
