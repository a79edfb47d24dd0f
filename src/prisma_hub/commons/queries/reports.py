"""How links stand: what is broken and what it may have meant, who is named without a link, who is alone.

Everything is reckoned among the pages the viewer may read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from prisma_hub.circles import queries as circles
from prisma_hub.commons import catalogue, readings, repositories
from prisma_hub.commons.kept import UNREAD, Reading, Reference
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.linking import as_seen, link_out
from prisma_hub.commons.queries.pages import info_of, infos, reads
from prisma_hub.commons.render.links import is_file
from prisma_hub.commons.render.mentions import Place, find_mentions
from prisma_hub.commons.render.names import slug
from prisma_hub.commons.render.nearest import first_is_sure
from prisma_hub.commons.render.resolve import Ambiguous, PageIndex
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.types import BrokenLink, LinkReport, Mention, PageInfo, Proposal, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.canonical import in_short

_NO_ORPHAN = ("index", "readme", "_index", "404", "home")
_CANDIDATES = 80
_MOST_NAMES, _LONGEST_NAME = 100, 200
"""Of one page, looked for in all others: a database takes no question of any length."""

_BROKEN = Q(rule__in=("missing", "ambiguous")) | Q(part_missing=True)


def reports(viewer: Viewer) -> dict[str, LinkReport]:
    """The links of every space the viewer may read that has pages, by number; three queries."""
    count = (
        _references(viewer, None)
        .values("space")
        .annotate(
            links=Count("id"),
            broken=Count("id", filter=Q(rule="missing")),
            ambiguous=Count("id", filter=Q(rule="ambiguous")),
            parts=Count("id", filter=Q(part_missing=True)),
        )
    )
    counted = {each.pop("space"): each for each in count.order_by("space")}
    alone = _orphans(viewer, None).values("space").annotate(n=Count("id")).order_by("space")
    orphans = {each["space"]: each["n"] for each in alone}
    lost = _unread(viewer, None).values("space").annotate(n=Count("id")).order_by("space")
    unread = {each["space"]: each["n"] for each in lost}
    none = {"links": 0, "broken": 0, "ambiguous": 0, "parts": 0}
    return {
        space: LinkReport(
            **counted.get(space, none), orphans=orphans.get(space, 0), unread=unread.get(space, 0)
        )
        for space in {*counted, *orphans, *unread}
    }


def broken_links(
    viewer: Viewer,
    *,
    space: str | None = None,
    path: str | None = None,
    files: bool | None = None,
    start: int = 0,
    limit: int = 500,
) -> list[BrokenLink]:
    """Links that lead nowhere, each with what it may have meant: of one page, a space, or everywhere. Of them
    those that mean a file, or those that mean a page (`files`); `limit` of them behind the first `start`."""
    mine = readable(viewer)
    found = _broken(viewer, space, path)
    some = found.order_by("space", "path", "position")
    if files is None:
        some = some[start : start + limit]
    else:
        ids = _meaning(some, files)[start : start + limit]
        some = some.filter(id__in=ids)
    work = _Proposing(viewer)
    return [BrokenLink(as_seen(link_out(each), mine), work.proposals(each)) for each in some]


def count_broken(viewer: Viewer, space: str, path: str | None = None) -> tuple[int, int]:
    """How many links of a space, or of one page, lead nowhere: those that mean a page, and those that mean a
    file. One query."""
    meant = [is_file(each) for each in _broken(viewer, space, path).values_list("target", flat=True)]
    return len(meant) - sum(meant), sum(meant)


def _broken(viewer: Viewer, space: str | None, path: str | None) -> QuerySet[Reference]:
    found = _references(viewer, space).filter(_BROKEN | ~Q(to_space__in=[*readable(viewer), ""]))
    return found if path is None else found.filter(path=path)


def _meaning(found: QuerySet[Reference], files: bool) -> list[int]:
    return [id_ for id_, target in found.values_list("id", "target") if is_file(target) == files]


def missing_files(viewer: Viewer, space: str) -> int:
    """How many links of a space lead to a picture or another file that is not there; the others that lead
    nowhere mean a page. One query."""
    targets = _references(viewer, space).filter(rule="missing").values_list("target", flat=True)
    return sum(map(is_file, targets))


def _references(viewer: Viewer, space: str | None) -> QuerySet[Reference]:
    readings.catch_up()
    mine = readable(viewer)
    return Reference.objects.filter(space__in=mine if space is None else mine & {space})


class _Proposing:
    """What broken links may have meant; what is asked about a space is asked once."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer, self.mine = viewer, readable(viewer)
        self._indexes: dict[str, list[PageIndex]] = {}
        self._renamed: dict[str, dict[str, str]] = {}

    def indexes(self, space: str) -> list[PageIndex]:
        if space not in self._indexes:
            spaces = [each for each in catalogue.wider(space) if each in self.mine]
            self._indexes[space] = [catalogue.index_of(each) for each in spaces]
        return self._indexes[space]

    def proposals(self, each: Reference) -> tuple[Proposal, ...]:
        if each.to_space and each.to_space not in self.mine:
            return ()
        if each.part_missing:
            return self._parts(each)
        link, indexes = readings.link_of(each), self.indexes(each.space)
        answer = catalogue.find_in(indexes, link)
        if isinstance(answer, Ambiguous):
            return tuple(Proposal(Ref(answer.space, path)) for path in answer.candidates[:5])
        renamed = self._since_renamed(each, link.page)
        if renamed is not None:
            return (Proposal(renamed, sure=True),)
        rated = sorted(
            ((how, index.space, path) for index in indexes for how, path in index.propose(link)),
            key=lambda one: (-one[0], one[1], one[2]),
        )[:3]
        sure = first_is_sure(link.page, [(how, path) for how, _, path in rated])
        return tuple(
            Proposal(Ref(space, path), sure=sure and at == 0) for at, (_, space, path) in enumerate(rated)
        )

    def _parts(self, each: Reference) -> tuple[Proposal, ...]:
        to = Ref(each.to_space, each.to_path)
        if to.space not in self.mine:
            return ()
        entry = next((i.get(to.path) for i in self.indexes(each.space) if i.space == to.space), None)
        anchors = [one for one in (entry.anchors if entry and entry.anchors else ()) if one[:1] != "^"]
        wished = slug(unquote(each.target.partition("#")[2]))
        near = get_close_matches(wished, anchors, n=3, cutoff=0.6)
        return tuple(Proposal(to, anchor=one) for one in near)

    def _since_renamed(self, each: Reference, page: str) -> Ref | None:
        """The page that once had the name a link still says (it came back from an old copy)."""
        if each.space not in self._renamed:
            rows = PageVersion.objects.filter(space=each.space, action="moved")
            heard = circles.visible(self.viewer).only(rows).exclude(was="").order_by("seq")
            self._renamed[each.space] = {_bare(was): path for was, path in heard.values_list("was", "path")}
        known = self._renamed[each.space]
        wish = unquote(page).strip().lstrip("/")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(each.path), wish))
        path = known.get(_bare(beside)) or known.get(_bare(wish))
        index = next((i for i in self.indexes(each.space) if i.space == each.space), None)
        return Ref(each.space, path) if path and index and index.get(path) else None


