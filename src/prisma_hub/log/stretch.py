"""One stretch of the record book, checked by itself: words, receipts, order, signatures, and its leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import DatabaseError

from prisma_hub.kernel import statement as form
from prisma_hub.kernel.canonical import from_b64url
from prisma_hub.kernel.receipt import Receipt
from prisma_hub.kernel.refusal import Refused
from prisma_hub.kernel.signing import did_key, verify
from prisma_hub.kernel.source import instant
from prisma_hub.kernel.text import later
from prisma_hub.log.custody import Signing
from prisma_hub.log.events import BOUND, UNBOUND
from prisma_hub.log.kept import Line

LONG: Final = 4096
"""Entries in a stretch: whole tiles."""

_NOT_THOSE: Final = later("The words of entry %(seq)s are not those that were kept.")
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
    changes: list[tuple[int, bool, Signing]] = field(default_factory=list)
    signings: dict[Signing, tuple[int, int]] = field(default_factory=dict)

    def join(self, after: Stretch) -> None:
        """Go on with what was found in the one that follows."""
        self.leaves += after.leaves
        self.findings += after.findings
        self.changes += after.changes
        for whose, (first, last) in after.signings.items():
            self.signings[whose] = (self.signings.get(whose, (first, last))[0], last)

    def find(self, sentence: str, seq: int) -> None:
        self.findings.append((sentence, {"seq": seq}))


def check(first: int, end: int, hub: str) -> Stretch:
    """Check the entries from `first` to before `end`."""
    try:
        return _check(first, end, hub)
    except DatabaseError:  # words that are no text any more stop whoever reads many lines at once
        if end - first == 1:
            raise
    return _one_by_one(first, end, hub)


def _one_by_one(first: int, end: int, hub: str) -> Stretch:
    found = Stretch(first)
    for seq in range(first, end):
        try:
            one = check(seq, seq + 1, hub)
        except DatabaseError:
            one = Stretch(seq)
            one.find(_NOT_THOSE, seq)
            one.leaves += map(bytes, Line.objects.filter(seq=seq).values_list("leaf", flat=True))
        found.join(one)
        if not one.leaves:
            break
    return found


def _check(first: int, end: int, hub: str) -> Stretch:
    found = Stretch(first)
    last, due = _at_before(first), first
    for line in _lines(first, end):
        if line[0] != due:
            break
        last, due = _check_line(found, line, hub, last), due + 1
        found.leaves.append(bytes(line[5]))
    if due < end:
        found.find(later("Entry %(seq)s is missing."), due)
    return found


def _at_before(first: int) -> int:
    return Line.objects.filter(seq=first - 1).values_list("at", flat=True).first() or 0


def _lines(first: int, end: int) -> Iterator[tuple[Any, ...]]:
    found = Line.objects.filter(seq__gte=first, seq__lt=end).order_by("seq")
    yield from found.values_list(*_COLUMNS).iterator(1000)


def _check_line(found: Stretch, line: tuple[Any, ...], hub: str, last: int) -> int:
    """Returns the date that the next one may not be before: not one that was changed."""
    seq, at, _, own_key, statement, _, kind, secret, signature, key, parts = line
    says, receipted = _says(parts, secret, statement), _receipted(line, hub)
    if not says:
        found.find(_NOT_THOSE, seq)
    if not receipted:
        found.find(later("The receipt of entry %(seq)s was changed."), seq)
    if at < last:
        found.find(later("Entry %(seq)s is dated before the one before it."), seq)
    # Of an entry erased whole the signature is gone too, and nothing is claimed.
    if own_key and kind is not None and not _signed(key, signature, statement):
        found.find(later("The signature of entry %(seq)s does not hold."), seq)
    elif own_key and key is not None and says:
        _note_signing(found, seq, did_key(bytes(key)), parts)
    if says and kind in (BOUND.name, UNBOUND.name):
        values = _values(parts)
        found.changes.append((seq, kind == BOUND.name, (values["by"], values["body.key"])))
    return at if receipted else last


def _note_signing(found: Stretch, seq: int, key: str, parts: str) -> None:
    by = _values(parts).get("by")
    if by is not None:  # erased with the rest: then nothing says whose words they were
        first, _last = found.signings.get((by, key), (seq, seq))
        found.signings[by, key] = (first, seq)


def _values(parts: str) -> dict[str, Any]:
    return {item[-2]: item[-1] for item in json.loads(parts) if not isinstance(item, str)}


def _says(parts: str, secret: bytes | None, statement: bytes) -> bool:
    """Whether these parts make that statement; what cannot be read any more does not."""
    try:
        return form.statement_hash(part_hashes(parts, secret)) == bytes(statement)
    except (ValueError, TypeError, IndexError, AttributeError, Refused):
        return False


def _receipted(line: tuple[Any, ...], hub: str) -> bool:
    seq, at, epoch, own_key, statement, leaf, *_ = line
    try:
        receipt = Receipt(instant(at), "self" if own_key else "hub", epoch, hub, seq, bytes(statement))
    except OverflowError:  # no such day
        return False
    return receipt.leaf_hash() == bytes(leaf)


def _signed(key: bytes | None, signature: bytes | None, statement: bytes) -> bool:
    return bool(key and signature) and verify(bytes(key or b""), bytes(signature or b""), bytes(statement))


def part_hashes(parts: str, secret: bytes | None) -> list[bytes]:
    """The hash of each part of a kept line, in order; of an erased part it is all that is kept."""
    items = json.loads(parts)
    if secret is not None and all(type(item) is list and len(item) == 2 for item in items):
        return form.salted_hashes(items, bytes(secret))
    salt_of: Callable[[str], str] = form.salts(bytes(secret or b""))
    hashes = []
    for item in items:
        if isinstance(item, str):
            hashes.append(from_b64url(item, 32))
            continue
        salt = item[0] if len(item) == 3 else salt_of(item[0])
        hashes.append(hashlib.sha256(b"\x00" + form.part_bytes(salt, item[-2], item[-1])).digest())
    return hashes
