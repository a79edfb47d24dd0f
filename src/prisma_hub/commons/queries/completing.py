"""What a link or tag one begins to write may become."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import tags
from prisma_hub.commons.render.names import fold, slug
from prisma_hub.commons.render.resolve import Found, PageIndex
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.paths import is_page, stem
from prisma_hub.commons.types import Completion, Ref
from prisma_hub.identity.types import Viewer

_MOST = 8


def complete_link(viewer: Viewer, at: Ref, words: str) -> list[Completion]:
    """Pages, and files, that a `[[` on this page may mean: of its own space first, then of wider ones.

    After `#` the headings of the page named before it.
    """
    readings.catch_up()
    mine = readable(viewer)
    indexes = [catalogue.index_of(each) for each in catalogue.wider(at.space) if each in mine]
    page, sharp, part = words.partition("#")
    if sharp:
        return _headings(indexes, at, page, part)
    found: list[Completion] = []
    for index in indexes:
        paths = catalogue.called_like(index, words, at.path, _MOST - len(found))
        found += [_link(indexes, index, at, path) for path in paths if Ref(index.space, path) != at]
    return found


def _link(indexes: Sequence[PageIndex], index: PageIndex, at: Ref, path: str) -> Completion:
    """Written as short as it still leads there, with the title as its label where the name is another."""
    entry = index.get(path)
    title = entry.title if entry and entry.title else posixpath.basename(stem(path))
    here = Ref(index.space, path)
    ways = (posixpath.basename(stem(path)), stem(path), path)
    target = next((way for way in ways if _leads(indexes, at, way) == here), path)
    said = is_page(path) and fold(target) != fold(title)
    label = title.replace("|", " ").replace("[", "(").replace("]", ")")
    return Completion(title, f"{target}|{label}" if said else target, stem(path))


def _leads(indexes: Sequence[PageIndex], at: Ref, target: str) -> Ref | None:
    answer = catalogue.find_in(indexes, Link(at.path, target, "", "wikilink", 0))
    return Ref(answer.space, answer.path) if isinstance(answer, Found) else None


def _headings(indexes: Sequence[PageIndex], at: Ref, page: str, part: str) -> list[Completion]:
    to = _leads(indexes, at, page.strip()) if page.strip() else at
    read = Reading.objects.filter(space=to.space, path=to.path).first() if to else None
    wanted = fold(part.strip())
    named = [(anchor, heading) for anchor, heading, _ in read.passages if heading] if read else []
    return [
        Completion(heading, f"{page}#{heading if slug(heading) == anchor else anchor}", page)
        for anchor, heading in named
        if wanted in fold(heading)
    ][:_MOST]


def complete_tag(viewer: Viewer, words: str) -> list[Completion]:
    """Tags in use that begin like this, those most used first."""
    wanted = words.casefold()
    found = [(tag, count) for tag, count in tags(viewer) if tag.casefold().startswith(wanted)]
    found.sort(key=lambda one: (-one[1], one[0]))
    return [Completion(tag, tag, str(count)) for tag, count in found[:_MOST]]
