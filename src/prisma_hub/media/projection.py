"""Entries of every kind may hold media, in a field of that name."""

from __future__ import annotations

from collections.abc import Sequence

from prisma_hub.log.types import AtOnce, Entry, Folds, Forgets
from prisma_hub.media.models import Use

KINDS = ()
FOLDS: Folds = {}
FORGETS: Forgets = {}


def held(entry: Entry) -> None:
    found = entry.body.get("media")
    if isinstance(found, list):
        names = {each["sha256"] for each in found if isinstance(each, dict) and "sha256" in each}
        Use.objects.bulk_create(Use(seq=entry.seq, sha256=name) for name in sorted(names))


def let_go(entries: Sequence[Entry]) -> None:
    Use.objects.filter(seq__in=[entry.seq for entry in entries]).delete()
    for entry in entries:
        held(entry)


EVERY = (held,)
EVERY_FORGET = (AtOnce(let_go),)
