"""Entries of every kind may hold media, in a field of that name."""

from __future__ import annotations

from prisma_hub.log.types import Entry, Folds
from prisma_hub.media.models import Use

KINDS = ()
FOLDS: Folds = {}
FORGETS: Folds = {}


def held(entry: Entry) -> None:
    found = entry.body.get("media")
    if isinstance(found, list):
        names = {each["sha256"] for each in found if isinstance(each, dict) and "sha256" in each}
        Use.objects.bulk_create(Use(seq=entry.seq, sha256=name) for name in sorted(names))


def let_go(entry: Entry) -> None:
    Use.objects.filter(seq=entry.seq).delete()
    held(entry)


EVERY = (held,)
EVERY_FORGET = (let_go,)
