"""A statement: named parts, each hashed behind a salt of its own, so each can be shown alone."""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from json.encoder import encode_basestring
from typing import Any, Final

from . import merkle
from .canonical import URL_SAFE, b64url, canonical_part, from_b64url, refuse_inexact
from .ids import (
    REQUIRED_PARTS,
    is_field,
    is_field_part,
    is_kind,
    is_part_name,
    is_protocol,
    is_reference,
    is_scope,
    is_space,
    is_speaker,
    is_uuid7,
    segment_of,
)
from .refusal import Refused
from .signing import public_of
from .source import parse_instant
from .text import paragraphs

SECRET_BYTES: Final = 32
MOST_PARTS: Final = 0xFFFF
MOST_SEGMENTS: Final = 1000
_TEXT_FORMS = {
    "id": is_uuid7,
    "kind": is_kind,
    "by": is_speaker,
    "via": is_speaker,
    "scope": is_scope,
    "protocol": is_protocol,
}
_INNER, _OUTER = (bytes(each ^ pad for each in range(256)) for pad in (0x36, 0x5C))
_SEGMENT_END = re.compile(r"\.[0-9]{3}")


def salts(secret: bytes) -> Callable[[str], str]:
    """The salt of each part by its name: base64url of the first 16 bytes of HMAC-SHA-256(secret, name).

    Written out (RFC 2104, a key of at most 64 bytes): both ends are keyed once for all the parts.
    """
    key = secret.ljust(64, b"\0")
    inner, outer = hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))

    def salt(name: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(name.encode())
        around.update(within.digest())
        return b64url(around.digest()[:16])

    return salt


def salted_hashes(parts: Iterable[tuple[str, Any]], secret: bytes) -> list[bytes]:
    """The hash of each of these parts, name and value, under its salt: `salts` and `part_hash` in one, for
    whoever has very many."""
    key = secret.ljust(64, b"\0")
    inner, outer = hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))
    found = []
    for name, value in parts:
        coded, quoted = _written(name)
        within, around = inner.copy(), outer.copy()
        within.update(coded)
        around.update(within.digest())
        salt = b2a_base64(around.digest()[:16], newline=False).translate(URL_SAFE, b"=")
        # Most values: nothing in ASCII fails to be encoded, so `canonical_part` need not be ready for it.
        if type(value) is str and value.isascii():
            said = b'\x00["%b",%b,%b]' % (salt, quoted, encode_basestring(value).encode())
        else:
            said = b"\x00" + canonical_part(salt.decode(), name, value)
        found.append(hashlib.sha256(said).digest())
    return found


@lru_cache(maxsize=4096)
def _written(name: str) -> tuple[bytes, bytes]:
    """The name of a part as its salt is made from it, and as JSON: the same few come again and again."""
    return name.encode(), encode_basestring(name).encode()


def part_bytes(salt: str, name: str, value: object) -> bytes:
    """RFC 8785 JSON of `[salt, name, value]`."""
    return canonical_part(salt, name, value)


def part_hash(salt: str, name: str, value: object) -> bytes:
    return hashlib.sha256(b"\x00" + part_bytes(salt, name, value)).digest()


def statement_hash(part_hashes: Sequence[bytes]) -> bytes:
    """SHA-256(0x02 ‖ number of parts, two bytes big-endian ‖ root over the part hashes)."""
    if not 0 < len(part_hashes) <= MOST_PARTS:
        raise Refused("A statement has 1 to %(most)s parts.", most=MOST_PARTS)
    count = len(part_hashes).to_bytes(2, "big")
    return hashlib.sha256(b"\x02" + count + merkle.root(part_hashes)).digest()


