"""What the commons keep of one person, for that person: drafts, copies taken, and their garden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prisma_hub.commons import repositories
from prisma_hub.commons.kept import Draft
from prisma_hub.commons.models import PageRow
from prisma_hub.commons.queries.cloning import copies
from prisma_hub.commons.rules.drafting import was_left
from prisma_hub.identity.types import Viewer


def kept_of(viewer: Viewer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the viewer typed and did not save, and which spaces they took a copy of."""
    for row in Draft.objects.filter(person=viewer.id).order_by("at").iterator():
        page = row.path if was_left(row.path) else row.name
        yield "draft", {"space": row.space, "page": page, "text": row.text, "at": row.at}
    for copy in copies(viewer):
        yield "copy taken with git", {"space": copy.space, "at": copy.at}


def garden_of(viewer: Viewer) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every file of the viewer's garden by its path, its bytes piece by piece. It is theirs while they are
    suspended, too."""
    rows = PageRow.objects.filter(space=viewer.ref).order_by("path")
    for path, blob in list(rows.values_list("path", "blob")):
        pieces = repositories.pieces(viewer.ref, blob)
        if pieces is not None:
            yield path, pieces
