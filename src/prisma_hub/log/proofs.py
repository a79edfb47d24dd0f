"""Tiles and proofs, read from what is kept. Nothing here says who spoke, or about what."""

from __future__ import annotations

from functools import lru_cache

from prisma_hub.kernel import merkle, tiles
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import lines
from prisma_hub.log.kept import Line, Node, Top
from prisma_hub.log.pen import TILE_HEIGHT

WIDTH = 1 << TILE_HEIGHT


class Subtrees:
    """Hashes of complete subtrees of any height, read a tile at a time and remembered."""

    def __init__(self) -> None:
        self._rows = lru_cache(maxsize=64)(self._read)

    def __call__(self, level: int, index: int) -> bytes:
        """The root of the complete subtree of 2^level leaves that begins at index · 2^level."""
        row, height = divmod(level, TILE_HEIGHT)
        first = index << height
        found = self._rows(row, first >> TILE_HEIGHT)
        at = first % WIDTH
        return merkle.root(found[at : at + (1 << height)])

    @staticmethod
    def _read(row: int, tile: int) -> list[bytes]:
        first = tile * WIDTH
        if row == 0:
            leaves = Line.objects.filter(seq__gte=first, seq__lt=first + WIDTH).order_by("seq")
            return [bytes(each) for each in leaves.values_list("leaf", flat=True)]
        nodes = Node.objects.filter(level=row, index__gte=first, index__lt=first + WIDTH)
        return [bytes(each) for each in nodes.order_by("index").values_list("hash", flat=True)]


def checkpoint() -> str:
    """The signed note of the log as it stands."""
    note = Top.objects.values_list("note", flat=True).first()
    if not note:
        raise Refused("There is no hub in this folder yet.")
    return note


def tile(path: str) -> bytes:
    """A tile or entry bundle by its path below `/log/` (C2SP tlog-tiles)."""
    wanted = tiles.Tile.parse(path)
    size = Top.objects.values_list("size", flat=True).first() or 0
    if not wanted.stands_in(size):
        raise Refused("The record book is not that long yet.")
    if wanted.level is None:
        return tiles.entry_bundle(_entry_data(wanted.subtrees))
    return tiles.tile_data(wanted, Subtrees())


def _entry_data(seqs: range) -> list[bytes]:
    hub = Top.objects.values_list("hub", flat=True).get()
    found = Line.objects.filter(seq__gte=seqs.start, seq__lt=seqs.stop).order_by("seq")
    return [lines.receipt_of(line, hub).entry_data() for line in found]


def proof(seq: int) -> tiles.Proof:
    """That entry `seq` stands in the log as it is now."""
    top = Top.objects.first()
    if top is None or not 0 <= seq < top.size:
        raise Refused("There is no entry %(seq)s in this record book.", seq=seq)
    return tiles.Proof(seq, tuple(merkle.prove_inclusion(seq, top.size, Subtrees())), top.note)


def leaf(seq: int) -> bytes:
    """The leaf hash of an entry."""
    found = Line.objects.filter(seq=seq).values_list("leaf", flat=True).first()
    if found is None:
        raise Refused("There is no entry %(seq)s in this record book.", seq=seq)
    return bytes(found)


def root_at(size: int) -> bytes:
    """The root of the tree when it had `size` entries, 1 or more."""
    now = Top.objects.values_list("size", flat=True).first() or 0
    if not 1 <= size <= now:
        raise Refused("The record book is not that long yet.")
    return merkle.root_from(size, Subtrees())


def consistency(old: int, new: int) -> list[bytes]:
    """That the log of size `old` is the beginning of that of size `new`."""
    return merkle.prove_consistency(old, new, Subtrees())
