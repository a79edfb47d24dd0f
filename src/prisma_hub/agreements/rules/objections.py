"""Settling an objection: integrated into the text, or withdrawn by whoever made it.

An objection is an argument, not a veto. Source: governance.md, "From tension to agreement".
"""

from __future__ import annotations

from dataclasses import replace

from prisma_hub.agreements.types import Objection, ObjectionState
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.text import later

NOTHING_LOST = later("The objection stays as it is.")


def integrate(objection: Objection, *, answer: str) -> Objection:
    """Anyone may integrate an objection by changing the text; everybody is then asked again."""
    _check_open(objection, answer)
    return replace(objection, state=ObjectionState.INTEGRATED, answer=answer.strip())


def withdraw(objection: Objection, *, by: str, answer: str) -> Objection:
    """Only whoever objected withdraws, and says why."""
    _check_open(objection, answer)
    if by != objection.person:
        raise Refused(
            "Only the person who objected can withdraw the objection.",
            kept=NOTHING_LOST,
            mend="Change the proposal so that it answers the objection, and ask again.",
        )
    return replace(objection, state=ObjectionState.WITHDRAWN, answer=answer.strip())


def _check_open(objection: Objection, answer: str) -> None:
    if objection.state is not ObjectionState.OPEN:
        raise Refused("This objection is settled already.", kept=NOTHING_LOST)
    if not answer.strip():
        raise Refused(
            "Settling an objection needs words.",
            kept=NOTHING_LOST,
            mend="Say what changed in the proposal, or why the objection is withdrawn.",
        )
