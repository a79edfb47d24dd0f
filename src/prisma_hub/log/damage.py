"""What a bad disk can do to the record book, told apart from what somebody did to it.

Found: entries whose words, receipt or marks changed, entries that are missing, hashes of tiles, the state and
the notes that prove it, keys that are not this log's, dates ahead of the clock. What signed proofs contradict
is never mended: that is no damage (`proof-forked`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError
from django.db.models import Count, Max

from prisma_hub.kernel import merkle, source
from prisma_hub.kernel.canonical import from_b64url
from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.note import Checkpoint as Note
from prisma_hub.kernel.note import parse_note, parse_origin
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import SigningKey, public_of
from prisma_hub.log import keys, lines
from prisma_hub.log.events import FOUNDED, ROTATED
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
from prisma_hub.log.pen import TILE_HEIGHT
from prisma_hub.log.stretch import LONG, check

Progress = Callable[[int, int], None]
WIDTH = 1 << TILE_HEIGHT
AHEAD_MS = 120_000
"""So far a clock may be behind the last entry before anybody is told."""
_MOST = 100


@dataclass(slots=True)
class Book:
    """The record book as its entries make it."""

    hub: str
    size: int
    frontier: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    """Of the sizes that somebody signed."""
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    found: list[Damage] = field(default_factory=list)

    def whole(self) -> bool:
        """Whether every entry is what it was; only then can proofs be judged."""
        return not any(each.name.startswith("entry-") and each.name != "entry-mark" for each in self.found)


def find(progress: Progress | None = None) -> Iterator[Damage]:
    """Everything that is wrong with the record book."""
    top = Top.objects.first()
    if top is None:
        return
    yield from at_a_glance()
    book = read(top, progress)
    yield from book.found
    if book.whole():
        yield from _wrong_tiles(book)
        yield from _wrong_proofs(top, book)


def folds() -> bool:
    """Whether every entry is there and whole, so that all can be folded."""
    top = Top.objects.first()
    try:
        return top is not None and read(top).whole()
    except DatabaseError:
        return False


def at_a_glance() -> Iterator[Damage]:
    """What can be seen without reading the book: keys that are not its own, a clock that is behind it."""
    top = Top.objects.first()
    if top is None:
        return
    try:
        for name, due in due_keys(top.hub).items():
            yield from _wrong_key(name, due)
    except (DatabaseError, Refused, ValueError, TypeError, AttributeError):
        pass  # the entry that names them is damaged, and is found so
    if top.at > source.current().now_ms() + AHEAD_MS:
        yield Damage("clock-behind", source.instant(top.at))


def due_keys(hub: str) -> dict[str, bytes]:
    """What the keys in the folder must be: the public key in force, and the commitment to the next."""
    newest = Line.objects.filter(kind__in=(FOUNDED.name, ROTATED.name)).order_by("-seq").first()
    values = lines.values_of(newest) if newest else {}
    public = public_of(str(values.get("body.key", hub)))
    return {keys.HUB: public, keys.NEXT: from_b64url(str(values.get("body.next")), 32)}


def fits(name: str, seed: bytes, due: bytes) -> bool:
    """Whether this is the key that is due under that name."""
    try:
        key = SigningKey(seed)
    except ValueError:
        return False
    return due == (key.public if name == keys.HUB else hashlib.sha256(key.public).digest())


def _wrong_key(name: str, due: bytes) -> Iterator[Damage]:
    seeds = {each: _seed(keys.folder() / each) for each in (keys.HUB, keys.NEXT, keys.AFTER)}
    seed = seeds[name]
    if any(fits(name, each, due) for each in seeds.values() if each is not None):
        return  # it may lie under another name: a change of the key goes on at the next start
    if seed is None:
        yield Damage("key-missing", name)
    else:
        yield Damage("key-wrong" if len(seed) == 32 else "key-damaged", name)


def _seed(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def hub_of(top: Top) -> str:
    """The hub's did; from its signed note, where the table says another."""
    signed = signed_note(top.note)
    return parse_origin(signed.origin)[0] if signed else top.hub


def read(top: Top, progress: Progress | None = None) -> Book:
    """Read every entry, and what they make."""
    size = _due_size(top)
    book = Book(hub_of(top), size)
    signed = set(Checkpoint.objects.values_list("size", flat=True)) | {size}
    blocks: list[bytes] = []
    for first in range(0, size, LONG):
        end = min(first + LONG, size)
        leaves = _read_stretch(book, first, end)
        _grow(book, leaves, signed)
        blocks += [merkle.root(leaves[at : at + WIDTH]) for at in range(0, len(leaves) - WIDTH + 1, WIDTH)]
        if progress:
            progress(end, size)
    _tile(book, blocks)
    return book


def _due_size(top: Top) -> int:
    """How many entries there must be: what was signed, or what is there; the table's word if it is near."""
    last = Line.objects.aggregate(last=Max("seq"), many=Count("seq"))
    signed = signed_note(top.note)
    said = signed.size if signed else top.size if top.size < last["many"] + _MOST else 0
    return max(said, (last["last"] or 0) + 1)


