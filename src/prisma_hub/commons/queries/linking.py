"""What leads to a page, what it leads to, and what leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q, QuerySet

from prisma_hub.commons import catalogue, readings
from prisma_hub.commons.kept import Reading, Reference
from prisma_hub.commons.queries.access import readable
from prisma_hub.commons.queries.pages import infos
from prisma_hub.commons.render.resolve import PageIndex
from prisma_hub.commons.types import Backlink, LinkOut, Ref
from prisma_hub.identity.types import Viewer

_NOWHERE = ("missing", "ambiguous")


def backlinks(viewer: Viewer, space: str, path: str) -> list[Backlink]:
    """Pages that lead here, once each, with the sentence in which they first do."""
    readings.catch_up()
    mine = readable(viewer)
    if space not in mine:
        return []
    # Whose spaces they lie in is looked at here: a database that is asked both reads every link of a space.
    found = Reference.objects.filter(to_space=space, to_path=path)
    first: dict[int, Reference] = {}
    for each in found.order_by("space", "path", "position"):
        if each.space in mine and (each.space, each.path) != (space, path):
            first.setdefault(each.seq, each)
    read = infos(Reading.objects.filter(seq__in=first)) if first else []
    known = {each.seq: each for each in read if each.space in mine}
    return [Backlink(known[seq], each.context, each.label) for seq, each in first.items() if seq in known]


def links(viewer: Viewer, space: str, path: str) -> list[LinkOut]:
    """The links of a page, in their order, and where they lead."""
    return links_of(viewer, space, [path])[path]


def links_of(viewer: Viewer, space: str, paths: Iterable[str]) -> dict[str, list[LinkOut]]:
    """The links of several pages of one space, by path."""
    readings.catch_up()
    mine = readable(viewer)
    found: dict[str, list[LinkOut]] = {path: [] for path in paths}
    if space in mine:
        for each in Reference.objects.filter(space=space, path__in=found).order_by("path", "position"):
            found[each.path].append(as_seen(link_out(each), mine))
    return found


def as_seen(link: LinkOut, mine: frozenset[str]) -> LinkOut:
    """What one may not read is not there, whatever the page around it links to."""
    if link.to is None or link.to.space in mine:
        return link
    return replace(link, to=None, rule="missing", part_missing=False)


def broken(viewer: Viewer, *, space: str | None = None, limit: int = 500) -> list[LinkOut]:
    """Links that lead nowhere, or to a part that is not there, each with what it may have meant."""
    readings.catch_up()
    mine = readable(viewer)
    spaces = mine if space is None else mine & {space}
    return broken_among(Reference.objects.filter(space__in=spaces), limit=limit)


def broken_among(references: QuerySet[Reference], limit: int | None = None) -> list[LinkOut]:
    """Those of some links that lead nowhere. Whoever asks has asked who may see them."""
    found = references.filter(Q(rule__in=_NOWHERE) | Q(part_missing=True))
    indexes: dict[str, list[PageIndex]] = {}
    return [
        link_out(each, indexes.setdefault(each.space, []))
        for each in found.order_by("space", "path", "position")[:limit]
    ]


def rules_used(viewer: Viewer, space: str) -> dict[str, int]:
    """How many links of a space are found by which rule."""
    readings.catch_up()
    if space not in readable(viewer):
        return {}
    counted: dict[str, int] = {}
    for rule in Reference.objects.filter(space=space).order_by("rule").values_list("rule", flat=True):
        counted[rule] = counted.get(rule, 0) + 1
    return counted


def titles(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, str]:
    """What pages are called, from what is held of them; a file that is no page is not among them."""
    readings.catch_up()
    mine = readable(viewer)
    entries = ((ref, catalogue.index_of(ref.space).get(ref.path)) for ref in set(refs) if ref.space in mine)
    return {ref: entry.title for ref, entry in entries if entry is not None and entry.title}


def link_out(each: Reference, indexes: list[PageIndex] | None = None) -> LinkOut:
    """A link as other rooms see it. `indexes` (filled once for each space) where proposals are wanted for one
    that leads nowhere."""
    to = Ref(each.to_space, each.to_path) if each.to_path else None
    proposals: tuple[str, ...] = ()
    sure = False
    if indexes is not None and to is None:
        if not indexes:
            indexes += [catalogue.index_of(space) for space in catalogue.wider(each.space)]
        proposals, sure = catalogue.suggest(indexes, readings.link_of(each))
    source = Ref(each.space, each.path)
    return LinkOut(
        source,
        each.target,
        each.label,
        each.rule,
        to,
        each.part_missing,
        proposals,
        sure and each.rule == "missing",
    )
