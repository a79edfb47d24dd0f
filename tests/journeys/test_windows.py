"""Windows and gatherings are counted from T0."""

from datetime import UTC, date, datetime

import pytest

from prisma_hub.journeys.rules import day_at, moments_of
from prisma_hub.kernel.refusal import Refused

T0 = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        ("0 days", T0),
        ("-8 months", date(2025, 7, 31)),
        ("-1 month", date(2026, 2, 28)),
        ("+2 weeks", date(2026, 4, 14)),
        ("-1 day", date(2026, 3, 30)),
        ("+10 months", date(2027, 1, 31)),
        ("+4 hours", T0),
        ("-5 hours", date(2026, 3, 30)),
    ],
)
def test_a_distance_from_the_first_day_is_a_day(offset: str, day: date) -> None:
    assert day_at(T0, offset) == day


@pytest.mark.parametrize("offset", ["", "soon", "2 weeks", "+2 years", "+02 days", "+99999 days"])
def test_anything_else_is_refused_with_an_example(offset: str) -> None:
    with pytest.raises(Refused) as no:
        day_at(T0, offset)
    assert "-8 months" in str(no.value)


def test_a_gathering_held_every_week_keeps_its_hour() -> None:
    first = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
    call = {"at": "-2 weeks", "times": 3, "every": "week"}
    assert moments_of(call, first) == [
        datetime(2026, 4, 27, 9, 30, tzinfo=UTC),
        datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
        datetime(2026, 5, 11, 9, 30, tzinfo=UTC),
    ]


def test_a_gathering_some_hours_in_begins_that_much_later() -> None:
    first = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
    assert moments_of({"at": "+3 hours"}, first) == [datetime(2026, 5, 11, 12, 30, tzinfo=UTC)]


def test_every_month_is_the_same_day_of_each() -> None:
    first = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    assert [each.date() for each in moments_of({"at": "0 days", "times": 2, "every": "month"}, first)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
    ]
