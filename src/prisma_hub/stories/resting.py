"""What the published stories rest on."""

from __future__ import annotations

import re
from functools import lru_cache

from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.identity.types import ANYBODY
from prisma_hub.stories.models import EditionRow

_ENTRY = re.compile(r"\bentry:(\d{1,15})\b")


def resting_on() -> frozenset[int]:
    """The entries that the newest edition of each story quotes, or names as what bears a claim."""
    newest = {row.story: row for row in EditionRow.objects.order_by("seq")}
    found: set[int] = set()
    for row in newest.values():
        found |= {*row.quotes, *_named(row.content, tuple((each["path"], each["seq"]) for each in row.pages))}
    return frozenset(found)


@lru_cache(256)
def _named(content: str, pages: tuple[tuple[str, int], ...]) -> frozenset[int]:
    """What the pages of an edition name; `content`, their hash, is what it is remembered by."""
    texts = (commons.version_text(ANYBODY, PUBLIC, path, seq) or "" for path, seq in pages)
    return frozenset(int(number) for text in texts for number in _ENTRY.findall(text))
