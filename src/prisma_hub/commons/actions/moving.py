"""Giving a page another name, or another space, without its links going astray."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from prisma_hub.commons import catalogue, readings, repositories
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.actions.writing import carry_drafts, check_new, standing
from prisma_hub.commons.kept import Reading, Reference
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write
from prisma_hub.commons.render.names import fold
from prisma_hub.commons.render.resolve import Found, PageIndex
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.render.types import Link
from prisma_hub.commons.rules import mending
from prisma_hub.commons.rules.aliases import add_alias
from prisma_hub.commons.rules.marks import check_reach
from prisma_hub.commons.rules.paths import check_path, is_page, stem
from prisma_hub.commons.types import Mended, Ref, Saved
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log


def rename_page(
    *,
    by: Viewer,
    space: str,
    path: str,
    to: str,
    summary: str = "",
    keep_name: bool = False,
    statement_id: UUID | None = None,
) -> Mended:
    """Give a page (or a file) another path. Links that pointed there are mended: those of its space in the
    same commit, those of narrower spaces by the hub, which tells nobody where it found them. With
    `keep_name` the page goes on answering to its old name too, as an alias."""
    insist_write(by, space)
    new = check_path(to if is_page(to) or not is_page(path) else to + ".md")
    with transaction.atomic():
        log.hold_pen()
        row = standing(space, path)
        if new == path:
            return Mended(Ref(space, path), 0, 0)
        check_new(space, new, but=path)
        readings.catch_up()
        work = _Renaming(Ref(space, path), new)
        data = repositories.read(space, row.blob)
        assert data is not None
        moved = work.own(data) if is_page(path) else data
        if keep_name and is_page(path):
            moved = _with_its_old_name(path, new, moved)
        mended = work.elsewhere(space)
        changes = [Change(new, moved, "moved", was=path), Change(path, None, "removed"), *mended]
        record(by=by, space=space, changes=changes, summary=summary, statement_id=statement_id)
        links = work.links
        for other in work.narrower():
            record(by=None, space=other, changes=work.elsewhere(other), summary=summary)
        carry_drafts(work.old, Ref(space, new))
        transaction.on_commit(readings.catch_up, robust=True)
    return Mended(Ref(space, new), len(mended), links)


def _with_its_old_name(path: str, new: str, data: bytes) -> bytes:
    old = posixpath.basename(stem(path))
    text = decode(data)
    named = text if fold(old) == fold(posixpath.basename(stem(new))) else add_alias(text, old)
    return data if named == text else named.encode()


class _Renaming:
    """What a page's new name asks of the texts around it."""

    def __init__(self, old: Ref, new: str) -> None:
        self.old, self.new = old, new
        self.links = 0
        # space → page → page part of a link as written → the rule by which it was found
        self._pointing: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        found = Reference.objects.filter(to_space=old.space, to_path=old.path)
        for space, path, target, rule in found.values_list("space", "path", "target", "rule"):
            self._pointing[space][path][target.partition("#")[0]] = rule
        for space, path in (*self._translations(), *self._read_before_or_after()):
            self._pointing[space].setdefault(path, {})
        self._renamed = catalogue.fresh(old.space, without=old.path, name=new)

    def _translations(self) -> list[tuple[str, str]]:
        if not is_page(self.old.path):
            return []
        same = Reading.objects.filter(space=self.old.space, group=stem(self.old.path))
        return list(same.exclude(translation_of="").values_list("space", "path"))

    def _read_before_or_after(self) -> list[tuple[str, str]]:
        """Pages whose front matter may name this one as the page before or after them."""
        if not is_page(self.old.path):
            return []
        name = posixpath.basename(stem(self.old.path))
        said = Q()
        for written in {name, quote(name), name.encode("unicode_escape").decode("ascii")}:
            said |= Q(said__icontains=written)
        some = Reading.objects.annotate(said=Cast("data", TextField())).filter(said)
        return [
            (space, path)
            for space, path, data in some.order_by("space", "path").values_list("space", "path", "data")
            if any(key in data for key in (*mending.BEFORE, *mending.AFTER))
        ]

    def narrower(self) -> list[str]:
        return sorted(space for space in self._pointing if space != self.old.space)

    def _indexes(self, space: str) -> list[PageIndex]:
        return [
            self._renamed if each == self.old.space else catalogue.index_of(each)
            for each in catalogue.wider(space)
        ]

    def elsewhere(self, space: str) -> list[Change]:
        """The pages of a space that pointed to the old path, pointing to the new one."""
        indexes = self._indexes(space)
        changes = []
        for path, targets in sorted(self._pointing[space].items()):
            row = PageRow.objects.filter(space=space, path=path).first()
            data = repositories.read(space, row.blob) if row else None
            if data is None or (path == self.old.path and space == self.old.space):
                continue
            text = decode(data)
            mended = self._point_anew(text, path, targets, indexes)
            mended = mending.rewrite_translation(mended, self.old.path, self.new)
            mended = mending.rewrite_order(mended, self._in_order(path, space))
            if mended != text:
                changes.append(Change(path, mended.encode(), "changed"))
        return changes

    def _point_anew(
        self, text: str, source: str, targets: dict[str, str], indexes: Sequence[PageIndex]
    ) -> str:
        def rewrite(written: str, wiki: bool) -> str | None:
            if written not in targets:
                return None
            rule = leads_by(indexes, source, written, wiki, Ref(self.old.space, self.new))
            if rule in (*_lasting(wiki), targets[written]):
                return None
            self.links += 1
            return best_way(indexes, source, written, wiki, Ref(self.old.space, self.new))

        return mending.rewrite_links(source, text, rewrite)

    def _in_order(self, source: str, space: str) -> mending.Rewrite:
        before = [catalogue.index_of(each) for each in catalogue.wider(space)]

        def rewrite(written: str, wiki: bool) -> str | None:
            if not leads_by(before, source, written, wiki, self.old):
                return None
            self.links += 1
            return best_way(self._indexes(space), source, written, wiki, Ref(self.old.space, self.new))

        return rewrite

    def own(self, data: bytes) -> bytes:
        """The page itself: links that were written as seen from its old folder, seen from the new one."""
        led = {
            target.partition("#")[0]: (Ref(to_space, to_path), rule)
            for target, to_space, to_path, rule in Reference.objects.filter(
                space=self.old.space, path=self.old.path
            )
            .exclude(to_path="")
            .values_list("target", "to_space", "to_path", "rule")
        }
        indexes = self._indexes(self.old.space)

        def rewrite(written: str, wiki: bool) -> str | None:
            if not written or written not in led:
                return None
            to, before = led[written]
            to = Ref(to.space, self.new) if to == self.old else to
            if leads_by(indexes, self.new, written, wiki, to) in (*_lasting(wiki), before):
                return None
            return best_way(indexes, self.new, written, wiki, to)

        text = decode(data)
        mended = mending.rewrite_links(self.old.path, text, rewrite)
        return data if mended == text else mended.encode()


