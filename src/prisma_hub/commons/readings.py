"""Reading what pages say into the cache, and finding where their links lead, as the log goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby, islice
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Q

from prisma_hub.circles import queries as circles
from prisma_hub.commons import catalogue, repositories
from prisma_hub.commons.kept import UNREAD, Body, Reading, Reference, Shelf, Tagged
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.render.keeping import keep
from prisma_hub.commons.render.links import whither
from prisma_hub.commons.render.names import loosen
from prisma_hub.commons.render.net import caught
from prisma_hub.commons.render.parse import read_page, unread
from prisma_hub.commons.render.resolve import Ambiguous, Found, PageIndex
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.render.types import Link, Page
from prisma_hub.commons.rows import insert
from prisma_hub.commons.rules.paths import is_page, stem
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.canonical import in_short
from prisma_hub.kernel.evidence import seeing

_BATCH = 400
_MANY_NAMES = 2_000
"""From so many changed names on, every link is found anew instead of looking for those concerned."""
_MOST_LINKS = 20_000
"""Of one page, followed to where they lead; a page that is nothing but links holds some hundred thousand."""
_FOLDER_PAGES = ("index", "readme", "_index")
_TABLES = (Reading, Body, Reference, Tagged)


@cache
def reader() -> str:
    """SHA-256 over the code that reads pages, and what is seen in them: when it changes, they are read
    again."""
    found = hashlib.sha256()
    for path in sorted(
        [*(Path(__file__).parent / "render").glob("*.py"), *map(Path, (seeing.__file__, __file__))]
    ):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Ready:
    """A page that was read before its turn came: of a push, while nobody waits for the pen."""

    page: Page
    kept: str


Before = Mapping[tuple[str, str], Ready]
"""Pages read already, by path and blob."""
Progress = Callable[[int], None]


def read_ahead(path: str, text: str) -> Ready:
    """The page, and what is kept of it. Where one of the two fails, both are of its plain text."""
    page = read_page(path, text)
    try:
        return Ready(page, keep(page))
    except BaseException as problem:
        caught(problem)
        page = unread(path, text)
        return Ready(page, keep(page))


def catch_up(ready: Before = MappingProxyType({}), progress: Progress | None = None) -> None:
    """Make the readings what the log says. Cheap where nothing changed; safe to do twice, or at once.
    `progress` is told how many pages more were read."""
    circles.once("readings", None, partial(_catch_up, ready, progress))


def _catch_up(ready: Before, progress: Progress | None) -> None:
    newest, at = _ends()
    if newest is None or newest == at:
        return
    while _read_on(newest, ready, progress):
        pass


def _read_on(newest: tuple[int, str], ready: Before, progress: Progress | None) -> bool:
    """Read the next few hundred pages; others write before more are read. True where there are more."""
    with transaction.atomic(), circles.remembering():  # what was asked before is no longer so
        Shelf.objects.get_or_create(only=True)
        shelf = Shelf.objects.select_for_update().get(only=True)
        if shelf.reader != reader() or not catalogue.still_holds(shelf.seq, shelf.commit):
            _clear(shelf)
        if shelf.seq >= newest[0]:
            return False
        before = shelf.seq
        shelf.seq, shelf.commit = _so_far(before, newest)
        shelf.save()
        _follow(_changed(before, shelf.seq), shelf.seq, ready, progress)
        return shelf.seq < newest[0]


def _so_far(before: int, newest: tuple[int, str]) -> tuple[int, str]:
    """The change up to which a batch of pages reaches."""
    rows = PageRow.objects.filter(seq__gt=before, seq__lte=newest[0]).order_by("seq")
    return rows.values_list("seq", "commit")[_BATCH - 1 : _BATCH].first() or newest


def _changed(before: int, upto: int) -> list[Ref]:
    """Files whose newest version, or whose end, lies between two changes. What was changed again later is
    read when its turn comes, once."""
    range_ = {"seq__gt": before, "seq__lte": upto}
    standing, gone = PageRow.objects.filter(**range_), PageVersion.objects.filter(**range_, blob="")
    found = [ref for some in (standing, gone) for ref in some.order_by("seq").values_list("space", "path")]
    return [Ref(*each) for each in dict.fromkeys(found)]


def far_behind() -> bool:
    """Whether so much waits to be read that it is no matter of a moment: within a transaction nobody else
    could write meanwhile."""
    newest, at = _ends()
    if newest is None or newest == at:
        return False
    waiting = PageVersion.objects.filter(seq__gt=at[0] if at else -1)
    return waiting.order_by("seq")[: _BATCH + 1].count() > _BATCH


def _ends() -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """The last change of any page, and the last that was read by this code."""
    newest, read = catalogue.ends()
    return newest, read[:2] if read and read[2] == reader() else None


def _clear(shelf: Shelf) -> None:
    for table in _TABLES:
        table.objects.all().delete()
    shelf.seq, shelf.reader = -1, reader()


def drop(space: str) -> None:
    """Forget what was read in a space."""
    for table in _TABLES:
        table.objects.filter(space=space).delete()


def forget(seqs: Collection[int]) -> None:
    """What was read of versions is gone with them."""
    for table in _TABLES if seqs else ():
        table.objects.filter(seq__in=seqs).delete()


def _follow(changed: list[Ref], newest: int, ready: Before, progress: Progress | None) -> None:
    names: set[str] = set()
    fresh: list[Reference] = []
    spaces = list(dict.fromkeys(each.space for each in changed))
    for space in spaces:
        paths = [each.path for each in changed if each.space == space]
        for batch in _batches(paths):
            names |= _read_again(space, batch, fresh, ready)
            if progress:
                progress(sum(map(is_page, batch)))
    for space in spaces:
        catalogue.index_of(space)  # its names are current before anybody looks at a page
    _find_again(names, newest)
    _keep(fresh, newest)


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read_again(space: str, paths: list[str], fresh: list[Reference], ready: Before) -> set[str]:
    """Read these files of one space anew; their links go to `fresh`. Returns every name by which a link can
    have found one of them, or can find it now, where that makes a difference."""
    before = {path: (title, aliases, anchors) for path, title, aliases, anchors in _known_as(space, paths)}
    for table in _TABLES:
        table.objects.filter(space=space, path__in=paths).delete()
    readings: list[Reading] = []
    bodies: list[Body] = []
    tags: list[Tagged] = []
    now: dict[str, _Names] = {}
    for row, read in _pages(space, paths, ready):
        page = read.page
        readings.append(_reading(row, page))
        bodies.append(Body(space=space, path=row.path, seq=row.seq, blob=row.blob, kept=read.kept))
        fresh += _references(row, page)
        tags += [Tagged(space=space, path=page.path, seq=row.seq, tag=tag[:200]) for tag in page.tags]
        now[row.path] = (page.title, list(page.aliases), list(page.anchors))
    for rows in (readings, bodies, tags):
        insert(rows)
    return {name for path in paths for name in _names_between(path, before.get(path), now.get(path))}


_Names = tuple[str, list[str], list[str]]
"""What links find a page by, besides its path: title, other names, and its parts."""


def _known_as(space: str, paths: list[str]) -> Iterable[tuple[str, str, list[str], list[str]]]:
    found = Reading.objects.filter(space=space, path__in=paths)
    return found.values_list("path", "title", "aliases", "anchors")


def _names_between(path: str, before: _Names | None, now: _Names | None) -> set[str]:
    """None where a page goes by the same names and has the same parts: links lead where they led."""
    if before is not None and before == now:
        return set()
    said = [_names_said(title, aliases) for title, aliases, _ in filter(None, (before, now))]
    return _names_of_path(path).union(*said)


def _pages(space: str, paths: list[str], ready: Before) -> Iterator[tuple[PageRow, Ready]]:
    rows = PageRow.objects.filter(space=space, path__in=paths)
    found = [row for row in rows.order_by("path") if is_page(row.path)]
    if not found or not repositories.exists(space):
        return
    with repositories.opened(space) as repo:
        for row in found:
            before = ready.get((row.path, row.blob))
            data = repositories.read_from(repo, row.blob) if before is None else None
            if before is not None:
                yield row, before
            elif data is not None:
                yield row, read_ahead(row.path, decode(data))


def _reading(row: PageRow, page: Page) -> Reading:
    data = page.front.data
    return Reading(
        space=row.space,
        path=row.path,
        seq=row.seq,
        commit=row.commit,
        blob=row.blob,
        by=row.by,
        at=row.at,
        size=row.size,
        title=page.title,
        lang=page.lang or "",
        translation_of=(page.translation_of or "")[:400],
        group=_group(page),
        kind=_word(data.get("kind")),
        protocol=_word(data.get("protocol")),
        description=page.description,
        data=data,
        problem=UNREAD if page.unread else page.front.error or "",
        aliases=list(page.aliases),
        anchors=list(page.anchors),
        components=list(page.components),
        words=_words(page),
    )


def _words(page: Page) -> str:
    said = [[each.anchor, each.heading, each.text] for each in page.passages]
    return in_short(said) if said else ""


def _word(value: object) -> str:
    return value[:60] if isinstance(value, str) else ""


def _group(page: Page) -> str:
    """What a page and its translations have in common: the path of the source, without ending."""
    return stem((page.translation_of or page.path).lstrip("/"))[:400]


def _references(row: PageRow, page: Page) -> Iterator[Reference]:
    for link in page.links[:_MOST_LINKS]:
        if not link.target or whither(link.target, wikilink=link.kind == "wikilink") != "inside":
            continue
        yield Reference(
            space=row.space,
            path=page.path,
            seq=row.seq,
            position=link.position,
            target=link.target[:2000],
            label=link.label[:400],
            kind=link.kind,
            context=link.context[:600],
            key=_key(unquote(link.page)),
            other_key=_key(unquote(link.page.partition("?")[0])),
        )


def _key(name: str) -> str:
    """The last words of a target or a name, as they are compared. PostgreSQL keeps no NUL (`%00`)."""
    whole = name.replace("\0", "\ufffd").strip().rstrip("/")
    return loosen(stem(_without_html(whole)).rpartition("/")[2])[:400]


def _without_html(name: str) -> str:
    return name.removesuffix(".html").removesuffix(".htm")


def _names_of_path(path: str) -> set[str]:
    folder, _, name = path.rpartition("/")
    found = {_key(name), loosen(name)[:400]}
    return found | {_key(folder)} if _key(name) in _FOLDER_PAGES else found


def _names_said(title: str, aliases: Iterable[str]) -> set[str]:
    return {_key(each) for each in (title, *aliases) if each}


_LED = ("rule", "to_space", "to_path", "anchor", "part_missing")


def _find_again(names: set[str], newest: int) -> None:
    """Find anew where those links lead that one of these names could concern."""
    if not names:
        return
    concerned = Reference.objects.order_by("space")
    if len(names) <= _MANY_NAMES:
        concerned = concerned.filter(Q(key__in=names) | Q(other_key__in=names))
    for space, found in groupby(concerned.iterator(_BATCH), key=lambda each: each.space):
        indexes = _indexes(space)
        moved = [each for each in found if _lead(each, indexes)]
        for each in moved:
            each.found = newest
        Reference.objects.bulk_update(moved, (*_LED, "found"), batch_size=200)


def _keep(fresh: list[Reference], newest: int) -> None:
    for space, found in groupby(fresh, key=lambda each: each.space):
        indexes = _indexes(space)
        led = list(found)
        for each in led:
            _lead(each, indexes)
            each.found = newest
        insert(led)


def _indexes(space: str) -> list[PageIndex]:
    return [catalogue.index_of(each) for each in catalogue.wider(space)]


def _lead(each: Reference, indexes: Sequence[PageIndex]) -> bool:
    """Say on a link where it leads. True where it led elsewhere before."""
    before = [getattr(each, name) for name in _LED]
    answer = catalogue.find_in(indexes, link_of(each))
    each.to_space = each.to_path = each.anchor = ""
    each.part_missing = False
    if isinstance(answer, Found):
        each.to_space, each.to_path, each.rule = answer.space, answer.path, answer.rule
        each.anchor, each.part_missing = answer.anchor[:400], answer.part_missing
    else:
        each.rule = "ambiguous" if isinstance(answer, Ambiguous) else "missing"
    return before != [getattr(each, name) for name in _LED]


def link_of(each: Reference) -> Link:
    """The link again, as the renderer knows it."""
    return Link(each.path, each.target, each.label, each.kind, each.position, each.context)  # type: ignore[arg-type]
