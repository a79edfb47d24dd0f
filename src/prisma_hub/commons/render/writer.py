"""The state of one pass: pieces written so far, blocks and phrases open, links and words found."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from prisma_hub.commons.render.blocks import Frame, Run, pair_highlights, sentence_around, with_id
from prisma_hub.commons.render.inline import block_id
from prisma_hub.commons.render.names import Anchors
from prisma_hub.commons.render.types import Heading, Link, LinkKind, LinkSlot, Passage, Piece

MAX_DEPTH = 60  # blocks shown inside one another; deeper ones keep their words and lose their frames
MAX_INLINE = 30


@dataclass(slots=True)
class Found:
    """What the pass brings home."""

    pieces: list[Piece] = field(default_factory=list)
    footnotes: dict[str, list[Piece]] = field(default_factory=dict)
    sections: dict[str, tuple[int, int]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    block_ids: dict[str, None] = field(default_factory=dict)
    raw_anchors: dict[str, None] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    protocol_blocks: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    has_raw_html: bool = False
    first_words: str = ""


class Writer:
    def __init__(self, path: str, lang: str | None) -> None:
        self.path = path
        self.lang = lang
        self.found = Found()
        self.out: list[Piece] = self.found.pieces
        self.frames: list[Frame] = [Frame("", 0)]
        self.run: Run | None = None
        self.inline: list[tuple[str, int]] = []
        self.link_depth = 0
        self.raw_open: list[str] = []  # tags of raw HTML begun in these words
        self.anchors = Anchors()
        self._inline_count = 0
        self._aside: list[tuple[list[Piece], list[Frame], dict[str, tuple[int, int]]]] = []
        self._passage = ("", "")
        self._passage_words: list[str] = []

    # Blocks

    def open(self, opening: str, closing: str) -> Frame:
        self.flush_item()
        shown = len(self.frames) <= MAX_DEPTH
        frame = Frame(closing if shown else "", len(self.out), shown)
        self.out.append(opening if shown else "")
        self.frames.append(frame)
        return frame

    def close(self, anchor: str | None = None) -> Frame:
        """End the innermost block. `anchor` is a block id of its own."""
        frame = self.frames.pop()
        frame.close_sections(0, len(self.out), self.found.sections)
        if frame.closing:
            self.out.append(frame.closing)
        span = (frame.start, len(self.out))
        if anchor := anchor or frame.block_id:
            self.anchor_block(span, anchor)
        self.frames[-1].last = span
        return frame

    def anchor_block(self, span: tuple[int, int], name: str) -> None:
        if name in self.found.block_ids:
            return
        self.found.block_ids[name] = None
        self.found.sections[f"^{name}"] = span
        self.out[span[0]] = with_id(self.out[span[0]], f"^{name}")

    def drop(self, frame: Frame) -> None:
        """Take out a block that was read, and every place in it that could be pointed at."""
        del self.out[frame.start :]
        gone = {name for name, (start, _) in self.found.sections.items() if start >= frame.start}
        for name in gone:
            del self.found.sections[name]
            self.found.block_ids.pop(name.removeprefix("^"), None)
        self.found.headings = [each for each in self.found.headings if each.anchor not in gone]

    def begin_footnote(self, label: str) -> None:
        self.flush_item()
        self._aside.append((self.out, self.frames, self.found.sections))
        self.out = []
        # The first definition of a label counts (as with link references, CommonMark 4.7).
        self.found.footnotes.setdefault(label, self.out)
        self.frames, self.found.sections = [Frame("", 0)], {}

    def end_footnote(self) -> None:
        self.flush_item()
        self.out, self.frames, self.found.sections = self._aside.pop()

    # Words

    def words(self) -> Run:
        if self.run is None:
            self.run = Run(len(self.out))
        return self.run

    def say(self, words: str) -> None:
        run = self.words()
        run.last_words = (len(self.out), words)
        run.say(words)
        self.out.append(escape(words, quote=False))

    def mark(self, may_open: bool, may_close: bool) -> None:
        run = self.words()
        inline = self.inline[-1][1] if self.inline else 0
        run.marks.append((len(self.out), len(run.words), inline, may_open, may_close))
        run.say("==")
        self.out.append("==")

    def open_inline(self, opening: str, closing: str) -> None:
        self.words()
        self._inline_count += 1
        shown = len(self.inline) < MAX_INLINE
        self.inline.append((closing if shown else "", self._inline_count))
        if shown:
            self.out.append(opening)

    def close_inline(self) -> None:
        closing, _ = self.inline.pop()
        self.out.append(closing)

    def flush(self) -> tuple[str, str | None]:
        """End the run of words: its plain text, and the block id written at its end."""
        run, self.run = self.run, None
        if run is None:
            return "", None
        pair_highlights(run, self.out)
        anchor = self._take_block_id(run)
        # A tag its author left open would hold the rest of the page, as a link or in bold.
        while self.raw_open:
            self.out.append(f"</{self.raw_open.pop()}>")
        text = "".join(run.words)
        self._finish_links(run, text)
        if stripped := text.strip():
            self._passage_words.append(stripped)
        return text, anchor

    def _take_block_id(self, run: Run) -> str | None:
        if run.last_words is None or run.last_words[0] != len(self.out) - 1 or "^" not in run.last_words[1]:
            return None
        words, anchor = block_id(run.last_words[1])
        if anchor is not None:
            self.out[-1] = escape(words, quote=False)
            run.words[-1] = words
        return anchor

    def flush_item(self) -> None:
        """Words straight inside a list item (no paragraph) end where a block begins."""
        _, anchor = self.flush()
        if anchor is not None:
            self.frames[-1].block_id = anchor

    # Links

    def open_link(self, target: str, kind: LinkKind, title: str = "") -> None:
        run = self.words()
        position = len(self.found.links)
        self.found.links.append(Link(self.path, target, "", kind, position))
        run.open_links.append((position, run.length))
        self.out.append(LinkSlot(position, title))
        self.link_depth += 1

    def close_link(self) -> None:
        run = self.words()
        if run.open_links:
            position, start = run.open_links.pop()
            run.links.append((position, start, run.length))
            self.link_depth -= 1
        self.out.append("</a>")

    def embed(self, target: str, label: str) -> int:
        """Note an embed; its position, for the slot."""
        run = self.words()
        position = len(self.found.links)
        self.found.links.append(Link(self.path, target, label, "embed", position))
        run.links.append((position, run.length, run.length))
        return position

    def _finish_links(self, run: Run, text: str) -> None:
        for position, start in run.open_links:
            run.links.append((position, start, len(text)))
            self.link_depth -= 1
        for position, start, end in run.links:
            link = self.found.links[position]
            label = link.label or " ".join(text[start:end].split())
            context = sentence_around(text, start, end)
            self.found.links[position] = Link(self.path, link.target, label, link.kind, position, context)

    # Passages

    def head(self, level: int, text: str, anchor: str) -> None:
        """The innermost block is a heading: a section and a passage begin with it."""
        parent, start = self.frames[-2], self.frames[-1].start
        parent.close_sections(level, start, self.found.sections)
        parent.headings.append((level, anchor, start))
        self.found.headings.append(Heading(level, text, anchor))
        self.end_passage()
        self._passage = (anchor, text)

    def also_known_as(self, anchor: str) -> None:
        """A heading with an id of its own is found by its words too."""
        level, _, start = self.frames[-2].headings[-1]
        self.frames[-2].headings.append((level, anchor, start))
        self.found.raw_anchors[anchor] = None
        self.out.append(f'<a id="{escape(anchor)}"></a>')

    def end_passage(self) -> None:
        anchor, heading = self._passage
        if anchor or self._passage_words:
            self.found.passages.append(Passage(anchor, heading, "\n".join(self._passage_words)))
        self._passage_words = []

    def drop_last_words(self) -> None:
        if self._passage_words:
            self._passage_words.pop()
