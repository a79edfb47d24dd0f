"""The rules of deciding together: facts in, an answer or `Refused` out."""

from prisma_hub.agreements.rules.effects import KINDS, check_reach, read_effect, write_effect
from prisma_hub.agreements.rules.missing import find_lacking
from prisma_hub.agreements.rules.modes import WAYS, keep_mode, read_mode
from prisma_hub.agreements.rules.objections import integrate, withdraw
from prisma_hub.agreements.rules.rounds import (
    check_adoption,
    check_change,
    check_review,
    check_voice,
    open_again,
    open_next,
    read_standing,
)

__all__ = [
    "KINDS",
    "WAYS",
    "check_adoption",
    "check_change",
    "check_reach",
    "check_review",
    "check_voice",
    "find_lacking",
    "integrate",
    "keep_mode",
    "open_again",
    "open_next",
    "read_effect",
    "read_mode",
    "read_standing",
    "withdraw",
    "write_effect",
]
