"""Asking for everything about oneself, and having the file forgotten."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable

from django.db.models import F

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import queries, store, writing
from prisma_hub.keeping.kept import Everything
from prisma_hub.kernel import source
from prisma_hub.log import events
from prisma_hub.log import queries as log

_log = logging.getLogger(__name__)


def ask_for_everything(*, by: Viewer, language: str) -> None:
    """Have the file made, in this language: also for who is suspended, or here as a guest. Asked again while
    it is being made or waits: nothing changes."""
    circles.insist_known(by)
    found = queries.export(by)
    if found is not None and not found.failed:
        return
    forget_file(by=by)
    here = source.current()
    Everything.objects.create(person=by.id, id=here.uuid7(), language=language, asked=here.now_ms())


def forget_file(*, by: Viewer) -> None:
    """The file goes, finished or not."""
    _forget(Everything.objects.filter(person=by.id))


def make_what_was_asked_for() -> None:
    """Write the next file somebody waits for. By the clock."""
    waiting = Everything.objects.filter(made=None, tries__lt=queries.MOST_TRIES).order_by("asked").first()
    if waiting is None or not Everything.objects.filter(id=waiting.id, tries=waiting.tries).update(
        tries=F("tries") + 1
    ):
        return
    before = log.size() - 1
    try:
        numbers = writing.write(identity.viewer_of(str(waiting.person)), waiting.id, waiting.language)
    except Exception as problem:
        store.remove(waiting.id)
        _log.warning("the file of everything about %s was not made", waiting.person, exc_info=problem)
        return
    made = Everything.objects.filter(id=waiting.id).update(
        made=source.current().now_ms(),
        size=store.path_of(waiting.id).stat().st_size,
        numbers=array("q", numbers).tobytes(),
    )
    if not made:  # forgotten meanwhile
        store.remove(waiting.id)
    erased = log.entries_of(events.ERASED, after=before)  # while it was written down
    forget_what_holds(entry.body["seq"] for entry in erased)


def forget_what_holds(erased: Iterable[int]) -> None:
    """Files in which one of these entries stands go: it was erased."""
    gone = set(erased)
    for row in Everything.objects.exclude(made=None) if gone else ():
        if not gone.isdisjoint(array("q", bytes(row.numbers))):
            _forget([row])


def forget_whose_time_is_over() -> None:
    """By the clock; and whatever lies in the folder without belonging to anybody."""
    _forget(row for row in Everything.objects.exclude(made=None) if queries.is_over(row))
    known = {str(id_) for id_ in Everything.objects.values_list("id", flat=True)}
    for path in store.folder().glob("*.*"):
        if path.stem not in known:
            path.unlink(missing_ok=True)


def _forget(rows: Iterable[Everything]) -> None:
    for row in list(rows):
        row.delete()
        store.remove(row.id)
