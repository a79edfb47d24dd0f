"""A page of a story, drawn for one reader."""

from collections.abc import Sequence

from prisma_hub.stories.showing.memory import Memory
from prisma_hub.stories.showing.reader import Addresses, Reader, Sheet
from prisma_hub.stories.types import Drawn

__all__ = ("Addresses", "Memory", "Reader", "Sheet", "draw", "draw_all")


def draw(path: str, text: str, reader: Reader) -> Drawn:
    """One page. Nothing in it can fail it: what cannot be shown is a notice, or left out where it leaves."""
    return draw_all([Sheet(path, text, reader)])[0]


def draw_all(sheets: Sequence[Sheet]) -> list[Drawn]:
    """Several pages, for readers who share a memory: what all of them lean on is read at once."""
    from prisma_hub.stories.showing import drawing  # brings all rooms a live part may show

    return drawing.draw_all(sheets)
