"""Which role allows what. Roles hold for the hub, or within one scope such as a journey."""

from __future__ import annotations

from typing import Final

from prisma_hub.circles.types import (
    CUSTODIAN,
    EVALUATOR,
    FACILITATOR,
    HOST,
    KEEPER_LENGTH,
    PURPOSE_LENGTH,
    SCRIBE,
    STEWARD,
    TRUST,
)
from prisma_hub.kernel.refusal import Refused

RIGHTS: Final[dict[str, frozenset[str]]] = {
    "invite people": frozenset({STEWARD, HOST, FACILITATOR}),
    "renew a lost code": frozenset({STEWARD, HOST, FACILITATOR}),
    "grant roles": frozenset({STEWARD}),
    "grant roles in a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "open a circle": frozenset({STEWARD, HOST, FACILITATOR}),
    "admit to a circle": frozenset({STEWARD, HOST, FACILITATOR}),
    "tend the place": frozenset({STEWARD, HOST}),
    "open a practice": frozenset({STEWARD, HOST, FACILITATOR}),
    "open a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "tend a journey": frozenset({STEWARD, HOST, FACILITATOR}),
    "run a session": frozenset({STEWARD, HOST, FACILITATOR}),
    "review applications": frozenset({STEWARD, HOST, FACILITATOR}),
    "write down for others": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "hide words": frozenset({STEWARD, TRUST, FACILITATOR}),
    "suspend a person": frozenset({STEWARD, TRUST}),
    "hear concerns": frozenset({TRUST}),
    "adopt a protocol": frozenset({STEWARD}),
    "tend the commons": frozenset({STEWARD}),
    "write for everybody": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "keep money in trust": frozenset({STEWARD, CUSTODIAN}),
    "write the story": frozenset({STEWARD, HOST, FACILITATOR, SCRIBE}),
    "publish an edition": frozenset({STEWARD, HOST}),
    "evaluate": frozenset({EVALUATOR}),
    "tend the hub": frozenset({STEWARD}),
}
"""What may be done, and by which roles. A role for the hub holds in every scope."""


def roles_for(right: str) -> frozenset[str]:
    return RIGHTS[right]


def check_house(*, purpose: str, keeper: str, reach: str) -> None:
    """What a hub says of itself is short, and says a way to reach somebody only with who it is."""
    if len(purpose) > PURPOSE_LENGTH or len(keeper) > KEEPER_LENGTH or len(reach) > KEEPER_LENGTH:
        raise Refused(
            "That is more than fits here.",
            kept="Nothing was changed.",
            mend="Say it in two or three sentences; the long version has its page in the commons.",
        )
    if reach.strip() and not keeper.strip():
        raise Refused(
            "A way to reach somebody needs to say whom.",
            kept="Nothing was changed.",
            mend="Write who keeps the machine as well.",
        )
