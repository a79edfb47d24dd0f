"""What agreements do with organisations."""

from prisma_hub.agreements import actions as agreements
from prisma_hub.agreements import events as agreed
from prisma_hub.agreements.types import FoundOrganisation
from prisma_hub.log.types import Entry
from prisma_hub.organisations import actions


def carry_out(entry: Entry) -> None:
    """An agreement may found an organisation."""
    agreements.carry_out(entry, {FoundOrganisation: actions.found})


REACTIONS = {agreed.MADE: (carry_out,), agreed.RETRIED: (carry_out,)}
