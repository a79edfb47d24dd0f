"""What follows when a page was changed: the branch catches up, a garden forgets, readings are made."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from django.db.models import Q

from prisma_hub.circles.queries import visible_in
from prisma_hub.circles.types import HUB, PUBLIC
from prisma_hub.commons import catalogue, clearing, events, readings, repositories
from prisma_hub.commons.actions.tidying import tidy_repositories
from prisma_hub.commons.branches import catch_up_branch, head_of
from prisma_hub.commons.kept import Clone, Draft
from prisma_hub.commons.models import PageVersion, Purge
from prisma_hub.commons.queries import graphs
from prisma_hub.commons.queries.access import keeps_history
from prisma_hub.commons.rules.paths import slug_of
from prisma_hub.identity import events as people
from prisma_hub.inbox import actions as inbox
from prisma_hub.kernel.refusal import Busy
from prisma_hub.kernel.text import later
from prisma_hub.log import actions as log
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry
from prisma_hub.work.types import Clockwork, Together


def move_branches(entries: Sequence[Entry]) -> None:
    for space in _spaces(entries):
        if not catch_up_branch(space):  # what is refused here is tried again later
            raise Busy("Another program holds the branch of these pages.", kept="The pages are kept.")


def _spaces(entries: Sequence[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.body["space"] for entry in entries))


def forget_old_notes(entries: Sequence[Entry]) -> None:
    """Gardens keep what stands in them, and nothing of what stood there before, unless their owners asked."""
    for space in _spaces(entries):
        if not keeps_history(space):
            _keep_what_stands(space)


def _keep_what_stands(space: str) -> None:
    log.hold_pen()  # nobody writes objects while those that nothing needs are taken out
    head = head_of(space)
    if head is not None and repositories.exists(space):
        clearing.keep_only(space, head)


def purge(entry: Entry) -> None:
    """Take out of the repository what its history no longer names. Done again, it finds nothing."""
    space = entry.body["space"]
    row = Purge.objects.filter(seq=entry.seq).first()
    if row is None:
        return
    path = row.path
    log.hold_pen()
    catch_up_branch(space)
    head = head_of(space)
    if head is None or not repositories.exists(space):
        return
    others = (
        PageVersion.objects.filter(space=space).exclude(path=path) if path else PageVersion.objects.none()
    )
    newer = PageVersion.objects.filter(space=space, seq__gt=entry.seq)
    blobs = set((others | newer).values_list("blob", flat=True))
    clearing.keep_only(space, head, blobs)


_PURGED = later(
    "A steward began the history of a space anew, of which you have a copy. "
    "Make a fresh clone before you push again."
)


def tell_those_who_cloned(entry: Entry) -> None:
    """Their copies still hold the past, and can no longer be pushed."""
    space = entry.body["space"]
    copies = Clone.objects.filter(space=space)
    people = copies.order_by("person").values_list("person", flat=True).distinct()
    others = [person for person in people if person != entry.person]
    inbox.tell_all(others, _PURGED, {}, f"/commons/{slug_of(space)}/-/git", seq=entry.seq)


def read(entries: Sequence[Entry]) -> None:
    """A few pages at once; many are read by whoever looks next, or by the clock, while others write."""
    if not readings.far_behind():
        readings.catch_up()


def forget_erased(entries: Sequence[Entry]) -> None:
    """Where a note's words were erased, what was read of them goes too; a shared page keeps its reading."""
    erased = {entry.body["seq"] for entry in entries}
    readings.forget(
        erased.difference(PageVersion.objects.filter(seq__in=erased).values_list("seq", flat=True))
    )


def clear_garden(entry: Entry) -> None:
    """Who leaves takes their garden along: its files, what the log says of them, and drafts."""
    if entry.person is None:
        return
    space = f"person:{entry.person}"
    log.erase_many(PageVersion.objects.filter(space=space).values_list("seq", flat=True), right="speaker")
    Draft.objects.filter(person=entry.person).delete()
    Clone.objects.filter(Q(person=entry.person) | Q(space=space)).delete()
    readings.drop(space)
    shutil.rmtree(repositories.folder(space), ignore_errors=True)


def hold_ready() -> None:
    """What the first to look after a start would wait for: the names of the wide spaces, and their graph."""
    readings.catch_up()
    for space in (PUBLIC, HUB):
        catalogue.index_of(space)
    graphs.graph_leaving(visible_in(PUBLIC))


REACTIONS = {
    events.CHANGED: (Together(move_branches), Together(forget_old_notes), Together(read)),
    events.PURGED: (purge, tell_those_who_cloned),
    events.KEPT: (Together(move_branches), Together(forget_old_notes)),
    people.LEFT: (clear_garden,),
    book.ERASED: (Together(forget_erased),),
}
CLOCKWORK = (
    Clockwork("gather small packs", 3_600_000, tidy_repositories),
    Clockwork("hold names and graph ready", 60_000, hold_ready),
)
