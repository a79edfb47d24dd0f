"""What is due by the clock in circles."""

from prisma_hub.circles import actions
from prisma_hub.work.types import Clockwork


def _erase() -> None:
    actions.erase_what_is_due()


REACTIONS = {}  # type: ignore[var-annotated]
CLOCKWORK = (Clockwork("erase what was withdrawn", 60_000, _erase),)
