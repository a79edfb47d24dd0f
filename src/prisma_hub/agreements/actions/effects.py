"""Doing what an agreement says, exactly once. For the reactions of this room and of rooms above."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from prisma_hub.agreements import events, rules
from prisma_hub.agreements.models import AgreementRow, EffectRow, ProposalRow
from prisma_hub.agreements.types import Ground
from prisma_hub.kernel import ids
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.source import parse_instant
from prisma_hub.log import actions as log
from prisma_hub.log.types import Entry

Doer = Callable[[Any, UUID, Ground], str]
"""Does one effect, given the id for what it says (the same however often it is tried, unless somebody took it
meanwhile for a thing of theirs) and what it stands on. Returns a reference to what it made, or ""."""


def carry_out(trigger: Entry, doers: Mapping[type, Doer]) -> None:
    """Do the effects that wait and for which there is a doer here. `trigger` is an agreement, or the wish
    to try one of its effects again.

    What was done is never done again: its state, looked at with the pen in hand, sees to that. A refusal
    leaves the agreement in force and the effect visibly failed; any other error is tried again by the work
    loop.
    """
    retried = trigger.body.get("agreement")
    agreement = ids.uuid_of(retried) if retried else trigger.id
    assert agreement is not None
    waiting = EffectRow.objects.filter(agreement=agreement, state="waiting").order_by("index")
    if retried:
        waiting = waiting.filter(index=trigger.body["index"])
    row = AgreementRow.objects.get(id=agreement)
    proposer = ProposalRow.objects.values_list("by", flat=True).get(id=row.proposal)
    ground = Ground(row.id, row.seq, ids.circle(row.circle), tuple(row.spaces), proposer)
    for each in waiting:
        effect = rules.read_effect(each.effect)
        doer = doers.get(type(effect))
        if doer is not None:
            at = parse_instant(row.at)
            _do(ground, each.index, partial(doer, effect), trigger, at)


def _do(ground: Ground, index: int, does: Callable[[UUID, Ground], str], trigger: Entry, at: int) -> None:
    said = {"agreement": f"agreement:{ground.agreement}", "index": index}
    try:
        with transaction.atomic():
            log.hold_pen()
            if not _waits(ground, index):
                return  # done by somebody else meanwhile
            made = does(log.free_id(ground.agreement, f"effect-{index}", at), ground)
            log.say(
                events.DONE,
                by=log.HUB,
                to=ground.spaces,
                scope=ground.circle,
                body=said | {"made": made},
                statement_id=ids.derived_id(ground.agreement, f"done-{index}", at),
            )
    except Refused as no:
        log.say(
            events.FAILED,
            by=log.HUB,
            to=ground.spaces,
            scope=ground.circle,
            body=said
            | {"reason": no.reason, "values": {key: str(value) for key, value in no.values.items()}},
            statement_id=log.react(trigger, f"failed-{index}"),
        )


def _waits(ground: Ground, index: int) -> bool:
    return EffectRow.objects.filter(agreement=ground.agreement, index=index, state="waiting").exists()
