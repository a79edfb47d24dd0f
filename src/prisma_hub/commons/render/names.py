"""Names as people mean them: folded for comparing, slugged for anchors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import unquote

_NOT_IN_SLUG = re.compile(r"[^\w\- ]+")
_SEPARATORS = re.compile(r"[\s_-]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Case and accents away: `Café` and `CAFE` are one name."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def loosen(text: str) -> str:
    """Folded, and hyphens, underscores and spaces alike: `My-Page` and `my page` are one name."""
    return _SEPARATORS.sub(" ", fold(text)).strip()


def slug(text: str) -> str:
    """The anchor of a heading, as GitHub makes it: lower case, punctuation gone, spaces to hyphens."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _NOT_IN_SLUG.sub("", composed[:200].strip().lower()).replace(" ", "-")


def match_anchor(anchors: Collection[str], fragment: str) -> str | None:
    """The anchor a fragment means: as written, decoded, or by the words of a heading (`A#B`: heading B)."""
    for wish in (fragment, unquote(fragment)):
        if wish in anchors:
            return wish
    last = fold(slug(unquote(fragment).rpartition("#")[2]))
    return next((anchor for anchor in anchors if fold(anchor) == last), None) if last else None


class Anchors:
    """Hands out anchors that are unique on a page, in the order they are asked for."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def own(self, wish: str) -> str:
        """An anchor as its author chose it, when it is still free."""
        if wish in self._taken:
            return self.take(wish)
        self._taken.add(wish)
        return wish

    def take(self, text: str) -> str:
        wish = slug(text) or "section"
        anchor = wish
        while anchor in self._taken:
            number = self._next.get(wish, 0) + 1
            self._next[wish] = number
            anchor = f"{wish}-{number}"
        self._taken.add(anchor)
        return anchor
