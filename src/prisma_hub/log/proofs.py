"""Tiles and proofs, read from what is kept. Nothing here says who spoke, or about what."""

from __future__ import annotations

from functools import lru_cache

from django.db import transaction

from prisma_hub.kernel import merkle, tiles
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.witnessing import Ask
from prisma_hub.log import cosigned, lines, written
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
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
    """The signed note of the log as it stands, with the cosignatures it has."""
    top = Top.objects.first()
    if top is None or not top.note:
        raise Refused("There is no hub in this folder yet.")
    return cosigned.with_lines(top.note, top.epoch, top.size)


def tile(path: str) -> bytes:
    """A tile or entry bundle by its path below `/log/` (C2SP tlog-tiles)."""
    wanted = tiles.Tile.parse(path)
    hub, epoch, size = Top.objects.values_list("hub", "epoch", "size").first() or ("", 0, 0)
    if not wanted.stands_in(size):
        raise Refused("The record book is not that long yet.")
    if wanted.width < WIDTH:
        return _made(wanted, hub)
    return written.once(hub, epoch, wanted, lambda: _made(wanted, hub))


def _made(wanted: tiles.Tile, hub: str) -> bytes:
    if wanted.level is None:
        return tiles.entry_bundle(_entry_data(wanted.subtrees, hub))
    return tiles.tile_data(wanted, Subtrees())


def _entry_data(seqs: range, hub: str) -> list[bytes]:
    found = Line.objects.filter(seq__gte=seqs.start, seq__lt=seqs.stop).order_by("seq")
    return [lines.receipt_of(line, hub).entry_data() for line in found]


def proof(seq: int) -> tiles.Proof:
    """That entry `seq` stands in the log as it is now."""
    top = _top_with(seq)
    return _proof(seq, top.size, cosigned.with_lines(top.note, top.epoch, top.size))


def proof_to_keep(seq: int) -> tuple[tiles.Proof, int]:
    """The proof of entry `seq` that is worth most, with the size it is made for: under the newest checkpoint
    that witnesses signed, if the entry stood in it already; else as the log is now."""
    top = _top_with(seq)
    seen = cosigned.newest(top.epoch, above=seq)
    size, note = seen or (top.size, cosigned.with_lines(top.note, top.epoch, top.size))
    return _proof(seq, size, note), size


def path(seq: int, size: int) -> list[bytes]:
    """The hashes that join entry `seq` with the others of the log of `size`, from its sibling up."""
    return merkle.prove_inclusion(seq, size, Subtrees())


def _top_with(seq: int) -> Top:
    top = Top.objects.first()
    if top is None or not 0 <= seq < top.size:
        raise Refused("There is no entry %(seq)s in this record book.", seq=seq)
    return top


def _proof(seq: int, size: int, note: str) -> tiles.Proof:
    return tiles.Proof(seq, tuple(path(seq, size)), note)


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


def ask(old: int) -> str:
    """A request for a cosignature of the log as it stands, to a witness who saw it last at size `old`."""
    with transaction.atomic():
        top = Top.objects.select_for_update().first()
        if top is None or not 0 <= old <= top.size:
            raise Refused("The record book is not that long yet.")
        Checkpoint.objects.get_or_create(epoch=top.epoch, size=top.size, defaults={"note": top.note})
    return Ask(old, consistency(old, top.size) if old else [], top.note).text()