def _lasting(wiki: bool) -> tuple[str, ...]:
    """Rules by which other programs that open the same files find a link too."""
    return ("path", "folded path", "name") if wiki else ("path", "folded path")


def leads_by(indexes: Sequence[PageIndex], source: str, written: str, wiki: bool, to: Ref) -> str:
    """The rule by which a link written so on `source` leads to this page; empty where it does not."""
    link = Link(source, written, "", "wikilink" if wiki else "link", 0)
    answer = catalogue.find_in(indexes, link)
    return answer.rule if isinstance(answer, Found) and Ref(answer.space, answer.path) == to else ""


def best_way(indexes: Sequence[PageIndex], source: str, written: str, wiki: bool, to: Ref) -> str | None:
    """The first manner of writing that leads there; None where none does, and the link stays as it is."""
    ways = mending.in_the_same_manner(written, to.path, source=source, wiki=wiki)
    return next((way for way in ways if leads_by(indexes, source, way, wiki, to) in _lasting(wiki)), None)


def move_page(
    *,
    by: Viewer,
    space: str,
    path: str,
    to_space: str,
    to_path: str = "",
    summary: str = "",
    statement_id: UUID | None = None,
) -> Saved:
    """Copy a page, with the files it shows, to another space, and remove it here.

    The history of a space keeps what stood in it: whoever could read the page here can still find it there.
    A garden keeps no history. Both were said to the person before.
    """
    insist_write(by, space)
    insist_write(by, to_space)
    if space == to_space:
        raise Refused("The page is there already.", kept="Nothing was changed.")
    new = check_path(to_path or path)
    with transaction.atomic():
        log.hold_pen()
        row = standing(space, path)
        data = repositories.read(space, row.blob)
        assert data is not None
        if is_page(path):
            check_reach(decode(data), space=to_space, path=path)
        _refuse_taken(to_space, new)
        check_new(to_space, new)
        along = _shown_on(space, path, to_space)
        arrived = [Change(new, data, "created"), *along]
        there = record(by=by, space=to_space, changes=arrived, summary=summary, statement_id=statement_id)
        record(by=by, space=space, changes=[Change(path, None, "removed")], summary=summary)
        carry_drafts(Ref(space, path), Ref(to_space, new))
        transaction.on_commit(readings.catch_up, robust=True)
    return Saved(Ref(to_space, new), there[0].body["blob"], there[0].seq)


def _refuse_taken(space: str, path: str) -> None:
    if PageRow.objects.filter(space=space, path=path).exists():
        raise Refused(
            "There is a page called “%(path)s” already.",
            kept="Nothing was moved.",
            mend="Give it another name there.",
            path=path,
        )


def _shown_on(space: str, path: str, to_space: str) -> list[Change]:
    """Pictures and sounds a page shows, as far as they lie beside it and are not there yet."""
    readings.catch_up()
    shown = Reference.objects.filter(space=space, path=path, kind="embed", to_space=space)
    files = [each for each in dict.fromkeys(shown.values_list("to_path", flat=True)) if not is_page(each)]
    there = set(PageRow.objects.filter(space=to_space, path__in=files).values_list("path", flat=True))
    rows = PageRow.objects.filter(space=space, path__in=[each for each in files if each not in there])
    found = ((row.path, repositories.read(space, row.blob)) for row in rows.order_by("path"))
    return [Change(name, data, "created") for name, data in found if data is not None]
