"""Money held in trust: `promised → received → decided → sent → received by them`.

No total may exceed the one before it: nothing is decided that has not come in, nothing sent that
was not decided. Source: governance.md, "Practice currencies", *money in trust*.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from prisma_hub.currencies.rules.ledger import from_smallest
from prisma_hub.currencies.types import Stage, TrustTotals
from prisma_hub.kernel.exact import text_of
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

_TOO_MUCH: Final[dict[Stage, str]] = {
    Stage.RECEIVED: later("More would be received (%(after)s) than was promised (%(before)s)."),
    Stage.DECIDED: later("More would be decided (%(after)s) than has been received (%(before)s)."),
    Stage.SENT: later("More would be sent (%(after)s) than has been decided (%(before)s)."),
    Stage.RECEIVED_BY_THEM: later("More would have arrived (%(after)s) than was sent (%(before)s)."),
}


def record_step(totals: TrustTotals, stage: Stage, amount: int, places: int) -> TrustTotals:
    """The totals after one more step; a negative amount corrects an earlier one.

    Amounts are in smallest units; `places` says how to write them out. Refused where a total
    would exceed the one before it.
    """
    if amount == 0:
        raise Refused("A step of zero changes nothing.", kept="The totals stay as they were.")
    after = replace(totals, **{stage.value: getattr(totals, stage.value) + amount})
    check_totals(after, places)
    return after


def check_totals(totals: TrustTotals, places: int) -> None:
    """Refuse totals in which a later step is larger than the one before it, or below zero."""
    for earlier, stage in pairwise(Stage):
        before, after = getattr(totals, earlier.value), getattr(totals, stage.value)
        if after > before:
            raise Refused(
                _TOO_MUCH[stage],
                kept="The totals stay as they were.",
                mend="Write down the step before it first, with its receipt, or a smaller amount.",
                before=text_of(from_smallest(before, places)),
                after=text_of(from_smallest(after, places)),
            )
    if totals.received_by_them < 0:
        raise Refused("No total can fall below zero.", kept="The totals stay as they were.")
