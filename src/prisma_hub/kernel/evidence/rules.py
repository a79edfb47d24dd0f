"""What the lines of one evidence say about each other: founding, keys, erasures, order.

Each rule takes a line and the book it stands in, and refuses or is silent.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..canonical import from_b64url
from ..ids import is_part_name, is_person
from ..refusal import Refused
from ..signing import public_of, rotation_message, verify
from ..statement import check_sorted
from .reading import HubFile, Line

FOUNDED: Final = "hub.founded/1"
ROTATED: Final = "hub.rotated/1"
BOUND: Final = "key.bound/1"
UNBOUND: Final = "key.unbound/1"
ERASED: Final = "entry.erased/1"


@dataclass(frozen=True)
class Book:
    """All lines of one evidence, ascending, and `hub.json`."""

    file: HubFile
    lines: Sequence[Line]

    @cached_property
    def by_seq(self) -> dict[int, Line]:
        return {line.seq: line for line in self.lines}

    @cached_property
    def bindings(self) -> dict[str, list[Line]]:
        """The lines that bind and unbind a key, by that key's did."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.kind in (BOUND, UNBOUND) and "body.key" in line.values:
                found.setdefault(str(line.values["body.key"]), []).append(line)
        return found

    @cached_property
    def said(self) -> dict[str | bytes, int]:
        """Statements, and shown pairs of speaker and id, with the first line that has them."""
        found: dict[str | bytes, int] = {}
        for line in self.lines:
            found.setdefault(line.receipt.statement, line.seq)
            if "by" in line.values and "id" in line.values:
                found.setdefault(f"{line.values['by']}\n{line.values['id']}", line.seq)
        return found


def check_book(book: Book) -> None:
    """What must stand in any evidence."""
    if 0 not in book.by_seq:
        raise Refused("Entry 0, the founding of the hub, is missing.")
    for seq, _ in book.file.keys:
        if seq not in book.by_seq:
            raise Refused("The rotation to a key, entry %(seq)s, is missing.", seq=seq)


def say_once(line: Line, book: Book) -> None:
    """A statement is kept once: neither the same words nor the same id of the same speaker stand again."""
    first = book.said[line.receipt.statement]
    speaker, name = line.values.get("by"), line.values.get("id")
    if speaker is not None and name is not None:
        first = min(first, book.said[f"{speaker}\n{name}"])
    if first < line.seq:
        raise Refused("The same statement stands twice, first as entry %(seq)s.", seq=first)


def keep_time(line: Line, book: Book) -> None:
    """`at` and the epoch never run backwards."""
    before = book.lines[max(line.number - 2, 0)]
    if line.receipt.at < before.receipt.at or line.receipt.epoch < before.receipt.epoch:
        raise Refused("This entry was kept before the one it follows.")


def found_hub(line: Line, book: Book) -> None:
    """Entry 0 is the founding, shows its kind and name, and nothing else is."""
    if (line.kind == FOUNDED) != (line.seq == 0):
        raise Refused("Entry 0, and no other, is the founding of the hub.")
    if line.seq == 0 and line.values.get("body.name") != book.file.name:
        raise Refused("Entry 0 does not show the name hub.json gives.")
    if line.kind == FOUNDED:
        _bytes(line, "body.next", 32)


def rotate_key(line: Line, book: Book) -> None:
    """Every rotation in `keys`, and no other, is shown, and signed by the key before."""
    rotations = dict(book.file.keys)
    if (line.kind == ROTATED) != (line.seq in rotations):
        raise Refused("A rotation of the hub's key and the keys of hub.json do not agree.")
    if line.kind != ROTATED:
        return
    key = rotations[line.seq]
    public, before = public_of(key), book.file.key_at(line.seq)
    signature = _bytes(line, "body.signature", 64)
    if line.values.get("body.key") != key or signature is None:
        raise Refused("The rotation does not show the key hub.json names, and its signature.")
    if not verify(public_of(before), signature, rotation_message(public)):
        raise Refused("The rotation is not signed by the key before.")
    _bytes(line, "body.next", 32)
    seq = max((at for at, _ in book.file.keys if at < line.seq), default=0)
    if _bytes(book.by_seq[seq], "body.next", 32) != hashlib.sha256(public).digest():
        raise Refused("Entry %(seq)s did not promise this key as the next one.", seq=seq)


def hold_key(line: Line, book: Book) -> None:
    """Bindings name a person and a key; words signed by a person are a person's words."""
    if line.kind in (BOUND, UNBOUND):
        if not _may_be_person(line):
            raise Refused("A key is bound by the person who holds it.")
        if "body.key" in line.values:
            public_of(_text(line, "body.key"))
    if line.receipt.custody == "self" and (line.seq < 2 or not _may_be_person(line)):
        raise Refused("Only a person with a key of their own answers for their own words.")


def _may_be_person(line: Line) -> bool:
    return "by" not in line.values or is_person(line.values["by"])


def trust_signer(line: Line, book: Book) -> None:
    """A key counts only if it was bound to the speaker before, and not unbound since."""
    if line.key is None:
        return
    bound: set[str] = set()
    for other in book.bindings.get(line.key, []):
        by = other.values.get("by")
        if other.seq >= line.seq:
            break
        if other.kind == UNBOUND:
            # an unbinding that hides its speaker still ends the key
            bound = bound - {by} if by else set()
        elif by:
            bound.add(by)
    if not (bound & {line.values["by"]} if "by" in line.values else bound):
        raise Refused("Nothing here shows that this key was bound to the speaker.")


def show_erasure(line: Line, book: Book) -> None:
    """An erasure shows all of its body, and what it names is shown nowhere."""
    if line.kind != ERASED:
        return
    body = {name: value for name, value in line.values.items() if name.startswith("body.")}
    if not {"body.right", "body.seq"} <= body.keys() <= {"body.right", "body.seq", "body.parts"}:
        raise Refused("An erasure shows its seq, its right and its parts, and no more.")
    _check_whole_body(line)
    seq, parts = body["body.seq"], body.get("body.parts")
    if type(seq) is not int or not 0 <= seq < line.seq:
        raise Refused("An erasure names an earlier entry.")
    _text(line, "body.right")
    if parts is not None:
        check_sorted("body.parts", parts)
        if not all(is_part_name(name) for name in parts):
            raise Refused("An erasure names something that is not a part.")
    erased = book.by_seq.get(seq)
    if erased and (parts is None or not erased.values.keys().isdisjoint(parts)):
        raise Refused("Entry %(seq)s shows what was erased.", seq=seq)


def _check_whole_body(line: Line) -> None:
    """No place is left where a part of the body could hide.

    Before `body.right` everything is shown; after `body.seq` come `by`, `hub`, `id` and `kind`.
    """
    right, seq = line.place("body.right"), line.place("body.seq")
    shown = all(at in line.parts for at in range(right))
    if not shown or seq != right + 1 or line.place("kind") != seq + 4:
        raise Refused("An erasure may hide nothing of its body.")


def _bytes(line: Line, name: str, length: int) -> bytes | None:
    """Base64url bytes of a part, None where it is not shown."""
    return from_b64url(_text(line, name), length) if name in line.values else None


def _text(line: Line, name: str) -> str:
    value: Any = line.values[name]
    if not isinstance(value, str):
        raise Refused("The part %(name)s is a text.", name=name)
    return value


RULES: Final[tuple[Callable[[Line, Book], None], ...]] = (
    say_once,
    keep_time,
    found_hub,
    rotate_key,
    hold_key,
    trust_signer,
    show_erasure,
)