@dataclass(frozen=True, slots=True)
class Part:
    """A separately disclosable piece of a statement. `salt` is base64url, as it is hashed."""

    salt: str
    name: str
    value: Any

    def hash(self) -> bytes:
        return part_hash(self.salt, self.name, self.value)

    def shown(self) -> list[Any]:
        """`[salt, name, value]`, as evidence discloses it."""
        return [self.salt, self.name, self.value]

    @classmethod
    def read(cls, shown: object) -> "Part":
        """A disclosed part, held to the form of its name; its hash is the caller's to compare."""
        match shown:
            case [str(salt), str(name), value]:
                from_b64url(salt, 16)
                check_value(name, value)
                return cls(salt, name, value)
        raise Refused("A disclosed part is a list of salt, name and value.")


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says: its parts in order, and the secret their salts come from."""

    parts: tuple[Part, ...]
    secret: bytes

    @classmethod
    def build(cls, values: Mapping[str, Any], secret: bytes) -> "Statement":
        """A statement of these parts. Refuses names, values and sets of parts the log cannot keep.

        Lists and objects in `values` are kept as they are; do not change them afterwards.
        """
        if len(secret) != SECRET_BYTES:
            raise ValueError("the secret of a statement has 32 bytes")
        check_parts(values)
        names = sorted(values, key=str.encode)
        salt = salts(secret)
        return cls(tuple(Part(salt(name), name, values[name]) for name in names), secret)

    def part_hashes(self) -> list[bytes]:
        return [part.hash() for part in self.parts]

    def hash(self) -> bytes:
        return statement_hash(self.part_hashes())

    def values(self) -> dict[str, Any]:
        return {part.name: part.value for part in self.parts}

    def disclose(self, names: Iterable[str]) -> dict[int, Part]:
        """The named parts by their place, for evidence."""
        shown = set(names)
        return {at: part for at, part in enumerate(self.parts) if part.name in shown}


def hash_of(values: Mapping[str, Any], secret: bytes) -> bytes:
    """The hash of the statement of these parts, refused as `Statement.build` refuses them."""
    check_parts(values)
    return statement_hash(salted_hashes(sorted(values.items()), secret))


def check_parts(values: Mapping[str, Any]) -> None:
    """Whether these parts make a statement: what must stand stands, each in its form."""
    missing = sorted(REQUIRED_PARTS - values.keys())
    if missing:
        raise Refused("A statement needs these parts too: %(names)s.", names=", ".join(missing))
    if len(values) > MOST_PARTS:
        raise Refused("A statement has 1 to %(most)s parts.", most=MOST_PARTS)
    for name, value in values.items():
        if not _known_to_stand(name, value):
            check_value(name, value)
    _check_references(tuple(values.get("about", ())))
    _check_segments(values.keys())


def _known_to_stand(name: str, value: object) -> bool:
    """Whether this was seen to have the form of its part, or can have no other."""
    if type(value) is str:
        return bool(value) and value.isascii() and (is_field_part(name) or _is_form_of(name, value))
    return type(value) is list and name in ("to", "about") and _are_form_of(name, value)


def _is_form_of(name: str, text: str) -> bool:
    return name != "id" and (name in _TEXT_FORMS or name in ("hub", "said")) and _has_form(name, text)


def _are_form_of(name: str, items: list[Any]) -> bool:
    try:
        return _list_has_form(name, tuple(items))
    except TypeError:  # something else than texts
        return False


@lru_cache(maxsize=4096)
def _list_has_form(name: str, items: tuple[str, ...]) -> bool:
    """Whether a list has the form of its part: many things are said to the same."""
    check_value(name, items)
    return True


def check_value(name: str, value: object) -> None:
    """The form of one part, as far as the format itself knows it."""
    if not is_part_name(name):
        raise Refused("“%(name)s” is not the name of a part.", name=name[:80])
    if not value and (value is None or value in ("", [], {}, ())):
        raise Refused("The part %(name)s says nothing.", mend="Leave it out.", name=name)
    if type(value) is not str or not value.isascii():
        refuse_inexact(value)
    if name.startswith("body."):
        return
    if name in ("to", "about"):
        _check_list(name, value)
    elif name == "id" or type(value) is not str or not _has_form(name, value):
        _check_text(name, value)


@lru_cache(maxsize=4096)
def _has_form(name: str, text: str) -> bool:
    """Whether a text has the form of its part: the same hub, speaker and kind come again and again."""
    _check_text(name, text)
    return True


def _check_text(name: str, value: object) -> None:
    form = _TEXT_FORMS.get(name)
    if not isinstance(value, str) or (form is not None and not form(value)):
        raise Refused("The part %(name)s cannot be “%(value)s”.", name=name, value=str(value)[:80])
    if name == "said":
        parse_instant(value)
    if name == "hub":
        public_of(value)


def _check_list(name: str, value: object) -> None:
    check_sorted(name, value)
    if name == "to" and not all(is_space(item) for item in value):  # type: ignore[attr-defined]
        raise Refused("The part to holds something that is not a space.")


def check_sorted(name: str, value: object) -> None:
    """A list of texts, none empty, ascending by bytes of UTF-8, nothing twice."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise Refused("The part %(name)s is a list of texts.", name=name)
    coded = [item.encode() for item in value]
    if any(one >= next_ for one, next_ in pairwise(coded)):
        raise Refused("The list %(name)s is not sorted, or names something twice.", name=name)


@lru_cache(maxsize=4096)
def _check_references(about: tuple[str, ...]) -> None:
    for item in about:
        if not is_reference(item):
            raise Refused("“%(item)s” is not a reference.", item=item[:80])


def _check_segments(names: Iterable[str]) -> None:
    """Segments count from 000 without a gap, and no part bears their bare name."""
    whole = set(names)
    found: dict[str, list[int]] = {}
    for name in whole:
        if place := segment_of(name):
            found.setdefault(place[0], []).append(place[1])
    for field, numbers in found.items():
        if sorted(numbers) != list(range(len(numbers))) or field in whole:
            raise Refused("The segments of %(field)s do not count from 000.", field=field)


def split_text(field: str, text: str) -> dict[str, str]:
    """`{"body.text.000": first paragraph, …}` for the field `text`; nothing for a blank text."""
    pieces = paragraphs(text)
    if not is_field(field):
        raise ValueError(f"not the name of a field: {field!r}")
    if len(pieces) > MOST_SEGMENTS:
        raise Refused(
            "This text has %(found)s paragraphs; one statement keeps at most %(most)s.",
            kept="Nothing of it was kept.",
            mend="Say the rest in a further statement that refers to the first.",
            found=len(pieces),
            most=MOST_SEGMENTS,
        )
    return {f"body.{field}.{at:03d}": piece for at, piece in enumerate(pieces)}


def join_text(field: str, values: Mapping[str, Any]) -> str:
    """The paragraphs of a field in order, a blank line between; erased ones are simply missing."""
    prefix = f"body.{field}"
    names = [name for name in values if name.startswith(prefix) and _is_segment(name, prefix)]
    return "\n\n".join(values[name] for name in sorted(names))


def _is_segment(name: str, prefix: str) -> bool:
    return _SEGMENT_END.fullmatch(name, len(prefix)) is not None
