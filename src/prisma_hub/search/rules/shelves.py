"""Sets of entry numbers: kept packed by shelves, and reckoned with as whole numbers, a bit for each.

A shelf holds 16,384 numbers. Packed it is two bytes for each number in it, in their order, or one bit for
every number of the shelf, whichever is shorter: what stands everywhere costs two kilobytes a shelf, what
stands once two bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

SHELF = 16_384
"""Numbers that lie together."""
_BITS = SHELF // 8
_MOST_LISTED = _BITS // 2 - 1

Numbers = dict[int, int]
"""By shelf, the numbers that are in: bit `n` of a shelf stands for its number `n`."""


def put(packed: bytes, there: Collection[int], gone: Collection[int] = ()) -> bytes:
    """A packed shelf with these places in it and those out; empty where none is left."""
    if len(packed) != _BITS:
        listed = array("H", packed)
        if len(listed) + len(there) <= _MOST_LISTED:
            return array("H", sorted({*listed, *there}.difference(gone))).tobytes()
    bits = bytearray(unpack(packed).to_bytes(_BITS, "little"))
    for place in there:
        bits[place >> 3] |= 1 << (place & 7)
    for place in gone:
        bits[place >> 3] &= 255 - (1 << (place & 7))
    held = int.from_bytes(bits, "little")
    if held.bit_count() > _MOST_LISTED:
        return bytes(bits)
    return array("H", _places(held)).tobytes()


def unpack(packed: bytes) -> int:
    """The places of a shelf, a bit for each."""
    if len(packed) == _BITS:
        return int.from_bytes(packed, "little")
    listed = array("H", packed)
    if len(listed) < 3:
        return sum(1 << place for place in listed)
    bits = bytearray(_BITS)
    for place in listed:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def numbers(some: Iterable[int]) -> Numbers:
    """Numbers as they are reckoned with."""
    shelves: dict[int, bytearray] = {}
    for number in some:
        shelf, place = divmod(number, SHELF)
        bits = shelves.setdefault(shelf, bytearray(_BITS))
        bits[place >> 3] |= 1 << (place & 7)
    return {shelf: int.from_bytes(bits, "little") for shelf, bits in shelves.items()}


def each(some: Mapping[int, int]) -> Iterator[int]:
    """The numbers of a set, in their order."""
    for shelf in sorted(some):
        yield from (shelf * SHELF + place for place in _places(some[shelf]))


def either(*many: Mapping[int, int]) -> Numbers:
    found: Numbers = {}
    for some in many:
        for shelf, bits in some.items():
            found[shelf] = found.get(shelf, 0) | bits
    return found


def both(some: Mapping[int, int], others: Mapping[int, int]) -> Numbers:
    shared = ((shelf, some[shelf] & others[shelf]) for shelf in some.keys() & others.keys())
    return {shelf: bits for shelf, bits in shared if bits}


def without(some: Mapping[int, int], others: Mapping[int, int]) -> Numbers:
    left = ((shelf, bits & ~others.get(shelf, 0)) for shelf, bits in some.items())
    return {shelf: bits for shelf, bits in left if bits}


def count(some: Mapping[int, int]) -> int:
    return sum(bits.bit_count() for bits in some.values())


def newest(tiers: Sequence[Mapping[int, int]], most: int) -> list[int]:
    """The highest numbers of the first set, then of the next; each set without those before it."""
    found: list[int] = []
    for some in tiers:
        for shelf in sorted(some, reverse=True):
            bits = some[shelf]
            while bits and len(found) < most:
                place = bits.bit_length() - 1
                found.append(shelf * SHELF + place)
                bits ^= 1 << place
    return found


def _places(bits: int) -> list[int]:
    return [
        at * 8 + place
        for at, byte in enumerate(bits.to_bytes(_BITS, "little"))
        if byte
        for place in range(8)
        if byte >> place & 1
    ]


def pack_ids(ids: Iterable[int]) -> bytes:
    """Ids in their order, each as how far it lies after the one before: seven bits a byte, the low ones
    first."""
    packed = bytearray()
    before = 0
    for id_ in sorted(ids):
        step, before = id_ - before, id_
        while step > 127:
            packed.append(step & 127 | 128)
            step >>= 7
        packed.append(step)
    return bytes(packed)


def unpack_ids(packed: bytes) -> list[int]:
    ids: list[int] = []
    before = step = shift = 0
    for byte in packed:
        step |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            before += step
            ids.append(before)
            step = shift = 0
    return ids
