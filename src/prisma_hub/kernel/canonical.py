"""JSON with one way to write it (RFC 8785), read without mercy; base64 both ways."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, Final

import rfc8785

from .refusal import Refused

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 64
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_B64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_B64URL = re.compile(r"[A-Za-z0-9_-]*")


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of `value`.

    Floats are written as RFC 8785 writes them (published documents may hold some); statements
    refuse them before they come here. Integers stay within ±(2⁵³ − 1).
    """
    try:
        if _is_plain(value):
            return _quick.encode(value).encode()
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise Refused("This cannot be written as exact JSON: %(why)s.", why=str(error)) from None
    except RecursionError:
        raise Refused("This is nested too deeply to be written as JSON.") from None


def canonical_part(salt: str, name: str, value: object) -> bytes:
    """The RFC 8785 bytes of `[salt, name, value]`, as `canonical` writes it."""
    said = quick_text(value)
    if said is None:
        return canonical([salt, name, value])
    try:
        return f"[{encode_basestring(salt)},{encode_basestring(name)},{said}]".encode()
    except UnicodeEncodeError as error:
        raise Refused("This cannot be written as exact JSON: %(why)s.", why=str(error)) from None


def quick_text(value: object) -> str | None:
    """The JSON of a text, a list of texts or a whole number, which nearly all values are; of others None."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)  # type: ignore[arg-type]
    if kind is list and all(type(each) is str for each in value):  # type: ignore[attr-defined]
        return f"[{','.join(map(encode_basestring, value))}]"  # type: ignore[call-overload]
    if kind is int and -MAX_INTEGER <= value <= MAX_INTEGER:  # type: ignore[operator]
        return str(value)
    return None


in_short: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""JSON with nothing that need not be there, in the order given: for what is kept, not what is signed."""
# Python's own encoder, written in C, agrees with RFC 8785 wherever nothing below says otherwise.
_quick = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))


def _is_plain(value: object) -> bool:
    """Nothing in it that Python would write or sort in another way: fractions, names beyond ASCII."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return isinstance(value, dict) and all(
        type(name) is str and name.isascii() and _is_plain(item) for name, item in value.items()
    )


def refuse_inexact(value: object, depth: int = 0) -> None:
    """Refuse in a statement's value what is not exact: floats, big integers, odd types."""
    if type(value) is str:
        _refuse_surrogates(value)
        return
    if depth > MAX_DEPTH:
        raise Refused("This is nested more than %(depth)s levels deep.", depth=MAX_DEPTH)
    match value:
        case bool() | None:
            return
        case int():
            if abs(value) > MAX_INTEGER:
                raise Refused(
                    "The number %(number)s is too large to be kept exactly.",
                    mend="Write large or exact numbers as text.",
                    number=f"{value:.6e}" if abs(value) < 10**300 else "…",
                )
        case str():
            _refuse_surrogates(value)
        case list() | tuple():
            for item in value:
                refuse_inexact(item, depth + 1)
        case dict():
            for name, item in value.items():
                if not isinstance(name, str):
                    raise Refused("The names in a JSON object are texts.")
                _refuse_surrogates(name)
                refuse_inexact(item, depth + 1)
        case float():
            raise Refused(
                "Numbers with a fraction are not kept as numbers.",
                mend="Write exact decimals, amounts and measures as text.",
            )
        case _:
            raise Refused("JSON has no value of type %(type)s.", type=type(value).__name__)


def _refuse_surrogates(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused("This text holds half a character (a lone surrogate).") from None


def parse_strict(text: str | bytes, *, floats: bool = False) -> Any:
    """Read JSON that says one thing only.

    Refused: a name twice in an object, a byte-order mark, NaN, half characters, integers beyond
    ±(2⁵³ − 1), numbers not written as RFC 8785 writes them and, unless `floats`, any fraction.
    """
    written = _decode(text)
    try:
        value = json.loads(
            written,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float if floats else _no_float,
            parse_constant=_no_float,
        )
    except RecursionError:
        raise Refused("This JSON is nested too deeply.") from None
    except ValueError as error:
        raise Refused("This is not JSON: %(why)s.", why=str(error)) from None
    if _SURROGATE_ESCAPE.search(written):
        canonical(value)
    return value


def _decode(text: str | bytes) -> str:
    try:
        written = text.decode() if isinstance(text, bytes) else text
        written.encode()
    except UnicodeError:
        raise Refused("This is not UTF-8 text.") from None
    if written.startswith("\ufeff"):
        raise Refused("This JSON begins with a byte-order mark.")
    return written


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Refused("The same name stands twice in one JSON object.")
    return value


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= 17 else MAX_INTEGER + 1
    if abs(value) > MAX_INTEGER or digits == "-0":
        raise Refused("The number %(number)s is not one JSON keeps exactly.", number=digits[:40])
    return value


def _float(digits: str) -> float:
    value = float(digits)
    if canonical(value) != digits.encode():
        raise Refused("The number %(number)s has another exact form.", number=digits[:40])
    return value


def _no_float(digits: str) -> float:
    raise Refused("The number %(number)s is no integer; exact decimals are texts.", number=digits[:40])


def b64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def from_b64(text: str, length: int | None = None) -> bytes:
    """Standard base64, exactly as `b64` writes it: no spare bits, no white space."""
    if _B64.fullmatch(text) is None:
        raise _not_base64(text)
    return _checked(base64.b64decode(text), b64, text, length)


URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def b64url(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return binascii.b2a_base64(data, newline=False).translate(URL_SAFE, b"=").decode()


def from_b64url(text: str, length: int | None = None) -> bytes:
    """Base64url without padding, exactly as `b64url` writes it."""
    if _B64URL.fullmatch(text) is None:
        raise _not_base64(text)
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise _not_base64(text) from None
    return _checked(data, b64url, text, length)


def _checked(data: bytes, write: Callable[[bytes], str], text: str, length: int | None) -> bytes:
    if write(data) != text:
        raise _not_base64(text)
    if length is not None and len(data) != length:
        raise Refused("Here stand %(found)s bytes, not %(due)s.", found=len(data), due=length)
    return data


def _not_base64(text: str) -> Refused:
    return Refused("“%(text)s” is not exact base64.", text=text[:40])