def _read_stretch(book: Book, first: int, end: int) -> list[bytes]:
    leaves: list[bytes] = []
    while first < end:
        found = check(first, end, book.hub)
        leaves += found.leaves
        missing = first + len(found.leaves)
        seqs = sorted({values["seq"] for _, values in found.findings})
        book.found += [
            Damage("entry-missing" if seq == missing else "entry-changed", str(seq)) for seq in seqs
        ]
        first = missing + 1
        leaves += [b""] * (first <= end and missing < end)
    book.found += list(_wrong_marks(end - len(leaves), end))
    return leaves


def _wrong_marks(first: int, end: int) -> Iterator[Damage]:
    """The kind beside the parts, and the mark that lets a thing be said but once, follow from the parts."""
    try:
        some = list(Line.objects.filter(seq__gte=first, seq__lt=end, kind__isnull=False).order_by("seq"))
    except DatabaseError:
        return
    for line in some:
        due = due_marks(line)
        if any(_plain(getattr(line, name)) != value for name, value in due.items()):
            yield Damage("entry-mark", str(line.seq))


def due_marks(line: Line) -> dict[str, object]:
    """What the marks of an entry must be, as far as its parts still stand."""
    try:
        values = lines.values_of(line)
    except (ValueError, TypeError, IndexError):
        return {}
    due: dict[str, object] = {"kind": values["kind"]} if "kind" in values else {}
    if "by" in values and "id" in values:
        due["said_once"] = lines.once(values["by"], values["id"])
    return due


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _grow(book: Book, leaves: list[bytes], signed: set[int]) -> None:
    done, begin = 0, book.frontier.size
    for size in sorted(each for each in signed if begin < each <= begin + len(leaves)):
        book.frontier = book.frontier.extend(leaves[done : size - begin])
        book.roots[size], done = book.frontier.root(), size - begin
    book.frontier = book.frontier.extend(leaves[done:])


def _tile(book: Book, row: list[bytes]) -> None:
    level = 1
    while row:
        book.tiles |= {(level, at): each for at, each in enumerate(row)}
        row = [merkle.root(row[at : at + WIDTH]) for at in range(0, len(row) - WIDTH + 1, WIDTH)]
        level += 1


def _wrong_tiles(book: Book) -> Iterator[Damage]:
    kept = {(each.level, each.index): bytes(each.hash) for each in Node.objects.all()}
    for level, index in sorted(kept.keys() | book.tiles.keys()):
        if kept.get((level, index)) != book.tiles.get((level, index)):
            yield Damage("tile-changed", f"{level}/{index}")


def _wrong_proofs(top: Top, book: Book) -> Iterator[Damage]:
    if not state_holds(top, book):
        signed = signed_note(top.note)
        forked = signed is not None and _contradicts(signed, book)
        yield Damage("proof-forked" if forked else "proof-changed", "newest")
    for each in Checkpoint.objects.order_by("epoch", "size"):
        signed = signed_note(each.note)
        if signed is None or signed.size != each.size:
            yield Damage("proof-changed", f"{each.epoch}/{each.size}")
        elif _contradicts(signed, book):
            yield Damage("proof-forked", f"{each.epoch}/{each.size}")


def state_holds(top: Top, book: Book) -> bool:
    """Whether the kept state is what the entries make, and is signed."""
    signed = signed_note(top.note)
    try:
        public_of(top.key)
    except Refused:
        return False
    return (
        signed is not None
        and (top.hub, top.size) == (book.hub, book.size)
        and public_of(top.key) == key_at(book.hub, book.size)
        and parse_origin(signed.origin) == (top.hub, top.epoch)
        and (signed.size, signed.root) == (book.size, book.frontier.root())
        and bytes(top.frontier) == book.frontier.to_bytes()
        and top.at == Line.objects.filter(seq=book.size - 1).values_list("at", flat=True).first()
    )


def _contradicts(signed: Note, book: Book) -> bool:
    return book.roots.get(signed.size) not in (None, signed.root)


def signed_note(note: str) -> Note | None:
    """The checkpoint in a note, if the hub's key of that time signed it under the name it gives itself."""
    try:
        parsed = parse_note(note)
        checkpoint = Note.parse(parsed.text)
        did, _ = parse_origin(checkpoint.origin)
        parsed.check(checkpoint.origin, key_at(did, checkpoint.size))
    except (Refused, ValueError, DatabaseError):
        return None
    return checkpoint


def key_at(did: str, size: int) -> bytes:
    """The key in force for a checkpoint of that size (log.md, Fine print)."""
    newest = Line.objects.filter(kind=ROTATED.name, seq__lt=size).order_by("-seq").first()
    return public_of(str(lines.values_of(newest).get("body.key")) if newest else did)
