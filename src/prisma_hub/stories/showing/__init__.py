"""A page of a story, drawn for one reader."""

from prisma_hub.stories.showing.drawing import Sheet, draw, draw_all
from prisma_hub.stories.showing.memory import Memory
from prisma_hub.stories.showing.reader import Addresses, Reader

__all__ = ("Addresses", "Memory", "Reader", "Sheet", "draw", "draw_all")
