"""The file a person asked for: theirs alone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from prisma_hub.identity.types import Viewer
from prisma_hub.keeping import store
from prisma_hub.keeping.kept import Everything
from prisma_hub.keeping.types import KEPT_DAYS, Export
from prisma_hub.kernel import source

DAY = 86_400_000
MOST_TRIES = 3


def export(viewer: Viewer) -> Export | None:
    """The file the viewer asked for, ready or not. None where they did not, or where its time is over."""
    row = Everything.objects.filter(person=viewer.id).first()
    if row is None or is_over(row):
        return None
    until = None if row.made is None else row.made + KEPT_DAYS * DAY
    failed = row.made is None and row.tries >= MOST_TRIES
    return Export(row.id, row.asked, row.made, until, row.size, failed)


def is_over(row: Everything) -> bool:
    return row.made is not None and row.made + KEPT_DAYS * DAY < source.current().now_ms()


def file_of(viewer: Viewer, id_: UUID) -> Path | None:
    """Where the viewer's own finished file lies; None for anybody else, and once its time is over."""
    if viewer.person is None:
        return None
    found = export(viewer)
    path = store.path_of(id_)
    return path if found and found.id == id_ and found.made is not None and path.is_file() else None
