"""A page of a story, drawn for one reader."""

from prisma_hub.stories.showing.drawing import draw
from prisma_hub.stories.showing.reader import Addresses, Reader

__all__ = ("Addresses", "Reader", "draw")
