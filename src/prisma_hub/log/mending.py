"""Putting the record book right where a disk spoiled it: never a word that its proofs do not bear out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from prisma_hub.kernel.damage import Damage
from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.note import Checkpoint as Note
from prisma_hub.kernel.note import origin, parse_origin
from prisma_hub.kernel.signing import SigningKey, did_key
from prisma_hub.log import damage, keys, lines
from prisma_hub.log.damage import Book
from prisma_hub.log.events import ERASED
from prisma_hub.log.kept import Checkpoint, Line, Node, Top
from prisma_hub.log.stretch import check

Gone = Sequence[tuple[bytes, frozenset[str] | None]]
"""What was erased, by the list beside a backup: the statement hash, and the parts' names; None for all."""


def mend(
    found: Iterable[Damage], spare: str | None = None, gone: Gone | None = None, folder: Path | None = None
) -> None:
    """Mend what can be mended. `spare`: the alias of a backup's database, `folder` the keys in it.

    What could not be mended is found again by whoever looks again.
    """
    names: dict[str, list[str]] = {}
    for each in found:
        names.setdefault(each.name, []).append(each.where)
    if folder is not None:
        _put_keys_back(folder, {*names.get("key-missing", ()), *names.get("key-damaged", ())})
        _put_keys_back(folder, names.get("key-wrong", ()))
    if spare is not None:
        lost = {*names.get("entry-changed", ()), *names.get("entry-missing", ())}
        _put_back(sorted(map(int, lost)), spare, gone)
    for seq in names.get("entry-mark", ()):
        _mark(int(seq))
    if names.keys() & {"tile-changed", "proof-changed"}:
        _prove_again()


def _put_keys_back(spare: Path, names: Iterable[str]) -> None:
    """A key from a backup, where it is the one the book names. One from before a change of the key has it
    under the name of the one that was to follow."""
    top = Top.objects.first()
    due = damage.due_keys(damage.hub_of(top)) if top else {}
    for name in names:
        if name not in due:
            continue
        places = (spare / each for each in (name, keys.HUB, keys.NEXT, keys.AFTER))
        seeds = [each.read_bytes() for each in places if each.is_file()]
        seed = next((each for each in seeds if damage.fits(name, each, due[name])), None)
        if seed is not None:
            _replace(keys.folder() / name, seed)


def _replace(path: Path, seed: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _mark(seq: int) -> None:
    line = Line.objects.get(seq=seq)
    Line.objects.filter(seq=seq).update(**damage.due_marks(line))


def _put_back(seqs: Sequence[int], spare: str, gone: Gone | None) -> None:
    """Entries from a backup, as far as they hold; none of them where the signed proof then does not, or where
    nobody knows any more what was erased since."""
    top = Top.objects.first()
    signed = damage.signed_note(top.note) if top else None
    if top is None or signed is None:
        return
    hub = parse_origin(signed.origin)[0]
    with transaction.atomic():
        for seq in seqs:
            line = Line.objects.using(spare).filter(seq=seq).first()
            if line is not None and lines.receipt_of(line, hub).leaf_hash() == bytes(line.leaf):
                Line.objects.filter(seq=seq).delete()
                line.save(using="default", force_insert=True)
            elif gone is None and _may_erase(seq):
                transaction.set_rollback(True)
                return
        for seq in seqs:
            _erase_again(seq, hub, gone or ())
        leaves = list(map(bytes, Line.objects.order_by("seq").values_list("leaf", flat=True)))
        grown = Frontier().extend(leaves)
        if (grown.size, grown.root()) != (signed.size, signed.root):
            transaction.set_rollback(True)


def _may_erase(seq: int) -> bool:
    """Whether an entry that cannot be read any more could say that something was erased."""
    kinds = Line.objects.filter(seq=seq).values_list("kind", flat=True)
    return not kinds or kinds[0] == ERASED.name


def _erase_again(seq: int, hub: str, gone: Gone) -> None:
    """What was erased since the backup stays erased: its hashes come back, its words do not."""
    if check(seq, seq + 1, hub).findings:
        return
    line = Line.objects.get(seq=seq)
    found = lines.parts_of(line)
    every = frozenset(part.name for part in found if part.name is not None)
    asked = [parts for statement, parts in gone if statement == bytes(line.statement)]
    asked += [
        frozenset(said["body.parts"]) if "body.parts" in said else None
        for said in map(lines.values_of, Line.objects.filter(kind=ERASED.name, seq__gt=seq))
        if said.get("body.seq") == seq
    ]
    cut = frozenset[str]().union(*(every if parts is None else parts for parts in asked)) & every
    if not cut:
        return
    line.parts, line.secret = lines.stored_after_erasing(found, cut), None
    if all(part.erased or part.name in cut for part in found):
        line.kind = line.signature = line.key = None
    line.save()


def _prove_again() -> None:
    """Tiles, state and signed notes, made again from entries that hold."""
    top = Top.objects.first()
    if top is None:
        return
    book = damage.read(top)
    if not book.whole():
        return
    shutil.rmtree(Path(settings.HUB_DIR) / "derived" / "log", ignore_errors=True)  # made of what was damaged
    with transaction.atomic():
        _lay_tiles(book)
        if damage.state_holds(top, book) or _settle(top, book):
            _sign_again(book)


def _lay_tiles(book: Book) -> None:
    Node.objects.all().delete()
    Node.objects.bulk_create(
        [Node(level=level, index=index, hash=each) for (level, index), each in book.tiles.items()],
        batch_size=500,
    )


def _settle(top: Top, book: Book) -> bool:
    """Write the state anew. Two must agree on it: the entries, and either the signed note or what is kept of
    the tree; else it is left as it is."""
    signed = damage.signed_note(top.note)
    last = Line.objects.get(seq=book.size - 1)
    if signed is not None:
        if (signed.size, signed.root) != (book.size, book.frontier.root()):
            return False
        note, epoch = top.note, parse_origin(signed.origin)[1]
    else:
        key = _key(book.hub, book.size)
        if key is None or bytes(top.frontier) != book.frontier.to_bytes():
            return False
        epoch = last.epoch
        note = str(Note(origin(book.hub, epoch), book.size, book.frontier.root()).sign(key))
    Top.objects.update(
        hub=book.hub,
        key=did_key(damage.key_at(book.hub, book.size)),
        epoch=epoch,
        size=book.size,
        at=last.at,
        frontier=book.frontier.to_bytes(),
        note=note,
    )
    return True


def _sign_again(book: Book) -> None:
    """Remembered checkpoints whose signature no longer holds: the same bytes, since the same key signs the
    same. Those of a key that was replaced stay as they are."""
    for each in Checkpoint.objects.all():
        signed = damage.signed_note(each.note)
        key, root = _key(book.hub, each.size), book.roots.get(each.size)
        if (signed is None or signed.size != each.size) and key is not None and root is not None:
            note = str(Note(origin(book.hub, each.epoch), each.size, root).sign(key))
            Checkpoint.objects.filter(epoch=each.epoch, size=each.size).update(note=note)


def _key(hub: str, size: int) -> SigningKey | None:
    """The key in the folder, if it is the one that signs a checkpoint of that size."""
    try:
        key = SigningKey((keys.folder() / keys.HUB).read_bytes())
    except (OSError, ValueError):
        return None
    return key if key.public == damage.key_at(hub, size) else None
