"""Putting a page back as it once was: a new version with old words. Nothing is taken out of its history."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from prisma_hub.commons import readings, repositories
from prisma_hub.commons.actions.recording import Change, record
from prisma_hub.commons.actions.writing import check_new
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.access import insist_write
from prisma_hub.commons.queries.past import kept_version
from prisma_hub.commons.render.source import decode
from prisma_hub.commons.rules.marks import check_reach
from prisma_hub.commons.rules.paths import check_path
from prisma_hub.commons.types import Ref, Saved
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere, Refused
from prisma_hub.log import actions as log
from prisma_hub.log import queries as book


def put_back(
    *,
    by: Viewer,
    space: str,
    path: str,
    seq: int,
    base: str,
    summary: str = "",
    statement_id: UUID | None = None,
) -> Saved:
    """Write version `seq` of a page anew, byte for byte, also where the page was removed since.

    `base` is the blob that stood there when somebody decided so, empty where none did: whatever was written
    since is neither overwritten nor joined, since putting back means the whole page.
    """
    insist_write(by, space)
    path = check_path(path)
    with transaction.atomic():
        log.hold_pen()
        row = PageRow.objects.filter(space=space, path=path).first()
        if row is not None and book.said(by.ref, statement_id):
            return Saved(Ref(space, path), row.blob, row.seq)
        version = kept_version(by, space, path, seq)
        data = repositories.read(space, version.blob) if version else None
        if version is None or data is None:
            raise NotHere(
                "This version is not kept any more.",
                kept="The page is as it is.",
                mend="Look at its history.",
            )
        if (row.blob if row else "") != base:
            raise Refused(
                "Somebody changed this page while you looked at it.",
                kept="Nothing was changed.",
                mend="Look at it again.",
            )
        if row is not None and row.blob == version.blob:
            return Saved(Ref(space, path), version.blob, row.seq, unchanged=True)
        check_reach(decode(data), space=space, path=path)
        if row is None:
            check_new(space, path)
        change = Change(path, data, "changed" if row else "created")
        entry = record(by=by, space=space, changes=[change], summary=summary, statement_id=statement_id)[0]
        transaction.on_commit(readings.catch_up, robust=True)
    return Saved(Ref(space, path), version.blob, entry.seq)
