"""A page that was read, as JSON: what rendering needs of it, and nothing that only an index asks for."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from prisma_hub.commons.render.types import (
    Body,
    CodeSlot,
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

_SLOTS: dict[str, type[Any]] = {
    each.__name__: each
    for each in (LinkSlot, EmbedSlot, TagSlot, FootnoteSlot, MathSlot, CodeSlot, ContentsSlot)
}
_FIELDS = {slot: tuple(each.name for each in fields(slot)) for slot in _SLOTS.values()}
_write = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def keep(page: Page) -> str:
    """The page as `again` reads it back."""
    body = page.body
    return _write(
        {
            "title": page.title,
            "lang": page.lang,
            "headings": [[each.level, each.text, each.anchor] for each in page.headings],
            "links": [[each.target, each.label, each.kind, each.position] for each in page.links],
            "blocks": page.block_ids,
            "anchors": page.raw_anchors,
            "pieces": [_plain(piece) for piece in body.pieces],
            "footnotes": {label: [_plain(piece) for piece in note] for label, note in body.footnotes.items()},
            "sections": body.sections,
            "languages": sorted(body.languages),
            "raw": body.has_raw_html,
            "large": page.too_large,
        }
    )


def _plain(piece: Piece) -> str | list[object]:
    if isinstance(piece, str):
        return piece
    kind = type(piece)
    return [kind.__name__, *(getattr(piece, name) for name in _FIELDS[kind])]


def again(path: str, kept: str) -> Page:
    """A page to render. What only an index asks for (passages, properties, aliases, contexts) is empty."""
    said = json.loads(kept)
    return Page(
        path=path,
        title=said["title"],
        title_from="file name",
        description="",
        lang=said["lang"],
        translation_of=None,
        aliases=(),
        tags=(),
        headings=tuple(Heading(*each) for each in said["headings"]),
        links=tuple(Link(path, *each) for each in said["links"]),
        block_ids=tuple(said["blocks"]),
        raw_anchors=tuple(said["anchors"]),
        passages=(),
        protocol_blocks=(),
        components=(),
        front=FrontMatter({}, "", ""),
        body=Body(
            _pieces(said["pieces"]),
            {label: _pieces(note) for label, note in said["footnotes"].items()},
            {anchor: (start, end) for anchor, (start, end) in said["sections"].items()},
            frozenset(said["languages"]),
            said["raw"],
        ),
        too_large=said["large"],
    )


def _pieces(said: list[Any]) -> tuple[Piece, ...]:
    return tuple(each if isinstance(each, str) else _SLOTS[each[0]](*each[1:]) for each in said)
