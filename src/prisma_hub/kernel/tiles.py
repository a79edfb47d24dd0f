"""C2SP tlog-tiles and tlog-proof (c2sp.org/tlog-tiles, c2sp.org/tlog-proof): paths and bytes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from . import merkle
from .canonical import MAX_INTEGER, b64, from_b64
from .note import read_checkpoint
from .refusal import Refused

WIDTH: Final = 256
HEIGHT: Final = 8
_ENTRY: Final = b"\x00\x20"
_PROOF: Final = "c2sp.org/tlog-proof@v1"
_PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")
_EXTRA = re.compile(r"extra ([A-Za-z0-9+/=]*)")


@dataclass(frozen=True, slots=True)
class Tile:
    """Tile `index` of `level` (None: an entry bundle), `width` of its 256 places filled."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        level = "entries" if self.level is None else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{_encode_index(self.index)}{partial}"

    @property
    def subtrees(self) -> range:
        """The indexes of the complete subtrees it holds, at height `level · 8` of the tree."""
        return range(self.index * WIDTH, self.index * WIDTH + self.width)

    def stands_in(self, size: int) -> bool:
        """Whether a tree of `size` has filled at least this much of the tile."""
        return self.subtrees.stop <= size >> HEIGHT * (self.level or 0)

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """The tile of a path below the log's prefix; only the exact spelling is read."""
        found = _PATH.fullmatch(path)
        if found is None or len(path) > 80:
            raise Refused("There is no tile at “%(path)s”.", path=path[:80])
        level = None if found[1] == "entries" else int(found[1])
        index = int(re.sub(r"[x/]", "", found[2]))
        tile = cls(level, index, int(found[3]) if found[3] else WIDTH)
        if tile.path != path or (level or 0) > 63:
            raise Refused("There is no tile at “%(path)s”.", path=path[:80])
        return tile


def _encode_index(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of `size`, entry bundles first, without those full at `since`."""
    yield from _row(None, size, since)
    level = 0
    while size >> HEIGHT * level:
        yield from _row(level, size >> HEIGHT * level, since >> HEIGHT * level)
        level += 1


def _row(level: int | None, count: int, since: int) -> Iterator[Tile]:
    full, width = divmod(count, WIDTH)
    for index in range(since // WIDTH, full):
        yield Tile(level, index)
    if width and count > since:
        yield Tile(level, full, width)


def tile_data(tile: Tile, hashes: merkle.Hashes) -> bytes:
    """The bytes of a hash tile, read from complete subtrees."""
    if tile.level is None:
        raise ValueError("an entry bundle holds entry data, not hashes")
    return b"".join(hashes(HEIGHT * tile.level, index) for index in tile.subtrees)


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Each entry's 32 bytes of data behind their length."""
    if any(len(data) != 32 for data in entries):
        raise ValueError("entry data has 32 bytes")
    return b"".join(_ENTRY + data for data in entries)


def parse_entry_bundle(bundle: bytes) -> list[bytes]:
    step = len(_ENTRY) + 32
    entries = [bundle[at : at + step] for at in range(0, len(bundle), step)]
    if not all(len(entry) == step and entry.startswith(_ENTRY) for entry in entries):
        raise Refused("This entry bundle is damaged.")
    return [entry[len(_ENTRY) :] for entry in entries]


@dataclass(frozen=True, slots=True)
class Proof:
    """A tlog-proof: entry `index` stands in the tree of the signed `checkpoint` (a whole note)."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        """As `log prove` writes it, without an `extra` line."""
        lines = [_PROOF, f"index {self.index}", *(b64(hash_) for hash_ in self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a tlog-proof; an `extra` line, which nothing vouches for, is ignored."""
        head, blank, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines.pop(0) != _PROOF:
            raise Refused("This is not a tlog-proof of version 1.")
        if lines and (extra := _EXTRA.fullmatch(lines[0])):
            from_b64(extra[1])
            lines.pop(0)
        found = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if found is None or int(found[1]) > MAX_INTEGER:
            raise Refused("This tlog-proof does not say which entry it is about.")
        return cls(int(found[1]), tuple(from_b64(line, 32) for line in lines), checkpoint)

    def check(self, entry_data: bytes, origin: str, public: bytes) -> None:
        """Refuse unless it proves `entry_data` in the log of `origin`, signed by `public`."""
        head = read_checkpoint(self.checkpoint, origin, public)
        leaf = merkle.leaf_hash(entry_data)
        if not merkle.verify_inclusion(leaf, self.index, head.size, self.hashes, head.root):
            raise Refused("This entry is not in the record book the proof is for.")
