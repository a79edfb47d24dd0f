"""Whether a clock can be believed when things are to be erased by it."""

from __future__ import annotations

from datetime import date
from typing import Final

JUMP_DAYS: Final = 7
"""A hub that was off for longer, or whose clock jumped, erases nothing by its clock before somebody who keeps
the house has looked at a calendar."""


def is_a_jump(last: date, today: date) -> bool:
    """Whether more days have gone by since the hub last looked than a hub is usually off."""
    return (today - last).days > JUMP_DAYS
