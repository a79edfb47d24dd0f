"""The log checks itself: parts, statements, receipts, tree, checkpoints, signatures (`log verify`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

import django

from prisma_hub.kernel.merkle import Frontier
from prisma_hub.kernel.note import origin, read_checkpoint
from prisma_hub.kernel.refusal import Refused
from prisma_hub.log import cosigned, succession
from prisma_hub.log.custody import Bindings
from prisma_hub.log.kept import Checkpoint, Top
from prisma_hub.log.stretch import LONG, Stretch, check

Progress = Callable[[int, int], None]
MANY = 20_000
"""Entries from which on a second process is worth its start."""


def findings(progress: Progress | None = None, *, processes: int = 1) -> Iterator[Refused]:
    """Everything that does not hold, one sentence each; nothing when the record book is whole.

    With several `processes` (never inside a transaction) each checks stretches of its own.
    """
    top = Top.objects.first()
    if top is None or not top.size:
        yield Refused("There is no hub in this folder yet.")
        return
    tree, bindings = _Tree(top), Bindings()
    for stretch in _stretches(top, processes if top.size >= MANY else 1):
        yield from (Refused(sentence, **values) for sentence, values in stretch.findings)
        yield from tree.grow(stretch.leaves)
        yield from bindings.follow(
            stretch.changes, ((whose, *seqs) for whose, seqs in stretch.signings.items())
        )
        if tree.frontier.size < min(stretch.first + LONG, top.size):
            return
        if progress:
            progress(tree.frontier.size, top.size)
    if tree.frontier.to_bytes() != bytes(top.frontier):
        yield Refused("The record book is shorter than its last checkpoint says.")
    if tree.keys.did != top.key:
        yield Refused("The key this hub signs with is not the one its record book says.")
    yield from cosigned.findings()


def _stretches(top: Top, processes: int) -> Iterator[Stretch]:
    begins = range(0, top.size, LONG)
    ends = [min(first + LONG, top.size) for first in begins]
    if processes == 1:
        yield from map(check, begins, ends, repeat(top.hub))
        return
    # Started anew, not forked: a process that was forked must not use what its parent had open.
    with ProcessPoolExecutor(
        processes - 1, mp_context=get_context("spawn"), initializer=django.setup
    ) as others:
        asked = [others.submit(check, first, end, top.hub) for first, end in zip(begins, ends, strict=True)]
        try:
            yield from _in_turn(asked, lambda at: check(begins[at], ends[at], top.hub))
        finally:
            others.shutdown(cancel_futures=True)


def _in_turn(asked: Sequence[Future[Stretch]], do: Callable[[int], Stretch]) -> Iterator[Stretch]:
    """What was asked of others, in order. While they are at it, or only begin, this one does the next that
    none of them has taken."""
    own: dict[int, Stretch] = {}
    ahead = 0
    for at, each in enumerate(asked):
        while at not in own and not each.done() and ahead < len(asked):
            if asked[ahead].cancel():
                own[ahead] = do(ahead)
            ahead += 1
        yield own.pop(at) if at in own else each.result()


class _Tree:
    """The tree as the entries make it, held against every checkpoint remembered on the way."""

    def __init__(self, top: Top) -> None:
        self.frontier, self.hub, self.keys = Frontier(), top.hub, succession.Succession(top.hub)
        self.notes: dict[int, list[tuple[int, str]]] = {top.size: [(top.epoch, top.note)]}
        for each in Checkpoint.objects.exclude(epoch=top.epoch, size=top.size):
            self.notes.setdefault(each.size, []).append((each.epoch, each.note))
        self.rotated = {line.seq: line for line in succession.rotations()}

    def grow(self, leaves: list[bytes]) -> Iterator[Refused]:
        done, seq = 0, self.frontier.size
        for size in sorted({*self.notes, *(each + 1 for each in self.rotated)}):
            if not seq < size <= seq + len(leaves):
                continue
            self.frontier = self.frontier.extend(leaves[done : size - seq])
            done = size - seq
            if size - 1 in self.rotated:
                yield from self.keys.follow(self.rotated[size - 1])
            for epoch, note in self.notes.get(size, ()):
                yield from self._check(epoch, note)
        self.frontier = self.frontier.extend(leaves[done:])

    def _check(self, epoch: int, note: str) -> Iterator[Refused]:
        size, root = self.frontier.size, self.frontier.root()
        try:
            checkpoint = read_checkpoint(note, origin(self.hub, epoch), self.keys.public)
        except Refused as problem:
            yield problem
            return
        if (checkpoint.size, checkpoint.root) != (size, root):
            yield Refused("The checkpoint of size %(size)s does not fit the entries.", size=size)


def processors() -> int:
    """How many processes are worth having here."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
