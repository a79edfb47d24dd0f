"""The rules of agendas: facts in, an answer or `Refused` out."""

from prisma_hub.patterns.rules.naming import find_named, find_near
from prisma_hub.patterns.rules.reflow import (
    change_minutes,
    check_agenda,
    lay_out,
    reflow,
    skip,
    swap,
)
from prisma_hub.patterns.rules.spreading import spread, unfold
from prisma_hub.patterns.rules.warnings import find_warnings

__all__ = [
    "change_minutes",
    "check_agenda",
    "find_named",
    "find_near",
    "find_warnings",
    "lay_out",
    "reflow",
    "skip",
    "spread",
    "swap",
    "unfold",
]
