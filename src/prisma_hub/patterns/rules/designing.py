"""Changing a plan that need not be full yet: putting in, moving, taking out.

Source: journeys.md, "Patterns and the agenda designer".
"""

from __future__ import annotations

from dataclasses import replace

from prisma_hub.kernel.refusal import Refused
from prisma_hub.patterns.types import Plan, Planned

AS_BEFORE = "The agenda stays as it was."
MOST_BLOCKS = 80


def put_in(plan: Plan, planned: Planned, before: str | None = None) -> Plan:
    """A block more, before another one or at the end."""
    if len(plan.blocks) >= MOST_BLOCKS:
        raise Refused("An agenda holds at most %(most)s blocks.", kept=AS_BEFORE, most=MOST_BLOCKS)
    _check(planned)
    at = _at(plan, before) if before else len(plan.blocks)
    return replace(plan, blocks=(*plan.blocks[:at], planned, *plan.blocks[at:]))


def exchange(plan: Plan, planned: Planned) -> Plan:
    """The block of that id, changed."""
    _check(planned)
    at = _at(plan, planned.block.id)
    _check_lock(plan, planned)
    return replace(plan, blocks=(*plan.blocks[:at], planned, *plan.blocks[at + 1 :]))


def take_out(plan: Plan, block_id: str) -> Plan:
    at = _at(plan, block_id)
    return replace(plan, blocks=(*plan.blocks[:at], *plan.blocks[at + 1 :]))


def move(plan: Plan, block_id: str, by: int) -> Plan:
    """A block one place earlier (-1) or later (+1). At the end of the row it stays."""
    at = _at(plan, block_id)
    to = max(0, min(len(plan.blocks) - 1, at + by))
    blocks = list(plan.blocks)
    blocks.insert(to, blocks.pop(at))
    return replace(plan, blocks=tuple(blocks))


def _at(plan: Plan, block_id: str) -> int:
    for at, each in enumerate(plan.blocks):
        if each.block.id == block_id:
            return at
    raise Refused("This block is no longer in the agenda.", kept=AS_BEFORE, mend="Look at it again.")


def _check(planned: Planned) -> None:
    block = planned.block
    if not block.title.strip():
        raise Refused("A block has a title.", kept=AS_BEFORE, mend="Say in a word or two what happens.")
    if not 1 <= block.minutes <= 24 * 60:
        raise Refused("A block takes at least one minute.", kept=AS_BEFORE, mend="Take it out instead.")


def _check_lock(plan: Plan, planned: Planned) -> None:
    at = planned.block.locked_at
    if at is not None and not 0 <= at < plan.minutes:
        raise Refused(
            "The fixed time lies outside the session.", kept=AS_BEFORE, mend="Choose a time within it."
        )
