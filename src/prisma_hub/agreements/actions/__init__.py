"""What people can do on the way from a tension to an agreement, and after."""

from prisma_hub.agreements.actions.agreeing import adopt, drop, keep_agreement, retry_effect
from prisma_hub.agreements.actions.deciding import (
    answer_objection,
    open_next_round,
    open_round_again,
    speak,
    withdraw_objection,
)
from prisma_hub.agreements.actions.effects import Doer, carry_out
from prisma_hub.agreements.actions.proposing import (
    add_effect,
    name_tension,
    propose,
    remove_effect,
    revise,
)

__all__ = [
    "Doer",
    "add_effect",
    "adopt",
    "answer_objection",
    "carry_out",
    "drop",
    "keep_agreement",
    "name_tension",
    "open_next_round",
    "open_round_again",
    "propose",
    "remove_effect",
    "retry_effect",
    "revise",
    "speak",
    "withdraw_objection",
]
