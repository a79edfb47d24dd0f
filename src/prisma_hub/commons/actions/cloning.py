"""Copies that leave the hub by git: noted, so that whoever has one is told when its history is purged."""

from __future__ import annotations

from prisma_hub.commons.kept import Clone
from prisma_hub.commons.models import Repository
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel import source


def note_copy(*, by: Viewer, token: str, space: str) -> None:
    """This token has fetched the space as it stands now."""
    seq = Repository.objects.filter(space=space).values_list("seq", flat=True).first()
    Clone.objects.update_or_create(
        token=token,
        space=space,
        defaults={
            "person": by.id,
            "seq": -1 if seq is None else seq,
            "at": source.current().now_ms(),
        },
    )
