"""What was erased is told to the lists beside the backups, and cleared from the store."""

from prisma_hub.log import events
from prisma_hub.log.types import Entry
from prisma_hub.upkeep import clearing, erasures
from prisma_hub.work.types import Clockwork


def tell(entry: Entry) -> None:
    erasures.tell()


REACTIONS = {events.ERASED: (tell,)}
CLOCKWORK = (
    Clockwork("upkeep.tell_erasures", 60_000, erasures.tell),  # a stick that lay in a drawer is back
    Clockwork("upkeep.clear", 30_000, clearing.clear),
)
