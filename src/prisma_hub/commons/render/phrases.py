"""What stands inside a paragraph: words, emphasis, links, pictures, formulas, raw tags."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from prisma_hub.commons.render import rawhtml
from prisma_hub.commons.render.blocks import Frame
from prisma_hub.commons.render.inline import bits, own_id, picture_size, picture_words
from prisma_hub.commons.render.parser import Event
from prisma_hub.commons.render.types import EmbedSlot, FootnoteSlot, MathSlot, TagSlot
from prisma_hub.commons.render.wording import say
from prisma_hub.commons.render.writer import Writer

_INLINE = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}
_MAX_RAW_DEPTH = 60


class Phrases:
    names = frozenset({*_INLINE, "Link", "Image"})

    def __init__(self, writer: Writer, advance: Callable[[], Event | None]) -> None:
        self.w = writer
        self.advance = advance
        self.in_table = False
        self.contents_in: Frame | None = None
        self.in_heading = False
        self.own_id: str | None = None
        self.raw_open: list[str] = []
        self._kinds: dict[str, Callable[[Any], None]] = {
            "Text": self.text,
            "Code": self._code,
            "Start": self._start,
            "End": self._end,
            "InlineHtml": self.raw,
            "Html": self.raw,
            "InlineMath": lambda tex: self._maths(tex, block=False),
            "DisplayMath": lambda tex: self._maths(tex, block=True),
            "FootnoteReference": self._footnote,
            "TaskListMarker": self._task,
        }

    def take(self, event: Event) -> None:
        if isinstance(event, str):
            self.w.words().say("\n")
            self.w.out.append("\n" if event == "SoftBreak" else "<br>\n")
            return
        ((key, value),) = event.items()
        self._kinds[key](value)

    def text(self, text: str) -> None:
        w = self.w
        at = 0
        for bit in bits(text, in_link=w.link_depth > 0):
            at += len(bit.text)
            if bit.kind == "words":
                w.say(bit.text)
            elif bit.kind == "mark":
                before, after = text[max(0, at - 3) : at - 2], text[at : at + 1]
                w.mark(may_open=not after.isspace(), may_close=not before.isspace())
            elif bit.kind == "tag":
                at += 1
                w.found.tags[bit.text] = None
                w.words().say(f"#{bit.text}")
                w.out.append(TagSlot(bit.text))
            elif bit.kind == "attributes":
                self._attributes(bit.text)
            elif bit.kind == "own":
                self._own(bit.text)
            elif bit.kind == "component":
                at += 2
                self._component(bit.text)
            else:
                self._address(bit.text, bit.kind == "email")

    def _own(self, text: str) -> None:
        """`{#own-id}` ends a heading; anywhere else it is words."""
        if self.in_heading:
            self.own_id = own_id(text)
        else:
            self.w.say(text)

    def _attributes(self, text: str) -> None:
        """Kramdown's `{: .class}` says how a site looked elsewhere. Only `{:toc}` on a list and `{: #id}` in
        a heading mean something here."""
        if self.in_heading:
            self.own_id = own_id(text)
        if text.strip("{:} \t").split()[:1] == ["toc"] and len(self.w.frames) > 2:
            self.contents_in = self.w.frames[-2] if self.w.frames[-1].closing == "</li>\n" else None

    def _component(self, name: str) -> None:
        label = escape(f"{say('component', self.w.lang)}: {name}", quote=False)
        self.w.words()
        self.w.out.append(f'<span class="notice component">{label}</span>')

    def _address(self, address: str, email: bool) -> None:
        prefix = "mailto:" if email else "" if "://" in address else "http://"
        self.w.open_link(prefix + address, "link")
        self.w.say(address)
        self.w.close_link()

    def _code(self, code: str) -> None:
        self.w.words().say(code)
        self.w.out.append(f"<code>{escape(code, quote=False)}</code>")

    def _maths(self, tex: str, *, block: bool) -> None:
        self.w.words().say(tex)
        self.w.out.append(MathSlot(tex, block))

    def _footnote(self, label: str) -> None:
        self.w.words()
        self.w.out.append(FootnoteSlot(label))

    def _task(self, done: bool) -> None:
        item = next(f for f in reversed(self.w.frames) if f.closing == "</li>\n" or not f.shown)
        if item.shown:
            self.w.out[item.start] = '<li class="task">'
        self.w.words()
        name = escape(say("task done" if done else "task open", self.w.lang))
        checked = " checked" if done else ""
        self.w.out.append(f'<input type="checkbox" disabled{checked} aria-label="{name}"> ')

    # Links and pictures

    def _start(self, value: Any) -> None:
        if isinstance(value, str):
            tag = _INLINE[value]
            self.w.open_inline(f"<{tag}>", f"</{tag}>")
            return
        ((name, details),) = value.items()
        if name == "Link":
            self._link(details)
        else:
            self._picture(details)

    def _end(self, name: Any) -> None:
        if name == "Link":
            self.w.close_link()
        elif name != "Image":
            self.w.close_inline()

    def _link(self, details: dict[str, Any]) -> None:
        kind, target = details["link_type"], details["dest_url"]
        if not isinstance(kind, dict):
            self.w.open_link(f"mailto:{target}" if kind == "Email" else target, "link", details["title"])
            return
        has_label = kind["WikiLink"]["has_pothole"]
        self.w.open_link(self._wiki_target(target, has_label), "wikilink")
        if not has_label:
            self._gather("Link")
            self.w.say(wikilink_label(target))
            self.w.close_link()

    def _wiki_target(self, target: str, has_label: bool) -> str:
        # In a table the bar of `[[page\|label]]` is escaped, and the parser leaves the backslash behind.
        return target.removesuffix("\\") if has_label else target

    def _picture(self, details: dict[str, Any]) -> None:
        label = self._gather("Image")
        wiki = details["link_type"]["WikiLink"] if isinstance(details["link_type"], dict) else None
        target = details["dest_url"]
        if wiki is not None:
            target = self._wiki_target(target, wiki["has_pothole"])
            label = f"|{label}" if wiki["has_pothole"] and "|" not in label else label
        alt, width, height = picture_words(label)
        if wiki is not None:
            alt = alt.removeprefix("|") if wiki["has_pothole"] else ""
        self._embed(target, alt, details["title"], width, height)

    def _embed(self, target: str, alt: str, title: str, width: int | None, height: int | None) -> None:
        position = self.w.embed(target, alt)
        self.w.out.append(EmbedSlot(position, title, width, height))
        if alt:
            self.w.words().say(alt)

    def _gather(self, end: str) -> str:
        """The plain words up to the end of this link or picture."""
        parts: list[str] = []
        depth = 1
        while (event := self.advance()) is not None:
            if isinstance(event, str):
                parts.append(" ")
                continue
            ((key, value),) = event.items()
            if key in ("Start", "End"):
                name = value if isinstance(value, str) else next(iter(value))
                depth += (name == end) * (1 if key == "Start" else -1)
                if depth == 0:
                    break
            elif isinstance(value, str):
                parts.append(value)
        return "".join(parts)

    # Raw HTML

    def raw(self, html: str) -> None:
        """Tags within a paragraph; those left open in it end with it."""
        self._raw(html, self.w.raw_open)

    def raw_block(self, html: str) -> None:
        """Tags between paragraphs: `<div>`, then markdown, then `</div>`."""
        self._raw(html, self.raw_open)

    def _raw(self, html: str, opened: list[str]) -> None:
        w = self.w
        w.found.has_raw_html = True
        for token in rawhtml.tokens(html):
            if isinstance(token, rawhtml.Words):
                w.words().say(token.plain)
                w.out.append(token.raw)
            elif token.ends:
                self._raw_end(token)
            else:
                self._raw_start(token, opened)

    def _raw_start(self, tag: rawhtml.Tag, opened: list[str]) -> None:
        w = self.w
        for name in ("id", "name") if tag.name == "a" else ("id",):
            if anchor := tag.attributes.get(name):
                w.found.raw_anchors[anchor[:200]] = None
                if name == "id" and "href" in tag.attributes:
                    w.words()
                    w.out.append(f'<a id="{escape(anchor)}"></a>')
        if tag.name not in rawhtml.VOID:
            if len(opened) >= _MAX_RAW_DEPTH:
                return
            opened.append(tag.name)
        if tag.name == "a" and "href" in tag.attributes:
            w.open_link(tag.attributes["href"], "link", tag.attributes.get("title", ""))
            return
        if tag.name == "img" and "src" in tag.attributes:
            width, height = (picture_size(tag.attributes.get(each, "")) for each in ("width", "height"))
            alt, title = tag.attributes.get("alt", ""), tag.attributes.get("title", "")
            self._embed(tag.attributes["src"], alt, title, width, height)
            return
        w.words()
        w.out.append(tag.raw)

    def _raw_end(self, tag: rawhtml.Tag) -> None:
        self.w.words()
        opened = next((each for each in (self.w.raw_open, self.raw_open) if tag.name in each), None)
        if opened is not None:
            while opened.pop() != tag.name:
                pass
        if tag.name == "a":
            self.w.close_link()
            return
        self.w.out.append(tag.raw)


def wikilink_label(target: str) -> str:
    """What a wikilink without a label is read as: `page#part` as "page > part", `#part` as "part"."""
    page, hash_, fragment = target.partition("#")
    if not hash_ or fragment.startswith("^"):
        return page or fragment
    part = fragment.replace("#", " > ")
    return f"{page} > {part}" if page else part
