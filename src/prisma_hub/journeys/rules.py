"""What a journey may be: windows from T0, plans that hold together, gates with names and evidence."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from prisma_hub.journeys.types import PASSED
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import slug

_OFFSET = re.compile(r"(0|[+-][1-9][0-9]{0,3}) (hour|day|week|month)s?")
_DAYS = {"day": 1, "week": 7}
OFFSET_EXAMPLE = "-8 months, -10 days, 0 days, +2 weeks"


def day_at(begins: date, offset: str) -> date:
    """The day an offset from T0 falls on. Months are calendar months, cut to their last day.

    >>> day_at(date(2026, 3, 31), "-1 month")
    datetime.date(2026, 2, 28)
    """
    found = _OFFSET.fullmatch(offset.strip())
    if found is None:
        raise Refused(
            "“%(offset)s” is no distance from the first day.",
            kept="Nothing was changed.",
            mend="Write it like one of these: %(example)s",
            offset=offset[:40],
            example=OFFSET_EXAMPLE,
        )
    count, unit = int(found[1]), found[2]
    if unit == "hour":
        return begins + timedelta(days=count // 24)
    if unit == "month":
        return _months_later(begins, count)
    return begins + timedelta(days=count * _DAYS[unit])


def moments_of(gathering: Mapping[str, Any], first: datetime) -> list[datetime]:
    """When a gathering of a plan begins, each time it is held. `first` is T0 with its hour and zone."""
    found = _OFFSET.fullmatch(gathering["at"])
    hours = int(found[1]) % 24 if found and found[2] == "hour" else 0
    day = day_at(first.date(), gathering["at"])
    begin = datetime.combine(day, first.timetz()) + timedelta(hours=hours)
    every = {"day": timedelta(days=1), "week": timedelta(days=7), "month": None}[
        gathering.get("every", "day")
    ]
    return [
        begin + every * number if every else datetime.combine(_months_later(day, number), begin.timetz())
        for number in range(gathering.get("times", 1))
    ]


def _months_later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def check_plan(plan: Mapping[str, Any], begins: date) -> None:
    """Refuse a plan that does not hold together."""
    phases = plan.get("phases") or []
    names = [phase["name"] for phase in phases]
    if not phases:
        raise Refused("A journey has at least one phase.", kept="Nothing was changed.")
    if len(set(names)) < len(names):
        raise Refused("Two phases have the same name.", kept="Nothing was changed.")
    processes = {each["name"] for each in plan["processes"]}
    for phase in phases:
        _check_phase(phase, processes, begins)


def _check_phase(phase: Mapping[str, Any], processes: set[str], begins: date) -> None:
    if phase["process"] not in processes:
        raise Refused("A phase is led by a process this journey does not have.", kept="Nothing was changed.")
    first = day_at(begins, phase["window"]["from"])
    last = day_at(begins, phase["window"]["to"])
    if last < first:
        raise Refused(
            "A phase would end before it begins.",
            kept="Nothing was changed.",
            mend="Look at the two distances from the first day again.",
        )


def check_gate(evidence: str, people: Sequence[str]) -> None:
    """A gate is passed by named people who say what they saw."""
    if not evidence.strip():
        raise Refused(
            "A gate is passed on what people saw.",
            kept="The gate is as it was.",
            mend="Write in a sentence or two what you looked at.",
        )
    if not people:
        raise Refused(
            "Nobody is named who decided.",
            kept="The gate is as it was.",
            mend="Name at least one person who looked and said yes.",
        )


def check_phase_can_open(state: str) -> None:
    if state == "open":
        raise Refused("This phase is open already.", kept="Nothing was changed.")
    if state == PASSED:
        raise Refused(
            "The gate of this phase was passed.",
            kept="Nothing was changed.",
            mend="Open the gate again, with the reason; then the phase is open.",
        )


def check_fallow(first: date, last: date) -> None:
    if last < first:
        raise Refused("The last day comes before the first.", mend="Look at the two days again.")
    if (last - first).days > 366:
        raise Refused("Fallow time longer than a year is an ending.", mend="Declare a shorter time.")


LATEST_YEAR = 2200


def check_session(title: str, begins: datetime, minutes: int) -> str:
    tidy = " ".join(title.split())
    if not 1900 <= begins.year <= LATEST_YEAR:
        raise Refused("This day is too far away for a session.", mend="Look at the year again.")
    if not tidy:
        raise Refused("A session has a title.", mend="Say in a few words what it is.")
    if not 5 <= minutes <= 24 * 60:
        raise Refused(
            "A session takes between 5 minutes and a day.", mend="Plan a longer one as several sessions."
        )
    return tidy


def check_title(title: str) -> str:
    tidy = " ".join(title.split())
    if not tidy:
        raise Refused("A title is missing.", mend="Say in a few words what it is.")
    if len(tidy) > 200:
        raise Refused("This title is longer than 200 letters.", mend="Take a shorter one.")
    return tidy


def name_for(title: str, taken: set[str]) -> str:
    """A name code can hold on to, from a title in any script."""
    word = re.sub(r"[^a-z0-9_-]", "", slug(title, 40)) or "phase"
    word = word if word[0].isalpha() else f"p-{word}"
    number, name = 2, word
    while name in taken:
        name, number = f"{word}-{number}", number + 1
    return name
