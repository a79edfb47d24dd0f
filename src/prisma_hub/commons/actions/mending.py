"""Links that lead nowhere, and names that are no links yet, made right: as many at once as somebody chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from prisma_hub.commons import catalogue, readings, repositories
from prisma_hub.commons.actions.moving import best_way, leads_by
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write, readable
from prisma_hub.commons.render.mentions import find_mentions, link_words
from prisma_hub.commons.render.resolve import PageIndex
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules import mending
from prisma_hub.commons.types import Mend, Mended, Ref
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import actions as log


def mend_links(
    *, by: Viewer, space: str, mends: Sequence[Mend], summary: str = "", statement_id: UUID | None = None
) -> Mended:
    """Carry out mends of one space, in one commit. What was changed meanwhile stays as it is now; the answer
    says how many pages and links were mended."""
    insist_write(by, space)
    mine = readable(by)
    if not mends:
        raise Refused("No link was chosen.", kept="Nothing was changed.", mend="Choose one or more.")
    wanted: dict[str, list[Mend]] = defaultdict(list)
    for each in mends:
        if each.to.space in mine:
            wanted[each.path].append(each)
    with transaction.atomic():
        log.hold_pen()
        readings.catch_up()
        indexes = [catalogue.index_of(each) for each in catalogue.wider(space)]
        links, changes = 0, []
        for path, some in sorted(wanted.items()):
            row = PageRow.objects.filter(space=space, path=path).first()
            data = repositories.read(space, row.blob) if row else None
            if data is None:
                continue
            text, done = _mended(decode(data), path, some, indexes)
            if done:
                links += done
                changes.append(Change(path, text.encode(), "changed"))
        if not changes:
            raise Refused(
                "These links are no longer as they were.", kept="Nothing was changed.", mend="Look again."
            )
        record(by=by, space=space, changes=changes, summary=summary, statement_id=statement_id)
        transaction.on_commit(readings.catch_up, robust=True)
    return Mended(Ref(space, changes[0].path), len(changes), links)


def _mended(text: str, path: str, mends: Sequence[Mend], indexes: Sequence[PageIndex]) -> tuple[str, int]:
    """The text with these mends, and how many links of it were changed."""
    done = 0
    known = {each.target: each for each in mends if each.target}

    def rewrite(target: str, wiki: bool) -> str | None:
        nonlocal done
        mend = known.get(target)
        new = _target(mend, path, wiki, indexes) if mend else None
        if new is None or new == target:
            return None
        done += 1
        return new

    text = mending.rewrite_targets(path, text, rewrite)
    for each in mends:
        if each.words and not each.target:
            linked = _linked(text, path, each, indexes)
            done += linked != text
            text = linked
    return text, done


def _target(mend: Mend, path: str, wiki: bool, indexes: Sequence[PageIndex]) -> str | None:
    page, sharp, fragment = mend.target.partition("#")
    if mend.anchor:
        return f"{page}#{mend.anchor}"
    new = best_way(indexes, path, page.strip(), wiki, mend.to)
    return None if new is None else f"{new}{sharp}{fragment}"


def _linked(text: str, path: str, mend: Mend, indexes: Sequence[PageIndex]) -> str:
    """The first place where the words stand, as a link in the manner of the page."""
    names = [each.spoken for each in indexes]
    place = next((one for one in find_mentions(text, names) if one.words == mend.words), None)
    if place is None:
        return text
    line = text.encode()[: place.start].decode().rpartition("\n")[2]
    wiki = ("[[" in text or "](" not in text) and not line.lstrip().startswith("|")
    same = wiki and leads_by(indexes, path, place.words, True, mend.to) != ""
    target = best_way(indexes, path, "" if wiki else "./x.md", wiki, mend.to)
    return text if target is None else link_words(text, place, target, wiki=wiki, same=same)
