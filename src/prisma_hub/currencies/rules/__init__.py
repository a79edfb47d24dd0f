"""The rules of currencies, ledgers and pools: facts in, an answer or `Refused` out."""

from prisma_hub.currencies.rules.allocation import (
    allocate_by_agreement,
    allocate_by_demand,
    allocate_by_signals,
    allocate_by_verified,
    allocate_equally,
)
from prisma_hub.currencies.rules.budgets import split_event_budget, total_fees
from prisma_hub.currencies.rules.definitions import code_of, period_of, read_definition
from prisma_hub.currencies.rules.kinds import ALLOWED, check_move, let_decay, sum_measures
from prisma_hub.currencies.rules.ledger import (
    allot,
    balances,
    check_balanced,
    expire,
    from_smallest,
    in_smallest,
    issue,
    outstanding,
    redeem,
    spend,
    transfer,
)
from prisma_hub.currencies.rules.network import (
    attribute,
    check_solvency,
    find_largest_gap,
    find_surplus,
    is_stable,
    pay_capped_claim,
    redeem_share,
    share_of_capital,
    unit_value,
    value_fund,
)
from prisma_hub.currencies.rules.numbers import check_measure
from prisma_hub.currencies.rules.transfers import (
    advance,
    is_open,
    postings_in_force,
    reverse_postings,
)
from prisma_hub.currencies.rules.trust import check_totals, record_step

__all__ = [
    "ALLOWED",
    "advance",
    "allocate_by_agreement",
    "allocate_by_demand",
    "allocate_by_signals",
    "allocate_by_verified",
    "allocate_equally",
    "allot",
    "attribute",
    "balances",
    "check_balanced",
    "check_measure",
    "check_move",
    "check_solvency",
    "check_totals",
    "code_of",
    "expire",
    "find_largest_gap",
    "find_surplus",
    "from_smallest",
    "in_smallest",
    "is_open",
    "is_stable",
    "issue",
    "let_decay",
    "outstanding",
    "pay_capped_claim",
    "period_of",
    "postings_in_force",
    "read_definition",
    "record_step",
    "redeem",
    "redeem_share",
    "reverse_postings",
    "share_of_capital",
    "spend",
    "split_event_budget",
    "sum_measures",
    "total_fees",
    "transfer",
    "unit_value",
    "value_fund",
]
