"""Lengths of time as protocols write them."""

from datetime import timedelta
from typing import Final

from .refusal import Refused

_UNITS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
LONGEST: Final = timedelta(days=36_500)
"""From any day on that a calendar will see for some time, so long ends on a day that it has too."""


def read_span(text: str) -> timedelta:
    """`3 minutes`, `1 week`; a month is thirty days."""
    number, _, unit = text.partition(" ")
    length = _UNITS.get(unit.removesuffix("s"))
    if not number.isdecimal() or length is None:
        raise Refused("“%(text)s” is not a length of time.", mend="Write it like 3 days.", text=text[:40])
    # What was adopted before a protocol had to say less goes on: it is as long as can be.
    return LONGEST if len(number) > 9 else min(int(number) * length, LONGEST)
