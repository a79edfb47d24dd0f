"""Plain text: folding for search, names for addresses, cutting without harm, paragraphs."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_ZERO_WIDTH_JOINER = "\u200d"


class _Signs(dict[int, str]):
    """What each sign becomes, found out once: `str.translate` then walks a text without asking Python."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, sign: int) -> str:
        found = self[sign] = self._becomes(chr(sign))
        return found


_WITHOUT_MARKS = _Signs(lambda sign: "" if unicodedata.combining(sign) else sign)
_IN_ADDRESSES = _Signs(quote)


def in_address(path: str) -> str:
    """The same as `urllib.parse.quote`, several times as fast for scripts other than Latin."""
    return path.translate(_IN_ADDRESSES)


def fold(text: str) -> str:
    """For comparing and searching: no case, no accents, no compatibility forms."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return plain.translate(_WITHOUT_MARKS)


def slug(title: str, longest: int = 80) -> str:
    """Letters and digits of any script, folded, joined by hyphens; empty if there are none."""
    words = "".join(letter if letter.isalnum() else " " for letter in fold(title)).split()
    name = "-".join(words)
    if len(name) <= longest:
        return name
    whole = name[: longest + 1].rpartition("-")[0]
    return whole or name[:longest]


def truncate(text: str, longest: int) -> str:
    """At most `longest` characters on one line, cut at a word where there is one, marked by `…`."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = max(longest - 1, 0)
    while cut > 0 and _binds(line[cut - 1], line[cut]):
        cut -= 1
    head, space, _ = line[: cut + 1].rpartition(" ")
    return (head if space and len(head) * 2 > cut else line[:cut]).rstrip() + "…"


def _binds(before: str, after: str) -> bool:
    """Whether a cut between the two would tear one visible sign apart."""
    return (
        unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf")
        or before == _ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )


def paragraphs(text: str) -> list[str]:
    """The pieces between blank lines, without space at their ends; none of them empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [piece.strip() for piece in _BLANK.split(lines) if piece.strip()]


def later(sentence: str) -> str:
    """Mark a sentence as a message id that a face will translate; the sentence itself comes back."""
    return sentence
