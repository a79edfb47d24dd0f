"""Keeping repositories quick to look into, whoever wrote them and in however many pieces."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from prisma_hub.commons import packing, repositories
from prisma_hub.commons.models import Repository
from prisma_hub.commons.queries.access import keeps_history
from prisma_hub.log import actions as log

_ROUNDS = 200


def tidy_repositories() -> None:
    """What has come together in small pieces, a bounded part of it at a time; done by the clock."""
    for space in Repository.objects.order_by("space").values_list("space", flat=True):
        tidy(space)


def gather_all(spaces: Iterable[str]) -> None:
    """After much was brought at once: as few packs as there can be."""
    for space in spaces:
        for _ in range(_ROUNDS):
            if not tidy(space, all_of_it=True):
                break


def tidy(space: str, *, all_of_it: bool = False) -> bool:
    """One round. True where there was something to gather.

    The pack is written while others go on; only putting it in place holds the pen, as whoever writes objects
    or takes some out does. A garden that keeps no past is left alone: most of it goes with each change.
    """
    if not repositories.exists(space) or not keeps_history(space):
        return False
    objects = repositories.folder(space) / "objects"
    try:
        packing.sweep(objects)
        sources = packing.choose(objects, all_of_it=all_of_it)
        if sources is None:
            return False
        made = packing.make(objects, sources)
    except (KeyError, FileNotFoundError):  # a purge took out what was being read
        return False
    with transaction.atomic():
        log.hold_pen()
        return packing.put_in_place(objects, made, sources)
