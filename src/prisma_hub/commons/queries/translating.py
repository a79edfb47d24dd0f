"""Beginning a translation, and seeing what changed in its source since."""

from __future__ import annotations

from prisma_hub.commons.queries.pages import info, text_of
from prisma_hub.commons.queries.past import Line, compare, history, version_text
from prisma_hub.commons.render.parse import LANGUAGES
from prisma_hub.commons.rules import translating
from prisma_hub.commons.types import Begun, FullPage, PageInfo
from prisma_hub.identity.types import Viewer


def tongues_left(found: FullPage) -> list[str]:
    """Languages a page is not written in yet; none where it does not say its own."""
    if not found.info.lang:
        return []
    there = {found.info.lang, *(each.lang for each in found.translations)}
    return [each for each in LANGUAGES if each not in there]


def in_language(found: FullPage, lang: str) -> str:
    """The text of a page that says which language it is in; as it was where that cannot be written."""
    return translating.say_language(found.text, lang)


def begin_translation(found: FullPage, lang: str) -> Begun:
    """Where a translation of this page may lie, and the text it begins from: the source."""
    return translating.begin_translation(found.info.path, found.text, lang, languages=LANGUAGES)


def source_since(viewer: Viewer, found: FullPage) -> tuple[PageInfo, list[Line]] | None:
    """Of a translation that fell behind: its source, and what changed there after it."""
    if not found.behind:
        return None
    source = info(viewer, found.info.space, found.info.translation_of.lstrip("/"))
    text = text_of(source) if source else None
    if source is None or text is None:
        return None
    past = history(viewer, source.space, source.path)
    then = next((each for each in past if each.seq < found.info.seq and each.kept), None)
    before = version_text(viewer, source.space, source.path, then.seq) if then else None
    return source, compare(before, text) if before is not None else []
