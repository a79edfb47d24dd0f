"""What follows when a page was changed: the branch catches up, a garden forgets, readings are made."""

from __future__ import annotations

import shutil

from prisma_hub.commons import events, readings, repositories
from prisma_hub.commons.actions.recording import catch_up_branch, head_of
from prisma_hub.commons.kept import Draft
from prisma_hub.commons.models import PageVersion
from prisma_hub.commons.rules.paths import is_garden
from prisma_hub.identity import events as people
from prisma_hub.log import actions as log
from prisma_hub.log import events as book
from prisma_hub.log.types import Entry


def move_branch(entry: Entry) -> None:
    catch_up_branch(entry.body["space"])


def forget_old_notes(entry: Entry) -> None:
    """A garden keeps what stands in it, and nothing of what stood there before."""
    space = entry.body["space"]
    if not is_garden(space):
        return
    log.hold_pen()  # nobody writes objects while those that nothing needs are taken out
    head = head_of(space)
    if head is not None and repositories.exists(space):
        repositories.forget_all_but(space, head)


def read(entry: Entry) -> None:
    readings.catch_up()


def forget_erased(entry: Entry) -> None:
    """Where a note's words were erased, what was read of them goes too; a shared page keeps its reading."""
    if not PageVersion.objects.filter(seq=entry.body["seq"]).exists():
        readings.forget(entry.body["seq"])


def clear_garden(entry: Entry) -> None:
    """Who leaves takes their garden along: its files, what the log says of them, and drafts."""
    if entry.person is None:
        return
    space = f"person:{entry.person}"
    for seq in list(PageVersion.objects.filter(space=space).values_list("seq", flat=True)):
        log.erase(seq, right="speaker")
    Draft.objects.filter(person=entry.person).delete()
    readings.drop(space)
    shutil.rmtree(repositories.folder(space), ignore_errors=True)


REACTIONS = {
    events.CHANGED: (move_branch, forget_old_notes, read),
    people.LEFT: (clear_garden,),
    book.ERASED: (forget_erased,),
}
