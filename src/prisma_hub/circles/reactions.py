"""What is due by the clock in circles."""

from prisma_hub.circles import actions
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Clockwork


def _erase() -> None:
    actions.erase_what_is_due()


def erase_what_belonged(entry: Entry) -> None:
    """Corrections and transcripts of erased words go with them, whoever erased them."""
    if "parts" not in entry.body:
        actions.erase_followers(entry.body["seq"], right=entry.body["right"])


REACTIONS = {book.ERASED: (erase_what_belonged,)}
CLOCKWORK = (Clockwork("erase what was withdrawn", 60_000, _erase),)
