"""Write the links of a page anew where they should lead elsewhere, and leave every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyromark

from prisma_hub.commons.render.parser import WITHOUT_FORMULAS
from prisma_hub.commons.render.source import MAX_PAGE
from prisma_hub.commons.render.types import Link

# A target with brackets is nested by mistake; writing into it could end it elsewhere.
_WIKI_TARGET = re.compile(rb"!?\[\[([^\[\]]*?)(?=\\?\||\]\]$)")
_KEPT = "/#^.-_~:@!$&'*+,;=?%"  # in an address; a `%` is already part of an encoding
_INLINE_TARGET = re.compile(rb"\]\([ \t\n]*(<[^<>\n]*>|[^\s<][^\s]*?)(?=[ \t\n]*\)$|[ \t\n]+[\"'(])")


@dataclass(slots=True)
class _Open:
    details: dict[str, Any]
    start: int
    words_end: int


def retarget(path: str, text: str, change: Callable[[Link], str | None]) -> str:
    """`text` with new targets where `change` gives one (page and fragment together), else as it was.

    Finds wikilinks, embeds and links with their address in place, in comments and plain properties too; not
    those whose address is defined elsewhere on the page, nor raw HTML. A page too large to be rendered stays
    as it is.
    """
    if len(text) > MAX_PAGE or ("](" not in text and "[[" not in text):
        return text
    try:
        source = text.encode()
    except UnicodeEncodeError:
        return text
    parts: list[bytes] = []
    at = 0
    for number, (opened, end) in enumerate(_links(text)):
        place = _target_place(source, opened, end)
        if place is None or place[0] < at:
            continue
        link = _link(path, opened, number)
        new = change(link)
        if new is not None and new != link.target:
            parts += (source[at : place[0]], _written(new, source[place[0] : place[1]], link).encode())
            at = place[1]
    return b"".join([*parts, source[at:]]).decode() if parts else text


def _links(text: str) -> Iterator[tuple[_Open, int]]:
    """Links and embeds in the order they begin, with the byte where each ends."""
    stack: list[_Open] = []
    found: list[tuple[_Open, int]] = []
    for event, span in pyromark.events_with_range(text, options=WITHOUT_FORMULAS):
        start, end = span["start"], span["end"]
        if isinstance(event, dict):
            value: Any = event.get("Start")
            if isinstance(value, dict) and (details := value.get("Link") or value.get("Image")):
                stack.append(_Open(details, start, start))
                continue
            if event.get("End") in ("Link", "Image") and stack:
                found.append((stack.pop(), end))
        if stack:
            stack[-1].words_end = max(stack[-1].words_end, end)
    return iter(sorted(found, key=lambda pair: pair[0].start))


def _target_place(source: bytes, opened: _Open, end: int) -> tuple[int, int] | None:
    """The bytes in which a link says its target."""
    if isinstance(opened.details["link_type"], dict):
        match = _WIKI_TARGET.match(source, opened.start, end)
    elif opened.details["link_type"] == "Inline":
        match = _INLINE_TARGET.search(source, opened.words_end, end)
    else:
        return None
    return match.span(1) if match else None


def _link(path: str, opened: _Open, number: int) -> Link:
    wiki = isinstance(opened.details["link_type"], dict)
    target = opened.details["dest_url"].removesuffix("\\") if wiki else opened.details["dest_url"]
    return Link(path, target, "", "wikilink" if wiki else "link", number)


def _written(target: str, before: bytes, link: Link) -> str:
    """The new target in the manner of the old one: as a wikilink, percent-encoded, or in angle brackets."""
    if link.kind == "wikilink":
        return target
    if before.startswith(b"<"):
        return f"<{quote(target, safe=_KEPT + ' ')}>"
    return quote(target, safe=_KEPT)
