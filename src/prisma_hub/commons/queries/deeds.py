"""What was done to pages lately, the newest first: what one person did at once is one deed.

Read in stretches of bounded length, so that neither an import of many thousand pages nor a long past is read
through: of a deed that is longer than a stretch its end is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from django.db.models import Q, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.commons import readings, repositories
from prisma_hub.commons.kept import Reading
from prisma_hub.commons.models import PageRow, PageVersion, Purge
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.rules.paths import PAGE_ENDINGS, stem
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.log import queries as book

_STRETCH = 300
_FOR_EACH = 6
"""Versions read at most at once; and for each deed that is wanted."""
_MOST_STRETCHES = 2
MOST_COUNTED = 1_000
"""Pages of one deed that are counted; where there are more, it says so."""

What = Literal["begun", "changed", "translated", "renamed", "moved", "removed", "together"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did: to one page, or to several `together`. `seq` is the entry that says it of this
    page; `newest` and `first` are the ends of the deed."""

    what: What
    ref: Ref
    blob: str
    seq: int
    newest: int
    first: int
    by: str
    at: str
    author: str = ""
    """Who wrote it elsewhere, by name."""
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What an instrument is called, by language."""
    lang: str = ""
    summary: str = ""
    was: str = ""
    origin: str = ""
    stands: bool = False
    kept: bool = False
    """Whether what it changed can still be shown."""
    pages: int = 1
    more: bool = False
    """Whether there are more pages than were counted."""


def lately(viewer: Viewer, *, limit: int, before: int | None = None) -> tuple[list[Deed], int | None]:
    """Deeds below an entry; and below which entry there are more, None where there are none."""
    readings.catch_up()
    found: list[_Together] = []
    at = before
    for _ in range(_MOST_STRETCHES):
        some, at = _stretch(viewer, at, min(_STRETCH, _FOR_EACH * limit))
        found = _carried([*found, *some])
        if at is None or len(found) > limit:
            break
    deeds = [each.deed() for each in found[:limit]]
    onward = deeds[-1].first if len(found) > limit else at
    return _dressed(viewer, deeds), onward


def together(
    viewer: Viewer, newest: int, *, limit: int, before: int | None = None
) -> tuple[Deed, list[Deed], int | None] | None:
    """The deed whose newest entry this is, and what it did to each page, by itself."""
    readings.catch_up()
    row = _rows(viewer).filter(seq=newest).first()
    if row is None or not _told(viewer, [row]):
        return None
    whole = _Together([row])
    _close(viewer, whole)
    rows = _rows(viewer).filter(_alike(row), seq__lte=newest, seq__gte=whole.first)
    some = list((rows.filter(seq__lt=before) if before else rows).order_by("-seq")[: limit + 1])
    told = _told(viewer, _without_left_names(some[:limit]))
    deeds = [_Together([each]).deed() for each in told]
    onward = some[limit - 1].seq if len(some) > limit else None
    return whole.deed(), _dressed(viewer, deeds), onward


def _rows(viewer: Viewer) -> QuerySet[PageVersion]:
    """Versions of pages this viewer may read, and hear of."""
    pages = Q()
    for ending in PAGE_ENDINGS:
        pages |= Q(path__iendswith=ending)
    return circles.visible(viewer).only(PageVersion.objects.filter(pages, space__in=readable(viewer)))


class _Together:
    """Versions that one person made at once, the newest first; and how many more there are."""

    def __init__(self, rows: list[PageVersion]) -> None:
        self.rows = _without_left_names(rows)
        self.newest, self.first = rows[0].seq, rows[-1].seq
        self.beyond, self.more, self.moved = 0, False, False

    def deed(self) -> Deed:
        count = MOST_COUNTED if self.more else len(self.rows) + self.beyond
        head = next((each for each in self.rows if each.action == "moved"), self.rows[0])
        what: What = "moved" if self.moved else _WHAT[head.action]
        if count > 1 and (head.origin or what not in ("renamed", "moved")):
            what = "together"
        return Deed(
            what,
            Ref(head.space, head.path),
            head.blob,
            head.seq,
            self.newest,
            self.first,
            head.by,
            head.at,
            author=head.author,
            title=head.title,
            summary=head.summary,
            was=head.was,
            origin=head.origin,
            pages=count,
            more=self.more,
        )


_WHAT: dict[str, What] = {"created": "begun", "changed": "changed", "moved": "renamed", "removed": "removed"}


def _without_left_names(rows: list[PageVersion]) -> list[PageVersion]:
    """A page that got another name is not also removed."""
    left = {(each.space, each.was) for each in rows if each.was}
    return [each for each in rows if each.action != "removed" or (each.space, each.path) not in left]


def _key(row: PageVersion) -> tuple[str, ...]:
    """What is alike in everything done at once: a commit; what is brought comes in many, within a day."""
    if row.origin in _IN_MANY:
        return (row.space, row.by, row.origin, row.at[:10])
    return (row.space, row.commit)


_IN_MANY = ("import", "starter")


def _alike(row: PageVersion) -> Q:
    if row.origin in _IN_MANY:
        return Q(space=row.space, by=row.by, origin=row.origin, at__startswith=row.at[:10])
    return Q(space=row.space, commit=row.commit)


def _stretch(viewer: Viewer, before: int | None, most: int) -> tuple[list[_Together], int | None]:
    """The deeds of one stretch, and where the next one begins."""
    rows = _rows(viewer) if before is None else _rows(viewer).filter(seq__lt=before)
    some = list(rows.order_by("-seq")[:most])
    onward = None
    groups = [list(each) for _, each in groupby(some, _key)]
    last = _Together(groups.pop()) if len(some) == most else None
    if last is not None:
        onward = _close(viewer, last)
    told = {each.seq for each in _told(viewer, some)}
    found = [[row for row in each if row.seq in told] for each in groups]
    deeds = [_Together(each) for each in found if each]
    if last is not None:
        last.rows = [each for each in last.rows if each.seq in told]
        deeds += [last] if last.rows else []
    return deeds, onward


def _close(viewer: Viewer, last: _Together) -> int | None:
    """Count the rest of a deed and find what came before it; None where nothing did."""
    row, below = last.rows[-1], _rows(viewer).filter(seq__lt=last.first)
    stop = below.exclude(_alike(row)).order_by("-seq").values_list("seq", flat=True).first()
    rest = below.filter(_alike(row), seq__gt=-1 if stop is None else stop)
    seqs = list(rest.order_by("-seq").values_list("seq", flat=True)[: MOST_COUNTED + 1])
    last.beyond, last.more = min(len(seqs), MOST_COUNTED), len(seqs) > MOST_COUNTED
    last.first = last.first if stop is None else stop + 1
    if stop is None and seqs:
        last.first = 0
    return None if stop is None else stop + 1


def _carried(found: list[_Together]) -> list[_Together]:
    """What arrived in another space and was then removed here was moved (`actions.move_page`)."""
    kept: list[_Together] = []
    for each in found:
        if kept and _arrived(each, kept[-1]):
            each.moved, each.newest = True, kept.pop().newest
        kept.append(each)
    return kept


def _arrived(here: _Together, after: _Together) -> bool:
    one, gone = here.rows[0], after.rows[0]
    return (
        len(here.rows) == len(after.rows) == 1
        and (one.action, gone.action) == ("created", "removed")
        and (one.by, one.path) == (gone.by, gone.path)
        and one.space != gone.space
        and not one.origin
    )


def _told(viewer: Viewer, rows: Sequence[PageVersion]) -> list[PageVersion]:
    """Without the past that was purged: of it nothing is said but what stands."""
    if not rows:
        return []
    purges = Purge.objects.filter(space__in=readable(viewer), seq__gt=min(each.seq for each in rows))
    until: dict[tuple[str, str], int] = defaultdict(lambda: -1)
    for space, path, seq in purges.order_by("seq").values_list("space", "path", "seq"):
        while seq > until[space, path]:
            until[space, path] = seq
            earlier = PageVersion.objects.filter(space=space, path=path, action="moved", seq__lt=seq)
            moved = earlier.order_by("-seq").first() if path else None
            if moved is None:
                break
            path, seq = moved.was, moved.seq  # what it was called before is its past too
    if not until:
        return list(rows)
    seqs = [each.seq for each in rows]
    standing = set(PageRow.objects.filter(seq__in=seqs).values_list("seq", flat=True))
    return [
        each
        for each in rows
        if each.seq in standing or each.seq > max(until[each.space, ""], until[each.space, each.path])
    ]


def _dressed(viewer: Viewer, deeds: list[Deed]) -> list[Deed]:
    """With what the pages are called today, or were called last, and whether the difference is there."""
    single = [each for each in deeds if each.what != "together"]
    spaces, paths = {each.ref.space for each in single}, {each.ref.path for each in single}
    columns = ("space", "path", "title", "lang", "translation_of", "seq", "protocol", "data")
    read = Reading.objects.filter(space__in=spaces, path__in=paths).only(*columns)
    known = {Ref(each.space, each.path): each for each in read}
    last = _last_titles(viewer, [each.ref for each in single if each.what == "removed"])
    shown = set(_shown(single, {each.seq for each in known.values()}))
    return [_one(each, known.get(each.ref), last, kept=each.seq in shown) for each in deeds]


def _one(deed: Deed, read: Reading | None, last: Mapping[Ref, str], *, kept: bool) -> Deed:
    title = read.title if read else deed.title or last.get(deed.ref, "")
    said = read.data.get("title") if read and read.protocol else None
    return replace(
        deed,
        what="translated" if deed.what == "begun" and read and read.translation_of else deed.what,
        title=title or stem(deed.ref.path).rpartition("/")[2],
        titles={str(code): str(words) for code, words in said.items()} if isinstance(said, Mapping) else {},
        lang=read.lang if read else "",
        stands=read is not None,
        kept=kept,
    )


def _last_titles(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, str]:
    wanted = set(refs)
    spaces, paths = {each.space for each in wanted}, {each.path for each in wanted}
    named = PageVersion.objects.filter(space__in=spaces, path__in=paths).exclude(title="")
    rows = circles.visible(viewer).only(named).order_by("seq").values_list("space", "path", "title")
    return {Ref(space, path): title for space, path, title in rows}


def _shown(deeds: Sequence[Deed], standing: set[int]) -> Iterator[int]:
    """Those whose words are still there, and were not taken back."""
    said = book.some(each.seq for each in deeds if each.blob)
    there: dict[str, dict[int, str]] = defaultdict(dict)
    for each in deeds:
        back = each.seq in said and said[each.seq].missing and each.seq not in standing
        if each.blob and not back:
            there[each.ref.space][each.seq] = each.blob
    for space, some in there.items():
        held = repositories.held(space, set(some.values()))
        yield from (seq for seq, blob in some.items() if blob in held)
