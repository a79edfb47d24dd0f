"""Write the links of a page anew where they should lead elsewhere, and leave every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from typing import Any
from urllib.parse import quote

import pyromark

from prisma_hub.commons.render.conventions import template_links
from prisma_hub.commons.render.parser import WITHOUT_FORMULAS
from prisma_hub.commons.render.source import MAX_PAGE
from prisma_hub.commons.render.types import Link

# A target with brackets is nested by mistake; writing into it could end it elsewhere.
_WIKI_TARGET = re.compile(rb"!?\[\[([^\[\]]*?)(?=\\?\||\]\]$)")
_KEPT = "/#^.-_~:@!$&'*+,;=?%"  # in an address; a `%` is already part of an encoding
_INLINE_TARGET = re.compile(rb"\]\([ \t\n]*(<[^<>\n]*>|[^\s<][^\s]*?)(?=[ \t\n]*\)$|[ \t\n]+[\"'(])")


# `<a … href="…">`: quotes are passed over whole, and looked at no further than a tag is long.
_IN_TAG = rb"(?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}'){0,200}?"
_RAW_TARGET = re.compile(
    rb"<(?:a|img|audio|video|source)\b" + _IN_TAG + rb"\s(?:href|src)\s{0,9}=\s{0,9}"
    rb"(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)

_Event = tuple[Any, dict[str, int]]
_Place = tuple[int, int, Link, Callable[[str], str]]
"""From which byte to which a target stands, whose, and how another one is written there."""


@dataclass(slots=True)
class _Open:
    details: dict[str, Any]
    start: int
    words_end: int


def retarget(path: str, text: str, change: Callable[[Link], str | None]) -> str:
    """`text` with new targets where `change` gives one (page and fragment together), else as it was.

    Finds wikilinks, embeds and links with their address in place, in comments and plain properties too, those
    of raw HTML, and those in the words of Jekyll and Hugo; not those whose address is defined elsewhere on
    the page. A page too large to be rendered stays as it is.
    """
    if len(text) > MAX_PAGE or not any(mark in text for mark in ("](", "[[", "href", "src", "HREF", "SRC")):
        return text
    try:
        source = text.encode()
    except UnicodeEncodeError:
        return text
    events: list[Any] = list(pyromark.events_with_range(text, options=WITHOUT_FORMULAS))
    places = [*_of_links(path, source, events), *_of_raw_html(path, source, events)]
    places += _of_templates(path, text, events)
    parts: list[bytes] = []
    at = 0
    for start, end, link, manner in sorted(places, key=lambda place: place[0]):
        new = change(link) if start >= at else None
        if new is not None and new != link.target:
            parts += (source[at:start], manner(new).encode())
            at = end
    return b"".join([*parts, source[at:]]).decode() if parts else text


def _of_links(path: str, source: bytes, events: Sequence[_Event]) -> Iterator[_Place]:
    for number, (opened, end) in enumerate(_links(events)):
        place = _target_place(source, opened, end)
        if place is not None:
            link = _link(path, opened, number)
            yield *place, link, partial(_written, before=source[slice(*place)], link=link)


def _of_raw_html(path: str, source: bytes, events: Sequence[_Event]) -> Iterator[_Place]:
    """Links and pictures written as HTML. A tag may go on over lines, each of which is an event."""
    for start, end in _joined(events, ("Html", "InlineHtml")):
        for match in _RAW_TARGET.finditer(source, start, end):
            group = 1 if match[1] is not None else 2
            link = Link(path, unescape(match[group].decode()), "", "link", 0)
            yield *match.span(group), link, lambda new: escape(quote(new, safe=_KEPT))


def _of_templates(path: str, text: str, events: Sequence[_Event]) -> Iterator[_Place]:
    """`[words]({% link notes/weir.md %})`, which the parser takes for words; not where it is code."""
    places = list(template_links(text))
    code = [*_joined(events, ("Code",)), *_blocks_of_code(events)] if places else []
    for start, end, target in places:
        first, last = len(text[:start].encode()), len(text[:end].encode())
        if not any(begins <= first < ends for begins, ends in code):
            inside = (
                text[start - 2 : start] != "}}"
            )  # between the braces as a file is called, behind them as an address
            part = "#" not in text[start:end]
            yield (
                first,
                last,
                Link(path, target, "", "link", 0),
                partial(_in_template, inside=inside, part=part),
            )


def _in_template(new: str, *, inside: bool, part: bool) -> str:
    """`part`: what follows the `#` stands elsewhere."""
    said = new.partition("#")[0] if part else new
    return said if inside else quote(said, safe=_KEPT)


def _joined(events: Sequence[_Event], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Where events of these kinds stand; those that follow on each other as one."""
    found: list[tuple[int, int]] = []
    for event, span in events:
        if isinstance(event, dict) and any(kind in event for kind in kinds):
            if found and found[-1][1] == span["start"]:
                found[-1] = (found[-1][0], span["end"])
            else:
                found.append((span["start"], span["end"]))
    return found


def _blocks_of_code(events: Sequence[_Event]) -> Iterator[tuple[int, int]]:
    for event, span in events:
        started = event.get("Start") if isinstance(event, dict) else None
        if isinstance(started, dict) and "CodeBlock" in started:
            yield span["start"], span["end"]


def _links(events: Sequence[_Event]) -> Iterator[tuple[_Open, int]]:
    """Links and embeds in the order they begin, with the byte where each ends."""
    stack: list[_Open] = []
    found: list[tuple[_Open, int]] = []
    for event, span in events:
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
