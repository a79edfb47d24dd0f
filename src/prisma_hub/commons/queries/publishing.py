"""What may leave the house towards a space: whole repositories at once, for the site.

Nobody in particular asks here. `within` (`circles.queries.visible_in`) says which spaces leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import BinaryField, Func

from prisma_hub.circles.queries import Visible
from prisma_hub.circles.types import HUB, NETWORK, PUBLIC
from prisma_hub.commons import readings, repositories
from prisma_hub.commons.kept import Body, Reading, Reference
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules.paths import is_page
from prisma_hub.commons.types import PageInfo, Ref

_INFO = (
    "space", "path", "title", "blob", "seq", "by", "at", "size", "lang", "kind", "description",
    "translation_of", "protocol", "problem",
)  # fmt: skip
"""A page without its front matter, in the order of `PageInfo`."""


To = TypeVar("To")


class Led(NamedTuple, Generic[To]):
    """Where a link leads, and the sentence it stands in."""

    to: To
    anchor: str
    context: str


def spaces_leaving(within: Visible) -> list[str]:
    """The spaces whose pages leave, wide first."""
    wide = {PUBLIC: 0, HUB: 1}
    return sorted(within.spaces - {NETWORK}, key=lambda space: (wide.get(space, 2), space))


def pages_leaving(within: Visible) -> list[PageInfo]:
    """Every page of those spaces, by space and path; without its other names and, but for instruments, which
    say in it how they are called, without its front matter."""
    readings.catch_up()
    rows = Reading.objects.filter(space__in=spaces_leaving(within)).order_by("space", "path")
    found = (PageInfo(Ref(*row[:2]), *row[2:]) for row in rows.values_list(*_INFO).iterator(2000))
    instruments = rows.exclude(protocol="").values_list("space", "path", "data")
    said = {Ref(space, path): data for space, path, data in instruments}
    return [replace(each, data=said[each.ref]) if each.ref in said else each for each in found]


def bodies(within: Visible) -> dict[Ref, str]:
    """Every page of those spaces, read and ready to be rendered (`render.keeping.again`)."""
    readings.catch_up()
    rows = Body.objects.filter(space__in=spaces_leaving(within)).values_list("space", "path", "kept")
    return {Ref(space, path): kept for space, path, kept in rows.iterator(500)}


def texts(found: Iterable[PageInfo]) -> Iterator[tuple[PageInfo, str]]:
    """Pages with their text, in the order given; those whose bytes are gone are left out."""
    for space, some in groupby(found, key=lambda info: info.space):
        if not repositories.exists(space):
            continue
        with repositories.opened(space) as repo:
            for info in some:
                data = repositories.read_from(repo, info.blob)
                if data is not None:
                    yield info, decode(data)


def files_leaving(within: Visible) -> dict[Ref, str]:
    """Every other file of those spaces, and the name of its bytes."""
    files = PageRow.objects.filter(space__in=spaces_leaving(within)).exclude(path__endswith=".md")
    rows = files.values_list("space", "path", "blob")
    return {Ref(space, path): blob for space, path, blob in rows if not is_page(path)}


def moves_leaving(within: Visible) -> dict[Ref, Ref]:
    """Paths that pages of those spaces had, and what became of each: renamed once or more often."""
    spaces = spaces_leaving(within)
    moves = PageVersion.objects.filter(space__in=spaces, action="moved").exclude(was="").order_by("seq")
    rows = within.only(moves).values_list("space", "was", "path")
    step = {Ref(space, was): Ref(space, path) for space, was, path in rows}
    found: dict[Ref, Ref] = {}
    for old in step:
        seen, here = {old}, step[old]
        while here in step and here not in seen:
            seen.add(here)
            here = step[here]
        found[old] = here
    return found


def pieces_of(ref: Ref, blob: str) -> Iterator[bytes] | None:
    """The bytes of a file that leaves, piece by piece; None where they are gone."""
    return repositories.pieces(ref.space, blob)


def leads(within: Visible, target: Callable[[Ref], To]) -> dict[Ref, dict[int, Led[To]]]:
    """Of every page, where its links lead by their position; only links that stay among these spaces.
    `target` makes what stands for a page or file that is led to; it is asked once for each."""
    readings.catch_up()
    spaces = spaces_leaving(within)
    rows = Reference.objects.filter(space__in=spaces, to_space__in=spaces)
    columns = ("space", "path", "position", "to_space", "to_path", "anchor", "context")
    found: dict[Ref, dict[int, Led[To]]] = {}
    known: dict[tuple[str, str], To] = {}
    source, links = Ref("", ""), dict[int, Led[To]]()
    for space, path, position, to_space, to_path, anchor, context in (
        rows.order_by("space", "path", "position").values_list(*columns).iterator(2000)
    ):
        if path != source.path or space != source.space:
            source, links = Ref(space, path), {}
            found[source] = links
        there = (to_space, to_path)
        if there not in known:
            known[there] = target(Ref(to_space, to_path))
        links[position] = Led(known[there], anchor, context)
    return found


class _AsBytes(Func):
    """A text in UTF-8, as it lies in the database."""

    function = "convert_to"
    template = "%(function)s(%(expressions)s, 'UTF8')"
    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS BLOB)", **given)


def said_leaving(within: Visible) -> Iterator[tuple[Ref, bytes]]:
    """The plain words of every page, as JSON: passage by passage (anchor, heading, words). Nearly all of it
    goes on as it is."""
    rows = Reading.objects.filter(space__in=spaces_leaving(within)).order_by("space", "path")
    for space, path, said in rows.values_list("space", "path", _AsBytes("words")).iterator(500):
        yield Ref(space, path), bytes(said)
