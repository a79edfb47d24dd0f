"""Ways of deciding, from the block of their protocol (protocols/schemas/decision.json)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final

from prisma_hub.agreements.types import Mode, Rule
from prisma_hub.kernel.exact import parse_decimal
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.spans import read_span

WAYS: Final[dict[str, dict[str, str]]] = {
    "consent": {
        "rule": "no_objection",
        "quorum": "1",
        "silence": "asked_again",
        "window": "5 days",
        "pause": "3 minutes",
        "review_after": "6 months",
    },
    "majority": {
        "rule": "share",
        "adopted_above": "0.5",
        "quorum": "0.5",
        "silence": "uncounted",
        "window": "3 days",
        "review_after": "12 months",
    },
    "just-record-it": {"rule": "record", "silence": "uncounted", "review_after": "12 months"},
}
"""The three ways every hub begins with, as the starter protocols of these names say."""

_KEPT: Final = ("rule", "adopted_above", "quorum", "silence", "window", "pause", "review_after")


def keep_mode(name: str, block: Mapping[str, Any]) -> dict[str, str]:
    """What a proposal keeps of its way of deciding, so that it is finished by the rules it began with."""
    kept = {"name": name} | {key: str(block[key]) for key in _KEPT if key in block}
    read_mode(kept, 1)
    return kept


def read_mode(kept: Mapping[str, Any], members: int) -> Mode:
    """The way of deciding for a circle of so many members: parts of them become numbers of people."""
    try:
        rule = Rule(kept["rule"])
    except (KeyError, ValueError):
        raise Refused("The hub does not know this way of deciding.", kept="Nothing was changed.") from None
    window = read_span(kept["window"]) if "window" in kept else None
    quorum = Fraction(parse_decimal(kept.get("quorum", "0")))
    silent = window if kept.get("silence") == "consent" else None
    return Mode(
        pause=read_span(kept["pause"]) if "pause" in kept else timedelta(0),
        silence_after=silent,
        quorum=max(1, ceil(quorum * members)) if silent is None or quorum < 1 else 1,
        rule=rule,
        window=window,
        adopted_above=Decimal(kept.get("adopted_above", "0.5")),
    )
