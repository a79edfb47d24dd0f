"""A kept page as HTML, and what is seen in it: the same as `render` makes of it, without reading it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from prisma_hub.commons.render.html import Slots, Work, a_tag, leads_nowhere, leads_to, render
from prisma_hub.commons.render.keeping import Kept, again
from prisma_hub.commons.render.types import Embed, EmbedSlot, Link, MathSlot, Resolve
from prisma_hub.commons.render.wording import say
from prisma_hub.kernel.evidence.seeing import led_to, text_seen

Address = Callable[[int], str | None]
"""Where the link at a position leads, as HTML."""


class Drawn(NamedTuple):
    """The text of a page. `said` is what is seen in it, where that is known without looking. A tuple, because
    every link on every page makes one."""

    html: str
    said: str | None


def draw(kept: Kept, address: Address, resolve: Resolve, embed: Embed) -> Drawn:
    """`address` answers for the links of the page itself, `resolve` for those of pages shown inside it."""
    if kept.said is None:
        return Drawn(render(again(kept), resolve, embed).html, None)
    texts, slots = kept.pieces[::2], kept.pieces[1::2]
    seen = [text if words is None else words for text, words in zip(texts, kept.said, strict=True)]
    if not slots:
        return Drawn(texts[0], seen[0])
    page = _Page(kept, address, Slots(Work(resolve, embed, None, kept.lang), frozenset({(kept.path, "")})))
    drawn = [page.slot(slot) for slot in slots]
    html = kept.pieces.copy()
    html[1::2] = [each.html for each in drawn]
    said: list[str | None] = [*kept.pieces]
    said[::2], said[1::2] = seen, [each.said for each in drawn]
    notes = _looked(page.slots.footnotes(page.note))
    return Drawn("".join(html) + notes.html, _together([*said, notes.said]))


@dataclass(slots=True)
class _Page:
    kept: Kept
    address: Address
    slots: Slots

    def slot(self, slot: list[Any] | None) -> Drawn:
        return _KINDS[slot[0]](self, *slot[1:]) if slot else _NOTHING

    def link(self, position: int, title: str) -> Drawn:
        href = self.address(position)
        if href is None:
            return Drawn(leads_nowhere(say("missing", self.kept.lang)), "")
        return Drawn(leads_to(href, title), led_to(href))

    def tag(self, name: str) -> Drawn:
        return Drawn(a_tag(name), f"#{name}")

    def formula(self, tex: str, block: bool) -> Drawn:
        return _looked(self.slots.formula(MathSlot(tex, block)))

    def embed(self, position: int, *how: Any) -> Drawn:
        target, label = self.kept.embeds[str(position)]
        link = Link(self.kept.path, target, label, "embed", position)
        return _looked(self.slots.embed(EmbedSlot(position, *how), link))

    def footnote(self, label: str) -> Drawn:
        if label not in self.kept.footnotes:
            return Drawn(escape(f"[^{label}]", quote=False), f"[^{label}]")
        return _looked(self.slots.footnote(label))

    def note(self, label: str) -> str:
        pieces = self.kept.footnotes[label]
        return "".join([each if isinstance(each, str) else self.slot(each).html for each in pieces])


_NOTHING = Drawn("", "")
_KINDS: dict[str, Callable[..., Drawn]] = {
    "LinkSlot": _Page.link,
    "TagSlot": _Page.tag,
    "MathSlot": _Page.formula,
    "EmbedSlot": _Page.embed,
    "FootnoteSlot": _Page.footnote,
}


@lru_cache(maxsize=4_096)
def _looked(html: str) -> Drawn:
    return Drawn(html, text_seen(html))


def _together(said: list[str | None]) -> str | None:
    known = [each for each in said if each is not None]
    return "".join(known) if len(known) == len(said) else None
