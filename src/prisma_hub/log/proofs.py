"""Tiles, bundles and proofs, read from what is kept. Nothing here says who spoke, or about what."""

from __future__ import annotations

from prisma_hub.log.kept import Line, Node


def hashes(level: int, first: int, count: int) -> list[bytes]:
    """`count` hashes from `first` on: leaf hashes at level 0, hashes of full tiles above."""
    if level == 0:
        found = Line.objects.filter(seq__gte=first, seq__lt=first + count).order_by("seq")
        return [bytes(each) for each in found.values_list("leaf", flat=True)]
    rows = Node.objects.filter(level=level, index__gte=first, index__lt=first + count).order_by("index")
    return [bytes(each) for each in rows.values_list("hash", flat=True)]
