"""What people can do with money in common, signals, measures and transfers."""

from prisma_hub.currencies.actions.allocating import (
    answer_objection,
    give_points,
    object_to,
    open_allocation,
    settle,
)
from prisma_hub.currencies.actions.measuring import confirm_measure, correct_measure, read_measure
from prisma_hub.currencies.actions.pools import (
    confirm_arrival,
    decide_payment,
    hand_pool,
    open_pool,
    promise,
    receive,
    send,
    take_back,
)
from prisma_hub.currencies.actions.thanking import thank
from prisma_hub.currencies.actions.transferring import (
    accept_transfer,
    expire_transfers,
    propose_transfer,
    refuse_transfer,
    reverse_transfer,
)

__all__ = [
    "accept_transfer",
    "answer_objection",
    "confirm_arrival",
    "confirm_measure",
    "correct_measure",
    "decide_payment",
    "expire_transfers",
    "give_points",
    "hand_pool",
    "object_to",
    "open_allocation",
    "open_pool",
    "promise",
    "propose_transfer",
    "read_measure",
    "receive",
    "refuse_transfer",
    "reverse_transfer",
    "send",
    "settle",
    "take_back",
    "thank",
]
