"""RFC 6962 trees over SHA-256: roots, proofs, and a frontier that grows one leaf at a time."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Hashes: TypeAlias = Callable[[int, int], bytes]
"""The hash of the complete subtree (level, index): leaves [index·2^level, (index+1)·2^level)."""

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, which are not hashed again: pairs level by level, whoever is left over goes
    up as it is, which is the tree of RFC 6962 (its left side is always whole)."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        left_over = level[len(level) & ~1 :]
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + left_over
    return level[0]


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """From the leaf's sibling up; holds neither leaf nor root."""
    return prove_inclusion(index, len(leaf_hashes), _reader(leaf_hashes))


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """That the tree of `old_size` is the beginning of this one."""
    return prove_consistency(old_size, len(leaf_hashes), _reader(leaf_hashes))


def prove_inclusion(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """An inclusion proof (RFC 6962, 2.1.1) with O(log size) reads of complete subtrees."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    start, end, siblings = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append(_range_hash(middle, end, hashes))
            end = middle
        else:
            siblings.append(_range_hash(start, middle, hashes))
            start = middle
    return siblings[::-1]


def prove_consistency(old_size: int, new_size: int, hashes: Hashes) -> list[bytes]:
    """A consistency proof (RFC 6962, 2.1.2) with O(log size) reads of complete subtrees."""
    if not 0 < old_size <= new_size:
        raise ValueError("a consistency proof begins with one leaf and never shrinks")
    start, end, proof, whole = 0, new_size, [], True
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_range_hash(middle, end, hashes))
            end = middle
        else:
            proof.append(_range_hash(start, middle, hashes))
            start, whole = middle, False
    if not whole:
        proof.append(_range_hash(start, end, hashes))
    return proof[::-1]


def root_from(size: int, hashes: Hashes) -> bytes:
    """The root of the tree of `size`, from its complete subtrees."""
    return _range_hash(0, size, hashes) if size else EMPTY_ROOT


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: the leaf hash `leaf` stands at `index` of the tree with this root."""
    if not 0 <= index < size:
        return False
    node, last, hash_ = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            hash_ = node_hash(sibling, hash_)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and hash_ == tree_root


def verify_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """RFC 9162, 2.1.4.2. A tree of size 0 proves nothing and is refused."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


@dataclass(frozen=True, slots=True)
class Node:
    """The hash of a complete subtree of 2^level leaves."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree's right edge: its size and the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        return self.grow(leaf)[0]

    def grow(self, leaf: bytes) -> "tuple[Frontier, list[Node]]":
        """The frontier with `leaf` appended, and every subtree this completes, the leaf first."""
        peaks = list(self.peaks)
        completed = [Node(0, self.size, leaf)]
        carry, level, index = leaf, 0, self.size
        while index & 1:
            carry = node_hash(peaks.pop(), carry)
            level, index = level + 1, index >> 1
            completed.append(Node(level, index, carry))
        return Frontier(self.size + 1, (*peaks, carry)), completed

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        size, peaks = self.size, list(self.peaks)
        for carry in leaves:
            index = size
            while index & 1:
                carry = node_hash(peaks.pop(), carry)
                index >>= 1
            peaks.append(carry)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *rest, hash_ = self.peaks
        for peak in reversed(rest):
            hash_ = node_hash(peak, hash_)
        return hash_

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big-endian, then the peaks."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        size, rest = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(rest) != 32 * size.bit_count():
            raise ValueError("not a frontier: the peaks do not fit the size")
        return cls(size, tuple(rest[at : at + 32] for at in range(0, len(rest), 32)))


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_hash(start: int, end: int, hashes: Hashes) -> bytes:
    """The root over [start, end), where `start` is a multiple of every subtree in it."""
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append(hashes(level, start >> level))
        start += 1 << level
    hash_ = pieces.pop()
    while pieces:
        hash_ = node_hash(pieces.pop(), hash_)
    return hash_


def _reader(leaf_hashes: Sequence[bytes]) -> Hashes:
    def hashes(level: int, index: int) -> bytes:
        return root(leaf_hashes[index << level : (index + 1) << level])

    return hashes
