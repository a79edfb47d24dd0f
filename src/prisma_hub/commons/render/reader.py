"""The one pass over a page's events: HTML with slots, and what an index wants to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from prisma_hub.commons.render import callouts
from prisma_hub.commons.render.colouring import coloured
from prisma_hub.commons.render.parser import Event
from prisma_hub.commons.render.phrases import Phrases
from prisma_hub.commons.render.source import MAX_EVENTS
from prisma_hub.commons.render.types import ContentsSlot, EmbedSlot
from prisma_hub.commons.render.wording import say
from prisma_hub.commons.render.writer import Found, Writer

_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,30}")
_ALIGN = {"Left": ' align="left"', "Right": ' align="right"', "Center": ' align="center"', "None": ""}
_DIAGRAM = ('<pre class="mermaid">', "</pre>\n")


class TooMuchError(Exception):
    """More events than a page is allowed."""


def read(events: Iterator[Event], path: str, lang: str | None) -> Found:
    """Raises TooMuchError for a page of more than MAX_EVENTS events."""
    writer = Writer(path, lang)
    _Reader(events, writer).read()
    return writer.found


class _Reader:
    def __init__(self, events: Iterator[Event], writer: Writer) -> None:
        self.events = events
        self.ahead: list[Event] = []
        self.taken = 0
        self.w = writer
        self.phrases = Phrases(writer, self._next)
        self.columns: tuple[str, ...] = ()
        self.column = 0
        self.row = "td"
        self.has_rows = False
        self.starts: dict[str, Callable[[Any], None]] = {
            "Paragraph": lambda _: self._open_words("<p>", "</p>\n"),
            "Heading": self._heading,
            "BlockQuote": self._quote,
            "CodeBlock": self._code,
            "HtmlBlock": self._html,
            "List": self._list,
            "Item": self._item,
            "FootnoteDefinition": self.w.begin_footnote,
            "Table": self._table,
            "TableHead": lambda _: self._row("<thead><tr>", "</tr></thead>\n", "th"),
            "TableRow": lambda _: self._body_row(),
            "TableCell": self._cell,
        }
        self.ends: dict[str, Callable[[Any], None]] = {
            "Paragraph": self._end_paragraph,
            "Heading": self._end_heading,
            "List": self._end_list,
            "Table": self._end_table,
            "TableCell": self._end_cell,
            "FootnoteDefinition": lambda _: self.w.end_footnote(),
        }

    def _next(self) -> Event | None:
        if self.ahead:
            return self.ahead.pop()
        self.taken += 1
        if self.taken > MAX_EVENTS:
            raise TooMuchError
        return next(self.events, None)

    def read(self) -> None:
        while (event := self._next()) is not None:
            self._take(event)
        self.w.flush_item()
        self.w.end_passage()
        root = self.w.frames[0]
        root.close_sections(0, len(self.w.out), self.w.found.sections)

    def _take(self, event: Event) -> None:
        if event == "Rule":
            self.w.open("<hr>\n", "")
            self.w.close()
            return
        if isinstance(event, dict):
            value = event.get("Start")
            if value is not None:
                name, details = (value, None) if isinstance(value, str) else next(iter(value.items()))
                if start := self.starts.get(name):
                    start(details)
                    return
            elif (value := event.get("End")) is not None:
                name, details = (value, None) if isinstance(value, str) else next(iter(value.items()))
                if name not in self.phrases.names:
                    self.ends.get(name, self._end)(details)
                    return
        self.phrases.take(event)

    def _end(self, _: object) -> None:
        self.w.flush_item()
        self.w.close()

    def _open_words(self, opening: str, closing: str) -> None:
        self.w.open(opening, closing)
        self.w.words()

    def _end_paragraph(self, _: object) -> None:
        w = self.w
        text, anchor = w.flush()
        frame = w.frames[-1]
        content = [n for n in range(frame.start + 1, len(w.out)) if not _is_blank(w.out[n])]
        first = w.out[content[0]] if content else None
        if content and not (len(content) == 1 and isinstance(first, EmbedSlot)):
            w.found.first_words = w.found.first_words or text.strip()
            w.close(anchor)
            return
        w.out[frame.start], frame.closing = "", ""
        if isinstance(first, EmbedSlot):
            w.out[content[0]] = EmbedSlot(first.position, first.title, first.width, first.height, alone=True)
            w.close()
            return
        w.frames.pop()
        if anchor and w.frames[-1].last:
            w.anchor_block(w.frames[-1].last, anchor)

    def _heading(self, _: object) -> None:
        self._open_words("<h>", "")
        self.phrases.in_heading = True

    def _end_heading(self, level: str) -> None:
        w = self.w
        own, self.phrases.own_id, self.phrases.in_heading = self.phrases.own_id, None, False
        text, anchor = w.flush()
        w.drop_last_words()
        text = " ".join(text.split())
        name = w.anchors.own(own) if own else w.anchors.take(text)
        frame = w.frames[-1]
        if frame.shown:
            w.out[frame.start] = f'<h{level[1]} id="{escape(name)}">'
            frame.closing = f"</h{level[1]}>\n"
        w.head(int(level[1]), text, name)
        if own:
            w.also_known_as(w.anchors.take(text))
        w.close(anchor)

    # Lists, quotations

    def _item(self, _: object) -> None:
        self.w.open("<li>", "</li>\n")

    def _list(self, start: int | None) -> None:
        if start is None:
            self.w.open("<ul>\n", "</ul>\n")
        else:
            self.w.open("<ol>\n" if start == 1 else f'<ol start="{start}">\n', "</ol>\n")

    def _end_list(self, _: object) -> None:
        w = self.w
        w.flush_item()
        if w.frames[-1] is self.phrases.contents_in:
            w.drop(w.frames.pop())
            w.out.append(ContentsSlot())
            w.drop_last_words()
        else:
            w.close()

    def _quote(self, _: object) -> None:
        before = [self._next()]
        if before[0] == {"Start": "Paragraph"}:
            before.append(self._next())
            text = before[1].get("Text") if isinstance(before[1], dict) else None
            if text is not None and (callout := callouts.recognise(text)):
                self._callout(callout)
                return
        self.ahead.extend(event for event in reversed(before) if event is not None)
        self.w.open("<blockquote>\n", "</blockquote>\n")

    def _callout(self, callout: callouts.Callout) -> None:
        w = self.w
        frame = w.open(callout.opening(), "</div>" + callout.closing())
        w.words()
        if callout.rest:
            self.phrases.take({"Text": callout.rest})
        goes_on = self._callout_title()
        text, _ = w.flush()
        if not text.strip():
            w.out.append(escape(callout.default_title(w.lang), quote=False))
        if frame.shown:
            w.out.append(f'{callout.after_title()}<div class="callout-body">\n')
        if goes_on:
            self._open_words("<p>", "</p>\n")

    def _callout_title(self) -> bool:
        """Take the title's line; whether its paragraph goes on after it."""
        while (event := self._next()) is not None:
            if event == {"End": "Paragraph"}:
                return False
            if event in ("SoftBreak", "HardBreak") and not self.w.inline and not self.w.link_depth:
                return True
            self.phrases.take(event)
        return False

    # Code and HTML

    def _gather(self, end: str) -> str:
        parts: list[str] = []
        while (event := self._next()) is not None and event != {"End": end}:
            if isinstance(event, dict):
                parts.extend(value for value in event.values() if isinstance(value, str))
        return "".join(parts)

    def _code(self, kind: Any) -> None:
        code = self._gather("CodeBlock")
        info = kind["Fenced"].split() if isinstance(kind, dict) else []
        language = info[0].lower() if info and _LANGUAGE.fullmatch(info[0]) else ""
        if language == "mermaid":
            opening, closing = _DIAGRAM
        else:
            opening, closing = self._code_tags(language, info[1:]), "</code></pre>\n"
        if language in ("yaml", "yml") and info[1:2] == ["protocol"]:
            self.w.found.protocol_blocks.append(code)
        self.w.open(opening, closing)
        self.w.words().say(code)
        self.w.out.append(coloured(code, language))
        self.w.flush()
        self.w.close()

    def _code_tags(self, language: str, rest: list[str]) -> str:
        if not language:
            return "<pre><code>"
        self.w.found.languages.add(language)
        protocol = " protocol" if rest[:1] == ["protocol"] else ""
        return f'<pre><code class="language-{escape(language)}{protocol}">'

    def _html(self, _: object) -> None:
        html = self._gather("HtmlBlock")
        self.w.open("", "")
        self.phrases.raw_block(html)
        text, _anchor = self.w.flush()
        self.w.found.first_words = self.w.found.first_words or " ".join(text.split())
        self.w.close()

    # Tables

    def _table(self, columns: tuple[str, ...]) -> None:
        label = escape(say("table", self.w.lang))
        opening = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}"><table>\n'
        self.w.open(opening, "</table></div>\n")
        self.columns, self.has_rows = columns, False
        self.phrases.in_table = True

    def _end_table(self, _: object) -> None:
        if self.has_rows:
            self.w.out.append("</tbody>")
        self.phrases.in_table = False
        self.w.close()

    def _row(self, opening: str, closing: str, cell: str) -> None:
        self.w.open(opening, closing)
        self.column, self.row = 0, cell

    def _body_row(self) -> None:
        if not self.has_rows:
            self.w.out.append("<tbody>\n")
            self.has_rows = True
        self._row("<tr>", "</tr>\n", "td")

    def _cell(self, _: object) -> None:
        align = _ALIGN[self.columns[self.column]] if self.column < len(self.columns) else ""
        scope = ' scope="col"' if self.row == "th" else ""
        self.column += 1
        self._open_words(f"<{self.row}{scope}{align}>", f"</{self.row}>")

    def _end_cell(self, _: object) -> None:
        _text, anchor = self.w.flush()
        self.w.close(anchor)


def _is_blank(piece: object) -> bool:
    return isinstance(piece, str) and not piece.strip()
