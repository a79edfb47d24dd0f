"""What was erased is told to the lists beside the backups, and cleared from the store; backups when they are
due."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.commons import events as commons
from prisma_hub.log import events
from prisma_hub.log.types import Entry
from prisma_hub.upkeep import clearing, erasures, nightly, upgrading
from prisma_hub.work.types import Clockwork, Together


def tell(_: Sequence[Entry]) -> None:
    erasures.tell()


def let_go_of_old_tables(_: Sequence[Entry]) -> None:
    """The database as it was before an upgrade holds what is erased now."""
    upgrading.let_go(all_of_it=True)


REACTIONS = {
    events.ERASED: (Together(tell), Together(let_go_of_old_tables)),
    commons.PURGED: (Together(tell),),
    commons.KEPT: (Together(tell),),
}
CLOCKWORK = (
    Clockwork("upkeep.tell_erasures", 60_000, erasures.tell),  # a stick that lay in a drawer is back
    Clockwork("upkeep.let_go_of_old_tables", 86_400_000, upgrading.let_go),
    Clockwork("upkeep.clear", 30_000, clearing.clear),
    Clockwork("upkeep.back_up", 60_000, nightly.begin_if_due, while_serving=True),
)
