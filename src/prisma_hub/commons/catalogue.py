"""Every name the pages of a space go by, held in memory and kept current from the log.

Where a link leads depends on the space it is written in, never on who looks (commons.md, Access).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.commons.kept import Reading, Shelf
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.render.nearest import first_is_sure
from prisma_hub.commons.render.resolve import Answer, Entry, Missing, PageIndex
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules.paths import is_garden
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.ids import uuid_of

_MOST = 200
"""Spaces held in memory at once; the one not asked for longest goes."""


@dataclass(slots=True)
class _Known:
    index: PageIndex
    seq: int
    commit: str


_known: dict[tuple[str, str], _Known] = {}
_lock = threading.RLock()


def wider(space: str) -> list[str]:
    """The spaces among which a link written in `space` is found, its own first."""
    if space == PUBLIC:
        return [PUBLIC]
    if space == HUB:
        return [HUB, PUBLIC]
    if is_garden(space):
        owner = Viewer(uuid_of(space))
        mine = [each.space for each in circles.spaces_of(owner) if each.space.startswith("circle:")]
        return [space, *mine, HUB, PUBLIC]
    return [space, HUB, PUBLIC]


def index_of(space: str) -> PageIndex:
    """The names of one space as the readings have them now."""
    with _lock:
        key = (str(settings.HUB_DIR), space)
        seq, commit = circles.once(f"newest of {space}", None, lambda: _newest(space))
        known = _known.pop(key, None)
        if known is not None and (known.seq, known.commit) == (seq, commit):
            _known[key] = known
            return known.index
        if known is None or not still_holds(known.seq, known.commit):
            known = _Known(PageIndex(_entries(space), space=space), seq, commit)
        elif known.seq < seq:
            _follow(space, known)
            known.seq, known.commit = seq, commit
        _known[key] = known
        while len(_known) > _MOST:
            del _known[next(iter(_known))]
        return known.index


def _newest(space: str) -> tuple[int, str]:
    """The last change in a space that was read; asked once while a page is read."""
    rows = PageVersion.objects.filter(space=space, seq__lte=Shelf.objects.values("seq")[:1]).order_by("-seq")
    return rows.values_list("seq", "commit").first() or (-1, "")


def newest() -> tuple[int, str] | None:
    """The last change of any page: what was made of pages holds as long as this stays the same. Asked once
    while a page is read."""
    return ends()[0]


def ends() -> tuple[tuple[int, str] | None, tuple[int, str, str] | None]:
    """The last change of any page; and the last that was read, with the code that read it. Asked once while a
    page is read: what is read meanwhile does not show here."""
    return circles.once("ends of the commons", None, _ends)


def _ends() -> tuple[tuple[int, str] | None, tuple[int, str, str] | None]:
    # By hand: it is asked before every answer, and Django takes five times as long to put the question.
    table = connection.ops.quote_name(PageVersion._meta.db_table)
    last = f'SELECT seq, "commit" FROM {table} ORDER BY seq DESC LIMIT 1'  # noqa: S608 - our own name
    question = f"""
        SELECT last.seq, last."commit", shelf.seq, shelf."commit", shelf.reader
        FROM ({last}) last LEFT JOIN commons_shelf shelf ON shelf.only
    """  # noqa: S608 - as above
    with connection.cursor() as cursor:
        cursor.execute(question)
        found = cursor.fetchone()
    if found is None:
        return None, None
    return found[:2], found[2:] if found[2] is not None else None


def state(spaces: Sequence[str]) -> tuple[tuple[str, int, str], ...]:
    """Up to where the names of these spaces are followed: what was found there holds as long."""
    with _lock:
        held = [(space, _known.get((str(settings.HUB_DIR), space))) for space in spaces]
        return tuple((space, known.seq, known.commit) for space, known in held if known)


def fresh(space: str, *, without: str, name: str) -> PageIndex:
    """The names of a space as they would be with one file under another path."""
    index = PageIndex(_entries(space), space=space)
    entry = index.get(without)
    index.remove(without)
    index.add(Entry(name, entry.title, entry.aliases, entry.anchors) if entry else Entry(name))
    return index


def still_holds(seq: int, commit: str) -> bool:
    """Whether the log still has a change that was followed so far (a restored or rolled back one may not)."""
    return seq < 0 or PageVersion.objects.filter(seq=seq, commit=commit).exists()


def _follow(space: str, known: _Known) -> None:
    since = PageVersion.objects.filter(space=space, seq__gt=known.seq)
    changed = list(dict.fromkeys(since.order_by("seq").values_list("path", flat=True)))
    for path in changed:
        known.index.remove(path)
    for entry in _entries(space, changed):
        known.index.add(entry)


def _entries(space: str, paths: Sequence[str] | None = None) -> Iterable[Entry]:
    rows, readings = PageRow.objects.filter(space=space), Reading.objects.filter(space=space)
    if paths is not None:
        rows, readings = rows.filter(path__in=paths), readings.filter(path__in=paths)
    said = {
        path: (title, tuple(aliases), tuple(anchors))
        for path, title, aliases, anchors in readings.values_list("path", "title", "aliases", "anchors")
    }
    for path in rows.order_by("path").values_list("path", flat=True):
        title, aliases, anchors = said.get(path, ("", (), None))
        yield Entry(path, title, aliases, anchors)


def find(spaces: Sequence[str], link: Link) -> Answer:
    """What a link means in its own space, then in the wider ones."""
    indexes = [index_of(space) for space in spaces]
    return find_in(indexes, link)


def find_in(indexes: Sequence[PageIndex], link: Link) -> Answer:
    with _lock:
        for index in indexes:
            answer = index.find(link)
            if not isinstance(answer, Missing):
                return answer
    return Missing()


def called_like(index: PageIndex, words: str, near: str, limit: int) -> list[str]:
    """Paths of one space whose title, other name or file name holds these words."""
    with _lock:
        return index.called_like(words, near, limit)


def suggest(indexes: Sequence[PageIndex], link: Link) -> tuple[tuple[str, ...], bool]:
    """Paths whose names come nearest to a link that leads nowhere, best first; whether the first is sure."""
    with _lock:
        rated = [each for index in indexes for each in index.propose(link)]
    rated.sort(key=lambda one: -one[0])
    best = dict.fromkeys(path for _, path in rated)
    return tuple(best)[:3], first_is_sure(link.page, rated)
