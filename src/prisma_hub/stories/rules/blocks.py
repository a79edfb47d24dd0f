"""A page's HTML taken apart into its outermost elements, so that a margin can stand beside each."""

from __future__ import annotations

import re
from typing import Final

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*?)?(/?)>")
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def outermost(html: str) -> list[str]:
    """The outermost elements of well-nested HTML, in order; joined they are the HTML again."""
    found: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag[3] or tag[2].lower() in _VOID:
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(html[start : tag.end()])
            start = tag.end()
    if start < len(html):
        found.append(html[start:])
    return found
