"""The words of the glossary."""

from __future__ import annotations

from prisma_hub.commons.kept import Reading
from prisma_hub.commons.queries.pages import info_of, reads
from prisma_hub.commons.types import Term
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import fold, truncate

TERM = "term"


def glossary(viewer: Viewer, *, lang: str | None = None, space: str | None = None) -> list[Term]:
    """The words of the glossary by name: of one language, of one space or of all a viewer may read."""
    found = reads(viewer, space).filter(kind=TERM)
    if lang is not None:
        found = found.filter(lang=lang)
    terms = [Term(info_of(each), (each.title, *each.aliases), _meaning(each)) for each in found]
    return sorted(terms, key=lambda term: (fold(term.info.title), term.info.path))


def _meaning(read: Reading) -> str:
    """What a page says first: its description, or its first words."""
    words = next((text for _, _, text in read.passages if text.strip()), "")
    return truncate(read.description or words, 280)
