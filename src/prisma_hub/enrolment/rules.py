"""What is missing in a stage, and which move an application may make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import ROUND_CEILING, Decimal

from prisma_hub.enrolment.types import (
    CHANGES,
    DECLINED,
    DRAFT,
    ENROLLED,
    NOT_NOW,
    OURS,
    SUBMITTED,
    THEIRS,
    WITHDRAWN,
    Application,
    Missing,
    Ready,
    Stage,
    Tick,
)
from prisma_hub.kernel.refusal import Refused

AS_BEFORE = "Nothing was changed."
GATES = ("automatic", "one_reviewer")


def missing(
    stage: Stage,
    *,
    due: Collection[str],
    answered: Collection[str],
    accepted: Collection[str],
    ticks: Mapping[str, Mapping[str, Tick]],
    items: int = 0,
) -> Missing:
    """What is still to do before the gate of a stage.

    `due` are its forms that must be answered; `items` how many its checklist has.
    """
    return Missing(
        tuple(form for form in stage.forms if form in due and form not in answered),
        tuple(each.name for each in stage.agreements if each.name not in accepted),
        0 if stage.ready is None else lacking(stage.ready, ticks.get(stage.ready.form, {}), items),
    )


def lacking(ready: Ready, ticks: Mapping[str, Tick], items: int) -> int:
    """How many more items must carry the answer. The share is rounded up to whole items."""
    needed = int((Decimal(ready.share) * items).to_integral_value(ROUND_CEILING))
    return max(0, needed - sum(1 for tick in ticks.values() if tick.state == ready.answer))


def check_their_turn(application: Application) -> None:
    _check_not_paused(application)
    if application.state not in THEIRS:
        raise Refused(
            "This was sent; it is not your turn now.",
            kept="What you sent is kept.",
            mend="You can see whose turn it is, and what comes next.",
        )


def check_our_turn(application: Application) -> None:
    _check_not_paused(application)
    if application.state not in OURS:
        raise Refused(
            "It is not the reviewers’ turn.",
            kept=AS_BEFORE,
            mend="The page of this application says whose turn it is.",
        )


def _check_not_paused(application: Application) -> None:
    if application.paused:
        raise Refused(
            "This application is paused.", kept=AS_BEFORE, mend="Whoever applied can go on with it."
        )


def check_complete(found: Missing) -> None:
    if not found.nothing:
        raise Refused(
            "Something of this stage is still open.",
            kept="What you did is kept.",
            mend="Look at what is marked on the page, then go on.",
        )


def check_words(outcome: str, words: str) -> None:
    if outcome in (CHANGES, NOT_NOW, DECLINED) and not words.strip():
        raise Refused(
            "This answer needs words.",
            kept=AS_BEFORE,
            mend="Say why, as you would say it to their face.",
        )


def check_can_return(application: Application) -> None:
    if application.state != NOT_NOW:
        raise Refused("This application was not put off.", kept=AS_BEFORE)


def check_can_leave(application: Application) -> None:
    if application.state in (ENROLLED, WITHDRAWN, DECLINED):
        raise Refused("This application is over.", kept=AS_BEFORE)


def check_gates(stages: Collection[Stage]) -> None:
    for stage in stages:
        if stage.gate not in GATES:
            raise Refused(
                "This pathway has a gate that nobody can open here yet: %(gate)s.",
                kept=AS_BEFORE,
                mend="Choose a gate that is automatic or held by one reviewer in its protocol.",
                gate=stage.gate,
            )


def begins_open(stage: Stage) -> str:
    """The state in which somebody enters a stage: theirs where there is something to do, else the gate's."""
    return DRAFT if stage.asks or stage.gate == "automatic" else SUBMITTED
