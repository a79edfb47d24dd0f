"""C2SP tlog-cosignature and tlog-witness: what a witness signs, and how it is asked to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .canonical import MAX_INTEGER, b64, from_b64
from .note import COSIGNATURE, Checkpoint, Note, Signature, key_id, parse_note
from .refusal import Refused
from .signing import SigningKey, check_public, public_of, verify

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}")
_VKEY_ID = re.compile(r"[0-9a-f]{8}")
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")
_MOST_HASHES: Final = 63
_TIMED: Final = 8 + 64
"""Bytes of a cosignature: its time in seconds since 1970, big-endian, and an Ed25519 signature."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Whose cosignatures can be checked: a name, and an Ed25519 key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.public, COSIGNATURE)

    def vkey(self) -> str:
        """As verifier keys are written (c2sp.org/signed-note): name, key id, type and key."""
        return f"{self.name}+{self.key_id.hex()}+{b64(COSIGNATURE + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "Witness":
        """Read a verifier key; or the `did:key` of a hub, which is a witness under its own name."""
        written = text.strip()
        if written.startswith("did:key:"):
            return cls(name_of_hub(written), public_of(written))
        name, _, rest = written.partition("+")
        id_, _, data = rest.partition("+")
        if _NAME.fullmatch(name) is None or _VKEY_ID.fullmatch(id_) is None:
            raise _no_key(written)
        key = from_b64(data)
        if key[:1] != COSIGNATURE or len(key) != 33:
            raise _no_key(written)
        witness = cls(name, check_public(key[1:]))
        if witness.key_id.hex() != id_:
            raise Refused("The key of witness %(name)s does not fit its key id.", name=name)
        return witness

    def signed_at(self, note: Note) -> int | None:
        """When it signed this note, in seconds since 1970; None where it did not.

        Every line under its name and key id must verify: one false line refuses the note.
        """
        own = [line for line in note.signatures if (line.name, line.key_id) == (self.name, self.key_id)]
        times = [_time(line.signature) for line in own]
        if any(not self._holds(note.text, line.signature) for line in own):
            raise Refused("A signature under the name of witness %(name)s is wrong.", name=self.name)
        return max(times, default=None)

    def _holds(self, text: str, signature: bytes) -> bool:
        time = _time(signature)
        fits = len(signature) == _TIMED and time <= MAX_INTEGER
        return fits and verify(self.public, signature[8:], message(text, time))


def _no_key(text: str) -> Refused:
    return Refused(
        "“%(text)s” is not the key of a witness.",
        kept="Nothing was changed.",
        mend="It is written name+hash+key, as the witness publishes it; or the did:key of a hub.",
        text=text[:80],
    )


def _time(signature: bytes) -> int:
    return int.from_bytes(signature[:8], "big")


def name_of_hub(did: str) -> str:
    """Under which name a hub cosigns."""
    return f"prisma-hub/{did}"


def message(text: str, time: int) -> bytes:
    """What a cosignature signs (tlog-cosignature, Ed25519 signed message)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosign(text: str, name: str, key: SigningKey, time: int) -> Signature:
    """A witness' line for the text of a checkpoint, at `time` seconds since 1970."""
    signature = time.to_bytes(8, "big") + key.sign(message(text, time))
    return Signature(name, key_id(name, key.public, COSIGNATURE), signature)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a cosignature (tlog-witness, add-checkpoint): from which size on the proof leads."""

    old: int
    proof: Sequence[bytes]
    note: str

    def text(self) -> str:
        return "\n".join([f"old {self.old}", *(b64(each) for each in self.proof)]) + "\n\n" + self.note

    @classmethod
    def parse(cls, body: str | bytes) -> "Ask":
        try:
            text = body.decode() if isinstance(body, bytes) else body
        except UnicodeDecodeError:
            raise _no_ask() from None
        head, _, note = text.partition("\n\n")
        first, *hashes = head.split("\n")
        found = _OLD.fullmatch(first)
        if found is None or int(found[1]) > MAX_INTEGER or len(hashes) > _MOST_HASHES:
            raise _no_ask()
        Checkpoint.parse(parse_note(note).text)
        return cls(int(found[1]), tuple(from_b64(each, 32) for each in hashes), note)

    def checkpoint(self) -> Checkpoint:
        """What the note says; whether it is signed is for the witness to look at."""
        return Checkpoint.parse(parse_note(self.note).text)


def _no_ask() -> Refused:
    return Refused(
        "This is not a request for a cosignature.",
        mend="It begins with “old” and a size, and ends with a signed checkpoint (prisma-hub log ask).",
    )
