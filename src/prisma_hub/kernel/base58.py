"""Base58 with the Bitcoin alphabet, as did:key and multibase `z` use it."""

from .refusal import Refused

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_LONGEST = 1024  # decoding is quadratic; nothing we read comes near this


def b58(data: bytes) -> str:
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _ALPHABET[rest] + letters
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + letters


def from_b58(text: str) -> bytes:
    if len(text) > _LONGEST or not all(letter in _VALUE for letter in text):
        raise Refused("“%(text)s” is not base58.", text=text[:40])
    number = 0
    for letter in text:
        number = number * 58 + _VALUE[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
