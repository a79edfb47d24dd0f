"""On which pages a word stands, packed: two bytes for each, the page's place in its block and the weight."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping

BLOCK = 256
"""Pages whose postings lie together: an edited page touches no others."""


def pack(weights: Mapping[int, int]) -> bytes:
    """Places (0 to 255) with their weights (1 to 255), as bytes in order of place."""
    return bytes(number for place in sorted(weights) for number in (place, weights[place]))


def unpack(packed: bytes) -> dict[int, int]:
    return dict(zip(packed[::2], packed[1::2], strict=True))


def pages(packed: bytes, block: int, times: int = 1) -> dict[int, int]:
    """Pages with their weights, so many times."""
    first = block * BLOCK
    return {first + place: weight * times for place, weight in zip(packed[::2], packed[1::2], strict=True)}


def pack_ids(ids: Iterable[int]) -> bytes:
    return array("Q", sorted(ids)).tobytes()


def unpack_ids(packed: bytes) -> list[int]:
    found = array("Q")
    found.frombytes(packed)
    return found.tolist()
