"""Letting go of what stood somewhere before: a steward purges a history, an owner keeps that of a garden."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from prisma_hub.circles import queries as circles
from prisma_hub.commons import events, repositories
from prisma_hub.commons.branches import author_of, catch_up_once_kept, head_of
from prisma_hub.commons.models import PageRow, PageVersion
from prisma_hub.commons.queries.access import insist_write, keeps_history
from prisma_hub.commons.rules.paths import is_garden
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book

RIGHT = "tend the commons"
BEGINS = "The history of this space begins here.\n"


def purge_history(*, by: Viewer, space: str, path: str = "", statement_id: UUID | None = None) -> None:
    """Begin the history of a space anew, with the files that stand there now.

    With `path`, the past of that one file goes from hub and record book, and earlier versions of other
    files stay readable on their pages; without it, the past of all of them goes. No clone can be taken
    back: those who have one are told, and can push again only from a fresh one.
    """
    circles.insist(by, RIGHT)
    insist_write(by, space)
    with transaction.atomic():
        log.hold_pen()
        if book.said(by.ref, statement_id):
            return
        head = head_of(space)
        versions = PageVersion.objects.filter(space=space)
        if head is None or not keeps_history(space):
            raise Refused("Here is no history to purge.", kept="Nothing was changed.")
        if path and not versions.filter(path=path).exists():
            raise NotHere(
                "No file of that name ever stood here.", kept="Nothing was changed.", mend="Look at its name."
            )
        log.say(
            events.PURGED,
            by=by.ref,
            to=[space],
            body={"space": space, "commit": begun_anew(by, space, head), "path": path},
            statement_id=statement_id,
        )
        if path:
            _forget_words(space, path)
        catch_up_once_kept(space)


def _forget_words(space: str, path: str) -> None:
    """What the record book says of the file's past: titles, summaries."""
    past = PageVersion.objects.filter(space=space, path=path)
    standing = PageRow.objects.filter(space=space, path=path).values_list("seq", flat=True)
    log.erase_many(past.exclude(seq__in=standing).values_list("seq", flat=True), right="stewards")


def begun_anew(by: Viewer | None, space: str, head: str, without: Collection[str] = ()) -> str:
    """The name of a commit with what stands at `head`, but for the files `without`, and no past."""
    return repositories.begin_anew(
        space,
        head,
        author=author_of(by),
        message=BEGINS,
        at_ms=source.current().now_ms(),
        without=without,
    )


def keep_garden(*, by: Viewer, space: str, keeps: bool, statement_id: UUID | None = None) -> None:
    """Keep the history of one's garden from now on, or let it go: then what stood there before is gone."""
    insist_write(by, space)
    if not is_garden(space):
        raise Refused("Only a garden can do without its history.", kept="Nothing was changed.")
    if keeps_history(space) == keeps:
        return
    with transaction.atomic():
        log.hold_pen()
        if book.said(by.ref, statement_id):
            return
        head = head_of(space)
        commit = begun_anew(by, space, head) if head is not None and not keeps else None
        log.say(
            events.KEPT,
            by=by.ref,
            to=[space],
            body={"space": space, "keeps": keeps, "commit": commit},
            statement_id=statement_id,
        )
        catch_up_once_kept(space)
