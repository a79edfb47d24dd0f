"""What can be seen of money in common, signals, measures and transfers."""

from prisma_hub.currencies.queries.books import (
    amount_of,
    beancount,
    custodian_of,
    entry_of,
    holdings,
    ledger,
    offer,
    places_of,
    receiver_of,
    spaces_of_entry,
)
from prisma_hub.currencies.queries.defining import definition, definition_of, definitions, measured
from prisma_hub.currencies.queries.moving import balance, left, readings, sums, thanks, transfers
from prisma_hub.currencies.queries.pools import payment, payments_to, pool, pools, pools_in, public_pools
from prisma_hub.currencies.queries.sharing import allocation, allocations, is_concerned, sharings, verified_of

__all__ = (
    "allocation",
    "allocations",
    "amount_of",
    "balance",
    "beancount",
    "custodian_of",
    "definition",
    "definition_of",
    "definitions",
    "entry_of",
    "holdings",
    "is_concerned",
    "ledger",
    "left",
    "measured",
    "offer",
    "payment",
    "payments_to",
    "places_of",
    "pool",
    "pools",
    "pools_in",
    "public_pools",
    "readings",
    "receiver_of",
    "sharings",
    "spaces_of_entry",
    "sums",
    "thanks",
    "transfers",
    "verified_of",
)
