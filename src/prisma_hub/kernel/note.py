"""C2SP signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from .canonical import MAX_INTEGER, b64, from_b64
from .refusal import Refused
from .signing import SigningKey, public_of, verify

_ED25519: Final = b"\x01"
COSIGNATURE: Final = b"\x04"
"""The type of a witness' key (c2sp.org/tlog-cosignature)."""

_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_ORIGIN = re.compile(r"prisma-hub/(did:key:z[1-9A-HJ-NP-Za-km-z]+)/([1-9][0-9]{0,15})")
_MOST_SIGNATURES: Final = 100


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who, under which key, and the signed bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"— {self.name} {b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    def check(self, name: str, public: bytes) -> None:
        """Refuse unless that key signed; every line under its name and id must verify.

        Lines of unknown keys say nothing and are ignored.
        """
        id_ = key_id(name, public)
        own = [line for line in self.signatures if (line.name, line.key_id) == (name, id_)]
        if not own:
            raise Refused("The note is not signed by %(name)s.", name=name)
        if not all(verify(public, line.signature, self.text.encode()) for line in own):
            raise Refused("A signature under the name of %(name)s is wrong.", name=name)


def key_id(name: str, public: bytes, type_: bytes = _ED25519) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + type_ + public).digest()[:4]


def sign_note(text: str, name: str, key: SigningKey) -> Note:
    signature = Signature(name, key_id(name, key.public), key.sign(text.encode()))
    return parse_note(str(Note(text, (signature,))))


def parse_note(note: str | bytes) -> Note:
    """Take a signed note apart. Says nothing about whether a signature is good."""
    try:
        written = note.decode() if isinstance(note, bytes) else note
        written.encode()
    except UnicodeError:
        raise Refused("This note is not UTF-8 text.") from None
    if _CONTROL.search(written):
        raise Refused("This note holds control characters.")
    text, blank, below = written.rpartition("\n\n")
    if not (blank and text and below.endswith("\n")):
        raise Refused("This is not a signed note: it has no signatures below its text.")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise Refused("This note has more than %(most)s signatures.", most=_MOST_SIGNATURES)
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise Refused("“%(line)s” is not the signature line of a note.", line=line[:60])
    data = from_b64(found[2])
    if len(data) < 5:
        raise Refused("A signature line of this note is too short.")
    return Signature(found[1], data[:4], data[4:])


def origin(did: str, epoch: int) -> str:
    return f"prisma-hub/{did}/{epoch}"


def parse_origin(text: str) -> tuple[str, int]:
    """(did, epoch) of an origin."""
    found = _ORIGIN.fullmatch(text)
    if found is None or int(found[2]) > MAX_INTEGER:
        raise Refused("“%(text)s” is not the origin of a hub's record book.", text=text[:120])
    public_of(found[1])
    return found[1], int(found[2])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: whose tree, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"

    def sign(self, key: SigningKey) -> Note:
        """The note a hub publishes; its key name is the origin."""
        return sign_note(self.text(), self.origin, key)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a note's text. Non-empty extension lines are allowed by C2SP and ignored."""
        lines = text.removesuffix("\n").split("\n")
        if not text.endswith("\n") or len(lines) < 3 or "" in lines:
            raise Refused("A checkpoint has an origin, a size and a root, a line each.")
        if _SIZE.fullmatch(lines[1]) is None or int(lines[1]) > MAX_INTEGER:
            raise Refused("“%(size)s” is not the size of a tree.", size=lines[1][:40])
        return cls(lines[0], int(lines[1]), from_b64(lines[2], 32))


def read_checkpoint(note: str | bytes, name: str, public: bytes) -> Checkpoint:
    """The checkpoint in a note that the key of that name signed; its origin must be the name."""
    parsed = parse_note(note)
    parsed.check(name, public)
    checkpoint = Checkpoint.parse(parsed.text)
    if checkpoint.origin != name:
        raise Refused("This checkpoint belongs to %(origin)s.", origin=checkpoint.origin)
    return checkpoint
