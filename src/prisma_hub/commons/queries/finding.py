"""Finding pages by name, and the words of the glossary."""

from __future__ import annotations

from prisma_hub.commons.kept import Reading
from prisma_hub.commons.queries.pages import info_of, infos, reads
from prisma_hub.commons.types import PageInfo, Term
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.text import fold, truncate

TERM = "term"


def find(viewer: Viewer, words: str, *, limit: int = 20) -> list[PageInfo]:
    """Pages whose title, other name or path holds these words: those that begin with them first.

    For completing a link while writing; the whole text of pages is searched elsewhere (`search`).
    """
    wanted = fold(words).strip()
    if not wanted:
        return []
    found: list[tuple[int, str, int]] = []
    named = reads(viewer).values_list("seq", "title", "aliases", "path")
    for seq, title, aliases, path in named.iterator(2000):
        names = [fold(each) for each in (title, *aliases, path)]
        if any(wanted in each for each in names):
            begins = any(each.startswith(wanted) for each in names)
            found.append((0 if begins else 1, path, seq))
    order = [seq for _, _, seq in sorted(found)[:limit]]
    known = {each.seq: each for each in infos(reads(viewer).filter(seq__in=order))}
    return [known[seq] for seq in order]


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
