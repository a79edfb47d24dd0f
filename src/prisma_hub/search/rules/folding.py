"""Words as they are compared: no case, no accents; scripts that part no words are read two signs at a time.

`web/static/search.js` does the same for a site without a server; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cache, lru_cache

LONGEST = 40
"""Letters of a word that count; what is longer is cut there."""

_DROPPED = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2),
    (0x05C4, 0x05C5), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x200C, 0x200D), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip
"""Accents, points and joiners. Vowel signs of Indic scripts are letters to those who write: they stay."""
_ALIKE = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
    "ŧ": "t", "ı": "i", "ة": "ه", "ى": "ي",
}  # fmt: skip
_LETTERS: dict[int, str | None] = {
    **{sign: None for first, last in _DROPPED for sign in range(first, last + 1)},
    **{ord(letter): plain for letter, plain in _ALIKE.items()},
}
_MOST_SIGNS = 20_000
"""Signs held in memory with what they are folded to; no living language needs more."""
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana, Han and Hangul: words stand together, or carry their endings with them."""


def fold(text: str) -> str:
    """No case, no accents, no forms for compatibility. Folding twice is folding once."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.translate(_signs))


class _Signs(dict[int, str]):
    """Every sign folded by itself, when it is first met. What a sign is taken apart to does not hang on its
    neighbours, but for the order of the marks on a letter; NFC orders them, and puts together what stays."""

    def __missing__(self, sign: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(sign)).lower().translate(_LETTERS)
        if len(self) < _MOST_SIGNS:
            self[sign] = plain
        return plain


_signs = _Signs()


@cache
def _tokens() -> re.Pattern[str]:
    """Letters, digits and the marks on them. Python's `\\w` knows no marks, and takes Hindi apart."""
    marks = [sign for sign in range(0x20000) if unicodedata.category(chr(sign))[0] == "M"]
    ranges: list[tuple[int, int]] = []
    for sign in [*marks, 0x200C, 0x200D]:
        if ranges and ranges[-1][1] == sign - 1:
            ranges[-1] = (ranges[-1][0], sign)
        else:
            ranges.append((sign, sign))
    return re.compile(rf"[\w{''.join(f'{chr(a)}-{chr(b)}' for a, b in ranges)}]+")


def tokens(text: str) -> list[str]:
    """The words of a text as they are written, in their order."""
    return _tokens().findall(text.replace("_", " "))


def places(text: str, words: Set[str]) -> list[tuple[int, int, str]]:
    """Where those words of a text stand (from, to) of which a form is among these, and the word. Most are
    not: they are passed by quickly."""
    found = []
    for each in _tokens().finditer(text.replace("_", " ")):
        token = each[0]
        if token.isascii() and token.lower()[:LONGEST] not in words:  # the only form it can have
            continue
        if not words.isdisjoint(forms(token)):
            found.append((*each.span(), token))
    return found


@lru_cache(maxsize=20_000)
def forms(token: str) -> tuple[str, ...]:
    """The words as which one written word is kept: itself folded, or pairs of its signs where words stand
    together (and its last sign, so that every sign begins something)."""
    folded = fold(token)
    if folded.isascii() or not _DENSE.search(folded):
        return (folded[:LONGEST],) if len(folded) > 1 or folded.isdecimal() else ()
    found: list[str] = []
    end = 0
    for run in _DENSE.finditer(folded):
        found += _plain(folded[end : run.start()])
        found += [run[0][at : at + 2] for at in range(len(run[0]))]
        end = run.end()
    return (*found, *_plain(folded[end:]))


def _plain(piece: str) -> tuple[str, ...]:
    return (piece[:LONGEST],) if len(piece) > 1 or piece.isdecimal() else ()


def asked_forms(token: str) -> tuple[str, ...]:
    """The words under which a written word is looked for: of signs that stand together every pair, and a
    single sign only where it stands alone."""
    found = forms(token)
    folded = fold(token)
    if folded.isascii() or not _DENSE.search(folded):
        return (folded[:LONGEST],) if folded else ()
    pairs = tuple(each for each in found if len(each) > 1 or not _DENSE.match(each))
    return pairs or found