def _bare(path: str) -> str:
    return path.removesuffix(".md").removesuffix(".html").casefold()


# == Pages nobody leads to ==


def orphans(viewer: Viewer, *, space: str | None = None, start: int = 0, limit: int = 100) -> list[PageInfo]:
    """Pages to which no other page leads that the viewer may read, behind the first `start`. A folder's own
    page is no orphan."""
    return infos(_orphans(viewer, space).order_by("space", "path")[start : start + limit])


def _orphans(viewer: Viewer, space: str | None) -> QuerySet[Reading]:
    leading = Reference.objects.filter(
        to_space=OuterRef("space"), to_path=OuterRef("path"), space__in=readable(viewer)
    ).exclude(space=OuterRef("space"), path=OuterRef("path"))
    found = reads(viewer, space).filter(~Exists(leading), protocol="").exclude(kind="term")
    for name in _NO_ORPHAN:
        found = found.exclude(Q(path__iexact=f"{name}.md") | Q(path__iendswith=f"/{name}.md"))
    return found


# == Pages the program could not read ==


def unread(viewer: Viewer, *, space: str, limit: int = 100) -> list[PageInfo]:
    """Pages that are kept as plain text, because the reader failed at them."""
    return infos(_unread(viewer, space).order_by("space", "path")[:limit])


