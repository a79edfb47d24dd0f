"""What the index must know at once: whose hearing changed, and what was erased."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.log.types import AtOnce, Entry, Folds, Forgets, Kind
from prisma_hub.search import saying
from prisma_hub.search.models import Rehearing

KINDS: tuple[Kind, ...] = ()


def reheard(entry: Entry) -> None:
    Rehearing.objects.create(seq=entry.seq, of=entry.body["seq"])


def forgotten(entries: Sequence[Entry]) -> None:
    """What is erased is found no more, in the same moment; what its page still says, by what it still
    says."""
    saying.forget(entries)


FOLDS: Folds = dict.fromkeys(saying.REHEARD, (reheard,))
FORGETS: Forgets = {}
EVERY_FORGET = (AtOnce(forgotten),)
