"""An entry's proof as a drawing: from its fingerprint up to the one that was signed.

Pure: hashes in, geometry out. `templates/log/tree.html` draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prisma_hub.kernel import merkle
from prisma_hub.kernel.canonical import b64

WIDTH = 320
MIDDLE, ASIDE, FAR = 160, 44, 84
"""Where the root stands; how far from the middle the way goes, and what it is joined with."""
TOP, ROW = 100, 58
"""Where the root stands from above, and how far apart the rows are."""
SHORT = 6
"""Letters of a fingerprint that are drawn; the list beside the drawing has them all."""


@dataclass(frozen=True, slots=True)
class Step:
    """One joining: with the fingerprint of the entries `first` to `last`, on the left or on the right."""

    first: int
    last: int
    left: bool
    other: str
    joined: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A fingerprint in the drawing, cut short, at its middle."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the drawing: a fingerprint of the way, what it is joined with, and the spot above both."""

    way: Spot
    other: Spot
    first: int
    last: int
    above: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The whole drawing; `rows` from above, the last one holds the entry."""

    height: int
    root: Spot
    leaf: Spot
    rows: Sequence[Row]


def climb(seq: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> list[Step]:
    """The joinings of an inclusion proof, from the entry up (RFC 6962, 2.1.1)."""
    steps, reached = [], leaf
    for (first, end, left), other in zip(_beside(seq, size), proof, strict=True):
        reached = merkle.node_hash(other, reached) if left else merkle.node_hash(reached, other)
        steps.append(Step(first, end - 1, left, b64(other), b64(reached)))
    return steps


def _beside(seq: int, size: int) -> list[tuple[int, int, bool]]:
    """What stands beside the way, from the entry up: (first, end, whether on the left)."""
    return list(_down(seq, 0, size))[::-1]


def _down(seq: int, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if seq < middle:
            yield middle, end, False
            end = middle
        else:
            yield start, middle, True
            start = middle


def draw(leaf: bytes, steps: Sequence[Step]) -> Drawn:
    root = Spot(MIDDLE, TOP, _short(steps[-1].joined if steps else b64(leaf)))
    rows: list[Row] = []
    above = root
    for at, step in enumerate(reversed(steps), 1):
        y = TOP + ROW * at
        below = steps[len(steps) - at - 1].joined if at < len(steps) else b64(leaf)
        way = Spot(MIDDLE + (ASIDE if step.left else -ASIDE), y, _short(below))
        other = Spot(MIDDLE - FAR if step.left else MIDDLE + FAR, y, _short(step.other))
        rows.append(Row(way, other, step.first, step.last, (above.x, above.y)))
        above = way
    return Drawn(above.y + ROW, root, above, rows)


def _short(fingerprint: str) -> str:
    return fingerprint[:SHORT]