def _unread(viewer: Viewer, space: str | None) -> QuerySet[Reading]:
    return reads(viewer, space).filter(problem=UNREAD)


# == Names without links ==


def mentions(viewer: Viewer, space: str, paths: Iterable[str]) -> list[Mention]:
    """Names of other pages that stand on these pages as plain words. A page that is linked there anyway, and
    a word of the glossary (which explains itself where it stands), is not among them."""
    found = list(reads(viewer, space).filter(path__in=list(paths)).order_by("path").defer("words"))
    return _mentions(viewer, found)


def named_on(viewer: Viewer, info: PageInfo, *, limit: int = 20) -> list[Mention]:
    """Other pages that say this page's name, or another name of it, without a link."""
    names = dict.fromkeys(each for each in (info.title, *info.aliases) if 0 < len(each) <= _LONGEST_NAME)
    said = Q()
    for name in islice(names, _MOST_NAMES):
        said |= Q(words__icontains=in_short(name)[1:-1])
    if not said or info.kind == "term":
        return []
    near = [each for each in readable(viewer) if info.space in catalogue.wider(each)]
    some = reads(viewer).filter(space__in=near).filter(said)
    found = _mentions(viewer, list(some.order_by("space", "path").defer("words")[:_CANDIDATES]))
    return [each for each in found if each.to.ref == info.ref][:limit]


def _mentions(viewer: Viewer, sources: Sequence[Reading]) -> list[Mention]:
    mine = readable(viewer)
    wanted: list[tuple[Reading, Place, Ref]] = []
    for read in sources:
        indexes = [catalogue.index_of(each) for each in catalogue.wider(read.space) if each in mine]
        for place in _places(
            read.space,
            read.path,
            read.blob,
            catalogue.state([each.space for each in indexes]),
            _Names(indexes),
        ):
            to = _meant(place, indexes)
            if to is not None and to != Ref(read.space, read.path):
                wanted.append((read, place, to))
    return _unlinked(viewer, wanted)


class _Names:
    """The names to look for. Which they are is said by the state of the catalogue beside it."""

    def __init__(self, indexes: Sequence[PageIndex]) -> None:
        self.indexes = indexes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Names)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4096)
def _places(
    space: str, path: str, blob: str, state: tuple[tuple[str, int, str], ...], names: _Names
) -> tuple[Place, ...]:
    """A page in one version, against the names of one state of the catalogue, is looked through once."""
    data = repositories.read(space, blob)
    return tuple(find_mentions(decode(data), [each.spoken for each in names.indexes])) if data else ()


def _meant(place: Place, indexes: Sequence[PageIndex]) -> Ref | None:
    """The one page a name means; none where it could be several."""
    for index in indexes:
        paths = index.spoken.meant_by(place.name)
        if paths:
            return Ref(index.space, paths[0]) if len(paths) == 1 else None
    return None


def _unlinked(viewer: Viewer, wanted: Sequence[tuple[Reading, Place, Ref]]) -> list[Mention]:
    if not wanted:
        return []
    linked = set(
        Reference.objects.filter(
            space__in={read.space for read, _, _ in wanted}, path__in={read.path for read, _, _ in wanted}
        ).values_list("space", "path", "to_space", "to_path")
    )
    targets = {to for _, _, to in wanted}
    meant = {
        each.ref: each
        for each in infos(reads(viewer).filter(path__in={to.path for to in targets}).exclude(kind="term"))
    }
    found: dict[tuple[int, Ref], Mention] = {}
    for read, place, to in wanted:
        if to in meant and (read.space, read.path, to.space, to.path) not in linked:
            one = Mention(info_of(read), meant[to], place.words, place.context)
            found.setdefault((read.seq, to), one)
    return list(found.values())
