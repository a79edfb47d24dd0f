"""The log checks itself: parts, statements, receipts, tree, checkpoints, signatures (`log verify`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.note import origin, read_checkpoint
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import public_of, verify
from prisma_hub.kernel.statement import statement_hash
from prisma_hub.kernel.text import later
from prisma_hub.log import lines
from prisma_hub.log.events import ROTATED
from prisma_hub.log.kept import Checkpoint, Line, Top

Progress = Callable[[int, int], None]
_BATCH = 2000


def findings(progress: Progress | None = None) -> Iterator[Refused]:
    """Everything that does not hold, one sentence each; nothing when the record book is whole."""
    top = Top.objects.first()
    if top is None or not top.size:
        yield Refused("There is no hub in this folder yet.")
        return
    notes = {each.size: each.note for each in Checkpoint.objects.filter(epoch=top.epoch)}
    notes[top.size] = top.note
    frontier, key, last = Frontier(), public_of(top.hub), 0
    for line in _all(top.size):
        if line.seq != frontier.size:
            yield Refused(later("Entry %(seq)s is missing."), seq=frontier.size)
            return
        yield from _check_line(line, top.hub, last)
        last = line.at
        frontier = frontier.append(bytes(line.leaf))
        if line.kind == ROTATED.name:
            key = public_of(str(lines.values_of(line).get("body.key")))
        if frontier.size in notes:
            yield from _check_note(notes[frontier.size], frontier, origin(top.hub, top.epoch), key)
        if progress and frontier.size % _BATCH == 0:
            progress(frontier.size, top.size)
    if frontier.size != top.size or frontier.to_bytes() != bytes(top.frontier):
        yield Refused("The record book is shorter than its last checkpoint says.")


def _all(size: int) -> Iterator[Line]:
    for first in range(0, size, _BATCH):
        yield from Line.objects.filter(seq__gte=first, seq__lt=first + _BATCH).order_by("seq")


def _check_line(line: Line, hub: str, last: int) -> Iterator[Refused]:
    hashes = [part.hash for part in lines.parts_of(line)]
    if statement_hash(hashes) != bytes(line.statement):
        yield Refused("The words of entry %(seq)s are not those that were kept.", seq=line.seq)
    if lines.receipt_of(line, hub).leaf_hash() != bytes(line.leaf):
        yield Refused("The receipt of entry %(seq)s was changed.", seq=line.seq)
    if line.at < last:
        yield Refused("Entry %(seq)s is dated before the one before it.", seq=line.seq)
    if line.own_key and not _signed(line):
        yield Refused("The signature of entry %(seq)s does not hold.", seq=line.seq)


def _signed(line: Line) -> bool:
    """Of an entry erased whole the signature is gone too, and nothing is claimed."""
    if line.kind is None:
        return True
    return bool(line.key and line.signature) and verify(
        bytes(line.key or b""), bytes(line.signature or b""), bytes(line.statement)
    )


def _check_note(note: str, frontier: Frontier, name: str, key: bytes) -> Iterator[Refused]:
    try:
        checkpoint = read_checkpoint(note, name, key)
    except Refused as problem:
        yield problem
        return
    if (checkpoint.size, checkpoint.root) != (frontier.size, frontier.root()):
        yield Refused("The checkpoint of size %(size)s does not fit the entries.", size=frontier.size)
