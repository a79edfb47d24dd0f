"""A page that was read, as JSON: what rendering needs of it, and nothing that only an index asks for.

Two lines. The first is enough to draw nearly every page (`drawing.draw`): its text and its slots in turn, and
what is seen in the text. The second holds what the others need besides, and a page shown inside another
(`again`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from prisma_hub.commons.render.html import leads_outside
from prisma_hub.commons.render.links import whither
from prisma_hub.commons.render.types import (
    Body,
    ContentsSlot,
    EmbedSlot,
    FootnoteSlot,
    FrontMatter,
    Heading,
    Link,
    LinkSlot,
    MathSlot,
    Page,
    Piece,
    TagSlot,
)
from prisma_hub.kernel.canonical import in_short
from prisma_hub.kernel.evidence.seeing import text_seen

_SLOTS: dict[str, type[Any]] = {
    each.__name__: each for each in (LinkSlot, EmbedSlot, TagSlot, FootnoteSlot, MathSlot, ContentsSlot)
}
_FIELDS = {slot: tuple(each.name for each in fields(slot)) for slot in _SLOTS.values()}
_SPACE = re.compile(r"[ \t\n\f\r]+")

Slot = list[Any] | None
"""A kind and its fields; None where only a part of the page begins."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept page, opened. `pieces` are text and slots in turn; `said` is what is seen in each text (None
    where that is the text itself), None where only `again` makes it a page. `embeds`: target and label of
    each embed, by its position."""

    path: str
    title: str
    lang: str | None
    headings: Sequence[tuple[int, str, str]]
    pieces: list[Any]
    said: list[str | None] | None
    footnotes: Mapping[str, list[Any]]
    embeds: Mapping[str, tuple[str, str]]
    rest: str


def keep(page: Page) -> str:
    """The page as `opened` reads it back."""
    body = page.body
    pieces, places = _in_turn(page)
    first = {
        "title": page.title,
        "lang": page.lang,
        "headings": [[each.level, each.text, each.anchor] for each in page.headings],
        "pieces": pieces,
        "said": _said(page, pieces),
        "footnotes": {label: [_plain(piece) for piece in note] for label, note in body.footnotes.items()},
        "embeds": {each.position: [each.target, each.label] for each in page.links if each.kind == "embed"},
    }
    rest = {
        "links": [[each.target, each.label, each.kind, each.position] for each in page.links],
        "blocks": page.block_ids,
        "anchors": page.raw_anchors,
        "sections": {anchor: [places[start], places[end]] for anchor, (start, end) in body.sections.items()},
        "languages": sorted(body.languages),
        "raw": body.has_raw_html,
        "large": page.too_large,
    }
    return f"{in_short(first)}\n{in_short(rest)}"


def _in_turn(page: Page) -> tuple[list[Any], dict[int, int]]:
    """Text and slots in turn, and of each piece at which a part of the page begins or ends its new place."""
    made: list[Any] = []
    text: list[str] = []
    places: dict[int, int] = {}
    borders = {at for span in page.body.sections.values() for at in span}
    for at, piece in enumerate(page.body.pieces):
        if at in borders:
            if any(text):
                made += ["".join(text), None]
                text = []
            places[at] = len(made)
        if isinstance(piece, LinkSlot) and (opening := _outside(page, piece)):
            piece = opening
        if isinstance(piece, str):
            text.append(piece)
        else:
            made += ["".join(text), _plain(piece)]
            text = []
    made.append("".join(text))
    places[len(page.body.pieces)] = len(made)
    return made, places


def _outside(page: Page, slot: LinkSlot) -> str | None:
    """The beginning of a link that leads to the same place whatever pages there are."""
    link = page.links[slot.position]
    if whither(link.target, wikilink=link.kind == "wikilink") == "outside":
        return leads_outside(link.target, slot.title)
    return None


def _said(page: Page, pieces: list[Any]) -> list[str | None] | None:
    slots = [*pieces[1::2], *(each for note in page.body.footnotes.values() for each in map(_plain, note))]
    if page.body.has_raw_html or not all(_is_plain(page, slot) for slot in slots):
        return None
    said: list[str | None] = []
    for text in pieces[::2]:
        seen = text_seen(text)
        if seen is None:
            return None
        said.append(None if seen == text else _SPACE.sub(" ", seen))
    return said


def _is_plain(page: Page, slot: Slot | str) -> bool:
    """Whether a slot asks nothing of its page."""
    if slot is None or isinstance(slot, str):
        return True
    if slot[0] != LinkSlot.__name__:
        return bool(slot[0] != ContentsSlot.__name__)
    link = page.links[slot[1]]
    inside = whither(link.target, wikilink=link.kind == "wikilink") == "inside"
    return inside and not link.target.startswith("entry:")


def _plain(piece: Piece) -> str | list[object]:
    if isinstance(piece, str):
        return piece
    kind = type(piece)
    return [kind.__name__, *(getattr(piece, name) for name in _FIELDS[kind])]


def opened(path: str, kept: str) -> Kept:
    first, _, rest = kept.partition("\n")
    return Kept(path=path, rest=rest, **json.loads(first))


def again(kept: Kept) -> Page:
    """A page to render. What only an index asks for (passages, properties, aliases, contexts) is empty."""
    rest = json.loads(kept.rest)
    return Page(
        path=kept.path,
        title=kept.title,
        title_from="file name",
        description="",
        lang=kept.lang,
        translation_of=None,
        aliases=(),
        tags=(),
        headings=tuple(Heading(*each) for each in kept.headings),
        links=tuple(Link(kept.path, *each) for each in rest["links"]),
        block_ids=tuple(rest["blocks"]),
        raw_anchors=tuple(rest["anchors"]),
        passages=(),
        protocol_blocks=(),
        components=(),
        front=FrontMatter({}, "", ""),
        body=Body(
            _pieces(kept.pieces),
            {label: _pieces(note) for label, note in kept.footnotes.items()},
            {anchor: (start, end) for anchor, (start, end) in rest["sections"].items()},
            frozenset(rest["languages"]),
            rest["raw"],
        ),
        too_large=rest["large"],
    )


def _pieces(said: Iterable[Any]) -> tuple[Piece, ...]:
    return tuple(
        each if isinstance(each, str) else _SLOTS[each[0]](*each[1:]) if each else "" for each in said
    )
