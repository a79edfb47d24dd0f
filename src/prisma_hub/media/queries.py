"""What is kept, and which entries hold it. Whether a viewer hears one of them is asked in circles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from prisma_hub.media import store
from prisma_hub.media.kept import File
from prisma_hub.media.models import Use
from prisma_hub.media.types import Media


def media(sha256: str) -> Media | None:
    row = File.objects.filter(sha256=sha256).first()
    return Media(row.sha256, row.type, row.size) if row else None


def are_kept(hashes: Iterable[str]) -> bool:
    wanted = set(hashes)
    return File.objects.filter(sha256__in=wanted).count() == len(wanted)


def entries_with(sha256: str) -> list[int]:
    """The numbers of the entries that hold it."""
    return list(Use.objects.filter(sha256=sha256).order_by("-seq").values_list("seq", flat=True))


def path_of(sha256: str, *, small: bool = False) -> Path:
    """Where it lies, for whoever was found to hear it."""
    return store.path_of(sha256, small=small)
