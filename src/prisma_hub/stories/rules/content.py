"""What an edition is the hash of."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from prisma_hub.kernel.canonical import canonical
from prisma_hub.stories.types import Page


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def content_of(pages: Iterable[Page]) -> str:
    """`sha256:<hex>` over name, level, language and text of every page, in the order of their paths."""
    rows = [
        {"name": page.name, "level": page.level, "language": page.language, "sha256": hash_of(page.text)}
        for page in sorted(pages, key=lambda page: page.path)
    ]
    return f"sha256:{sha256(canonical(rows)).hexdigest()}"
