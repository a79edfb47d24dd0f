"""Names of things: UUIDs, references, spaces, kinds, and the names of parts.

The forms are those of the log's fine print (docs/decisions/0002); every check is a plain question
with a yes or a no, and says nothing about rights.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final
from uuid import UUID

_WORD = r"[a-z][a-z0-9_-]*"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_UUID_FORM = re.compile(_UUID)
_UUID7_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SPEAKER = re.compile(rf"hub|(?:person|circle):{_UUID}")
_SPACE = re.compile(rf"hub|network|public|(?:person|circle):{_UUID}")
_SCOPE = re.compile(rf"{_WORD}:{_UUID}")
_REFERENCE = re.compile(rf"{_WORD}:[^\s\x00-\x1f\x7f]+")
_KIND = re.compile(rf"{_WORD}\.{_WORD}/[1-9][0-9]*")
_FIELD = re.compile(rf"{_WORD}(?:\.{_WORD})*")
_BODY = re.compile(rf"body\.({_WORD}(?:\.{_WORD})*)(?:\.([0-9]{{3}}))?")
_PROTOCOL = re.compile(r"sha256:[0-9a-f]{64}")

REQUIRED_PARTS: Final = frozenset({"id", "hub", "kind", "said", "by", "to"})
PLAIN_PARTS: Final = REQUIRED_PARTS | {"via", "scope", "about", "protocol"}


def uuid7(ms: int, random: bytes) -> UUID:
    """RFC 9562 UUIDv7 from milliseconds since 1970 and ten random bytes (74 of their bits)."""
    if len(random) != 10 or not 0 <= ms < 1 << 48:
        raise ValueError("uuid7 wants 10 random bytes and milliseconds of 48 bits")
    bits = int.from_bytes(random, "big")
    high = 0x7000 | (bits >> 62) & 0x0FFF
    low = 0x8000_0000_0000_0000 | bits & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=ms << 80 | high << 64 | low)


def derived_id(trigger: UUID, index: int | str, ms: int) -> UUID:
    """The id of what follows from `trigger`: the same three give the same id."""
    label = f"i{index}" if isinstance(index, int) else f"s{index}"
    seed = b"prisma-hub/derived/1\n" + trigger.bytes + label.encode()
    return uuid7(ms, hashlib.sha256(seed).digest()[:10])


def is_uuid(text: str) -> bool:
    """Lower-case, with hyphens."""
    return _UUID_FORM.fullmatch(text) is not None


def is_uuid7(text: str) -> bool:
    return _UUID7_FORM.fullmatch(text) is not None


def is_speaker(text: str) -> bool:
    """`person:<uuid>`, `circle:<uuid>` or `hub`: the form of `by` and `via`."""
    return _SPEAKER.fullmatch(text) is not None


def is_person(text: str) -> bool:
    return text.startswith("person:") and is_speaker(text)


def is_circle(text: str) -> bool:
    return text.startswith("circle:") and is_speaker(text)


def is_space(text: str) -> bool:
    """What may stand in `to`: a person, a circle, `hub`, `network`, `public`."""
    return _SPACE.fullmatch(text) is not None


def is_scope(text: str) -> bool:
    """A word, a colon and a UUID."""
    return _SCOPE.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """What a hub lets stand in `about`: a word, a colon, and something without spaces."""
    return _REFERENCE.fullmatch(text) is not None


def is_kind(text: str) -> bool:
    """`word.word/N`, N from 1."""
    return _KIND.fullmatch(text) is not None


def is_protocol(text: str) -> bool:
    """`sha256:` and 64 lower-case hex digits."""
    return _PROTOCOL.fullmatch(text) is not None


def is_field(text: str) -> bool:
    """Words joined by dots."""
    return _FIELD.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_part_name(text: str) -> bool:
    return text in PLAIN_PARTS or _BODY.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_field_part(name: str) -> bool:
    """Whether it is a field of a body."""
    return name.startswith("body.") and is_part_name(name)


@lru_cache(maxsize=4096)
def segment_of(name: str) -> tuple[str, int] | None:
    """(`body.text`, 7) for `body.text.007`; None for a part that is no segment."""
    found = _BODY.fullmatch(name)
    if found is None or found[2] is None:
        return None
    return f"body.{found[1]}", int(found[2])


def person(uuid: UUID) -> str:
    return f"person:{uuid}"


def circle(uuid: UUID) -> str:
    return f"circle:{uuid}"


def uuid_of(reference: str) -> UUID:
    """The UUID of `word:uuid`."""
    if not is_scope(reference):
        raise ValueError(f"not a word, a colon and a UUID: {reference!r}")
    return UUID(reference.partition(":")[2])
