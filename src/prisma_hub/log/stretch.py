"""One stretch of the record book, checked by itself: words, receipts, order, signatures, and its leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from prisma_hub.kernel import statement as form
from prisma_hub.kernel.canonical import from_b64url
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.signing import verify
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.text import later
from prisma_hub.log.kept import Line

LONG: Final = 4096
"""Entries in a stretch: whole tiles."""

_COLUMNS = (
    "seq",
    "at",
    "epoch",
    "own_key",
    "statement",
    "leaf",
    "kind",
    "secret",
    "signature",
    "key",
    "parts",
)


@dataclass(slots=True)
class Stretch:
    """What was found in it: sentences with their values, and the leaf hashes up to the first gap."""

    first: int
    leaves: list[bytes] = field(default_factory=list)
    findings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def find(self, sentence: str, seq: int) -> None:
        self.findings.append((sentence, {"seq": seq}))


def check(first: int, end: int, hub: str) -> Stretch:
    """Check the entries from `first` to before `end`."""
    found = Stretch(first)
    last, due = _at_before(first), first
    for line in _lines(first, end):
        if line[0] != due:
            break
        _check_line(found, line, hub, last)
        last, due = line[1], due + 1
        found.leaves.append(bytes(line[5]))
    if due < end:
        found.find(later("Entry %(seq)s is missing."), due)
    return found


def _at_before(first: int) -> int:
    return Line.objects.filter(seq=first - 1).values_list("at", flat=True).first() or 0


def _lines(first: int, end: int) -> Iterator[tuple[Any, ...]]:
    found = Line.objects.filter(seq__gte=first, seq__lt=end).order_by("seq")
    yield from found.values_list(*_COLUMNS).iterator(1000)


def _check_line(found: Stretch, line: tuple[Any, ...], hub: str, last: int) -> None:
    seq, at, epoch, own_key, statement, leaf, kind, secret, signature, key, parts = line
    if form.statement_hash(part_hashes(parts, secret)) != bytes(statement):
        found.find(later("The words of entry %(seq)s are not those that were kept."), seq)
    receipt = Receipt(instant(at), "self" if own_key else "hub", epoch, hub, seq, bytes(statement))
    if receipt.leaf_hash() != bytes(leaf):
        found.find(later("The receipt of entry %(seq)s was changed."), seq)
    if at < last:
        found.find(later("Entry %(seq)s is dated before the one before it."), seq)
    # Of an entry erased whole the signature is gone too, and nothing is claimed.
    if own_key and kind is not None and not _signed(key, signature, statement):
        found.find(later("The signature of entry %(seq)s does not hold."), seq)


def _signed(key: bytes | None, signature: bytes | None, statement: bytes) -> bool:
    return bool(key and signature) and verify(bytes(key or b""), bytes(signature or b""), bytes(statement))


def part_hashes(parts: str, secret: bytes | None) -> list[bytes]:
    """The hash of each part of a kept line, in order; of an erased part it is all that is kept."""
    salt_of: Callable[[str], str] = form.salts(bytes(secret or b""))
    hashes = []
    for item in json.loads(parts):
        if isinstance(item, str):
            hashes.append(from_b64url(item, 32))
            continue
        salt = item[0] if len(item) == 3 else salt_of(item[0])
        hashes.append(hashlib.sha256(b"\x00" + form.part_bytes(salt, item[-2], item[-1])).digest())
    return hashes
