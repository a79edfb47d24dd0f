"""Which patterns somebody may have meant by what they typed.

Source: journeys.md, "Patterns and the agenda designer": patterns are dragged, typed or said into blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from prisma_hub.patterns.types import Page

CLOSE: Final = 0.6
"""How alike two names are, from 0 to 1, that one may be meant by the other."""


def find_named(pages: Sequence[Page], typed: str) -> Page | None:
    """The pattern of exactly this title or name, however it is written."""
    wanted = typed.strip().casefold()
    return next((page for page in pages if wanted in (page.title.casefold(), page.name)), None)


def find_near(pages: Sequence[Page], typed: str, most: int = 3) -> tuple[Page, ...]:
    """Patterns whose title is near what was typed, the nearest first."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ()
    rated = sorted(((_near(page, wanted), page) for page in pages), key=lambda pair: -pair[0])
    return tuple(page for near, page in rated[:most] if near >= CLOSE)


def _near(page: Page, wanted: str) -> float:
    """1 where one contains the other as whole words, else how alike they are, or their most alike words."""
    title = page.title.casefold()
    if len(wanted) > 2 and (f" {wanted} " in f" {title} " or f" {title} " in f" {wanted} "):
        return 1.0
    pairs = [
        (one, other) for one in wanted.split() for other in title.split() if min(len(one), len(other)) > 3
    ]
    words = max((SequenceMatcher(None, one, other).ratio() for one, other in pairs), default=0.0)
    return max(SequenceMatcher(None, wanted, title).ratio(), words if words > 0.8 else 0.0)
