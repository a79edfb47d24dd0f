"""What can be asked of a hub as a whole: what was found wrong, its backups, its certificate authority."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from prisma_hub.upkeep.doctor import kinds, reports
from prisma_hub.upkeep.kept import Place
from prisma_hub.upkeep.securing import find as authority
from prisma_hub.upkeep.standing import backups
from prisma_hub.upkeep.types import Explained, Look, State

__all__ = ["as_typed", "authority", "backups", "count_wrong", "explain", "keeps_backups", "last_look"]


def last_look() -> Look | None:
    """What the doctor found last; None where nobody looked yet."""
    return reports.last(Path(settings.HUB_DIR))


def count_wrong() -> int:
    """How many things were wrong when somebody last looked, and were not mended."""
    look = last_look()
    return sum(each.state is State.FOUND for each in look.findings) if look else 0


def explain(name: str) -> Explained | None:
    """A kind of damage in words."""
    return kinds.KINDS.get(name)


def as_typed(sentence: str) -> str:
    """A sentence of the doctor's, its commands as one types them on the machine: with the hub's folder."""
    return kinds.in_folder(sentence, Path(settings.HUB_DIR))


def keeps_backups() -> bool:
    """Whether a backup of this hub was ever written."""
    return Place.objects.exists()
