"""What is open while a page is read: frames for blocks, a run for the words of the innermost one."""

from __future__ import annotations

from dataclasses import dataclass, field

from prisma_hub.commons.render.types import Piece

_STOPS = (". ", "! ", "? ", "\n")


@dataclass(slots=True)
class Frame:
    """An open block. `start` is the piece that opened it, `last` the block finished before this place."""

    closing: str
    start: int
    shown: bool = True
    block_id: str | None = None
    last: tuple[int, int] | None = None
    headings: list[tuple[int, str, int]] = field(default_factory=list)

    def close_sections(self, level: int, at: int, sections: dict[str, tuple[int, int]]) -> None:
        """A heading of this level (or the end, level 0) ends the sections of its own and deeper levels."""
        while self.headings and self.headings[-1][0] >= level:
            _, anchor, start = self.headings.pop()
            sections[anchor] = (start, at)


@dataclass(slots=True)
class Run:
    """The words of one paragraph, heading, cell or tight item, from piece number `start` on."""

    start: int
    words: list[str] = field(default_factory=list)
    length: int = 0
    open_links: list[tuple[int, int]] = field(default_factory=list)  # link, from
    links: list[tuple[int, int, int]] = field(default_factory=list)  # link, from, to in the words
    # piece, word, innermost phrase, may open, may close
    marks: list[tuple[int, int, int, bool, bool]] = field(default_factory=list)
    last_words: tuple[int, str] | None = None  # the piece of the last plain text, and the text

    def say(self, words: str) -> None:
        self.words.append(words)
        self.length += len(words)


def pair_highlights(run: Run, pieces: list[Piece]) -> None:
    """Turn `==` and `==` in the same stretch of emphasis into one `<mark>`; the others stay as they are."""
    waiting: dict[int, tuple[int, int]] = {}
    for piece, word, inline, may_open, may_close in run.marks:
        opener = waiting.get(inline)
        if opener is not None and may_close:
            pieces[opener[0]], pieces[piece] = "<mark>", "</mark>"
            run.words[opener[1]] = run.words[word] = (
                "  "  # as long as before: links know their place by length
            )
            del waiting[inline]
        elif may_open:
            waiting.setdefault(inline, (piece, word))


def sentence_around(text: str, start: int, end: int, limit: int = 240) -> str:
    """The sentence in which `text[start:end]` stands, at most about `limit` characters."""
    first, last = max(0, start - limit), min(len(text), end + limit)
    left = max(text.rfind(stop, first, start) for stop in _STOPS) + 1 or first
    rights = [at for stop in _STOPS if (at := text.find(stop, end, last)) >= 0]
    right = min(rights) + 1 if rights else last
    if right - left > limit:
        left = max(left, start - limit // 3)
        right = min(right, left + limit)
    return " ".join(text[left:right].split())


def with_id(piece: Piece, anchor: str) -> Piece:
    """An opening tag with an id; anything else as it is. `anchor` is already escaped."""
    if isinstance(piece, str) and piece.startswith("<") and " id=" not in piece:
        return piece.replace(">", f' id="{anchor}">', 1)
    return piece
