"""What can be asked of a backup before it is restored."""

from prisma_hub.upkeep.archive import is_locked

__all__ = ["is_locked"]
