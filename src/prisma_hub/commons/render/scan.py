"""One walk over the source before it is parsed: comments out, money marked, components named, code left.

The parser knows nothing of `%%` and of notes written where they belong (`^[so]`), takes `US$30 or 40$` for a
formula and cannot read `<Card n={{a: 1}}>`. The walk goes once from left to right, past code blocks and code
spans as CommonMark has them (4.5, 6.1); indented code it does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from prisma_hub.commons.render.source import COMPONENT, DOLLAR, NOTE

_TOKEN = re.compile(
    r"(?P<fence>(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*))"
    r"|(?P<escape>\\[^\n])"
    r"|(?P<ticks>`+)"
    r"|(?P<comment>%%)"
    r"|(?P<dollars>\$+)"
    r"|(?P<note>\^\[)"
    r"|(?P<module>^(?:import[ \t]+(?:[\w*{][^\n]*[ \t]from[ \t]+)?[\"'][^\n]*"
    r"|export[ \t]+(?:const|let|default|function|async|class|\{|\*)[^\n]*))"
    r"|(?P<braced>\{/\*)"
    r"|(?P<component></?[A-Z][\w.]*)",
    re.MULTILINE,
)
# Where a token may begin: a class of characters, which costs a tenth of looking for the tokens everywhere.
_START, _START_MDX = re.compile(r"[`~\\%$^]"), re.compile(r"[`~\\%$^<{ie]")
_BEFORE_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
# A formula of one `$`: closed in the same paragraph, hugging its dollars.
_FORMULA = re.compile(r"\$((?:\\[^\n]|[^$\\\n]|\n(?![ \t]*\n))+)\$")
_PRICE = re.compile(r"\d[\d.,]*(?:[^\W\d_]|[ \t\n–—-]|$)")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_GAP = re.compile(r"\n[ \t]*(?:\n|$)")
_ATTRIBUTE_LIMIT = 5_000
_EFFORT = 1_000_000  # characters looked at, on one page, for the ends of tags that have none
_NOTE = re.compile(r"(?:[^\[\]\\\n]++|\\[^\n]|\n(?![ \t]*\n)|\[(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+\])++(?=\])")
_NOTE_LIMIT = 2_000
_SPAN_LIMIT = 10_000  # characters looked ahead for the end of a code span or a formula


@dataclass
class Scanned:
    text: str
    components: list[str] = field(default_factory=list)


def scan(text: str, *, mdx: bool) -> Scanned:
    if not mdx and "%%" not in text and "$" not in text and "^[" not in text:
        return Scanned(text)
    return _Scan(text, mdx).run()


class _Scan:
    def __init__(self, text: str, mdx: bool) -> None:
        self.text = text
        self.mdx = mdx
        self.kept: list[str] = []
        self.components: dict[str, None] = {}
        self.unclosed_ticks: set[int] = set()
        self.gap_at = -1
        self.effort = _EFFORT
        self.notes: list[str] = []
        self.unclosed_fence = ""
        self.unclosed_braces = False

    def run(self) -> Scanned:
        at = copied = 0
        start = _START_MDX if self.mdx else _START
        while begins := start.search(self.text, at):
            match = _TOKEN.match(self.text, begins.start())
            if match is None:
                at = begins.end()
                continue
            end, instead = self._meet(match)
            if instead is not None:
                self.kept += (self.text[copied : match.start()], instead)
                copied = end
            at = max(end, match.start() + 1)
        self.kept.append(self.text[copied:])
        if self.notes:
            self.kept += (self.unclosed_fence, *self.notes)
        return Scanned("".join(self.kept), list(self.components))

    def _meet(self, match: re.Match[str]) -> tuple[int, str | None]:
        """Where to go on after this token, and what stands in its place (None: as it is)."""
        kind = match.lastgroup
        if match["fence"] is not None:
            return self._past_fence(match), None
        if kind == "ticks":
            return self._past_code(match.start(), len(match[0])), None
        if kind == "comment":
            return self._comment(match)
        if kind == "dollars":
            return self._dollars(match)
        if kind == "note":
            return self._note(match)
        if self.mdx and kind in ("module", "braced", "component"):
            return self._mdx(match)
        return match.end(), None

    def _past_fence(self, match: re.Match[str]) -> int:
        marks = match["marks"]
        line = self.text.rfind("\n", max(0, match.start() - 200), match.start()) + 1
        begins = _BEFORE_FENCE.fullmatch(self.text, line, match.start())
        if not begins or (marks[0] == "`" and "`" in match["info"]):
            return self._past_code(match.start(), len(marks)) if marks[0] == "`" else match.end("marks")
        close = re.compile(rf"^[ \t>]*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$", re.MULTILINE)
        end = close.search(self.text, match.end())
        if end is None and not begins[0].strip():
            self.unclosed_fence = f"\n{marks}"
        return end.end() if end else len(self.text)

    def _past_code(self, start: int, length: int) -> int:
        at = start + length
        if length in self.unclosed_ticks and start < self.gap_at:
            return at
        limit = min(self._next_gap(at), at + _SPAN_LIMIT)
        close = re.compile(rf"(?<!`)`{{{length}}}(?!`)").search(self.text, at, limit)
        if close:
            return close.end()
        self.unclosed_ticks.add(length)
        return at

    def _next_gap(self, at: int) -> int:
        """The end of this paragraph, looked up once per paragraph."""
        if at > self.gap_at:
            found = _GAP.search(self.text, at)
            self.gap_at = found.start() if found else len(self.text)
            self.unclosed_ticks.clear()
        return self.gap_at

    def _comment(self, match: re.Match[str]) -> tuple[int, str | None]:
        close = self.text.find("%%", match.end())
        return (match.end(), None) if close < 0 else (close + 2, "")

    def _note(self, match: re.Match[str]) -> tuple[int, str | None]:
        """A note where it belongs, as Obsidian and Pandoc have it, becomes one at the end of the page."""
        at = match.end()
        line = self.text.rfind("\n", max(0, at - _NOTE_LIMIT), at) + 1
        if self.text.startswith(("    ", "\t"), line):  # indented code, perhaps
            return at, None
        said = _NOTE.match(self.text, at, min(len(self.text), at + _NOTE_LIMIT)) if self.effort > 0 else None
        if said is None:
            self.effort -= _NOTE_LIMIT
            return at, None
        label = f"{NOTE}{len(self.notes) + 1}"
        words = " ".join(said[0].split())
        self.notes.append(f"\n\n[^{label}]: {words}\n")
        return said.end() + 1, f"[^{label}]"

    def _dollars(self, match: re.Match[str]) -> tuple[int, str | None]:
        if len(match[0]) == 2:
            close = self.text.find("$$", match.end(), self._next_gap(match.end()))
            return (match.end(), DOLLAR * 2) if close < 0 else (close + 2, None)
        if len(match[0]) > 2:
            return match.end(), DOLLAR * len(match[0])
        formula = _FORMULA.match(self.text, match.start(), min(len(self.text), match.start() + _SPAN_LIMIT))
        if formula and self._is_formula(formula):
            return formula.end(), None
        return match.end(), DOLLAR

    def _is_formula(self, formula: re.Match[str]) -> bool:
        """Money when letters or digits touch the dollars from outside, when a space touches them from inside,
        or when a price goes on in words (`$5 and 6$`). The first two as Pandoc has it (tex_math_dollars)."""
        inside = formula[1]
        before = self.text[formula.start() - 1 : formula.start()]
        after = self.text[formula.end() : formula.end() + 1]
        if before.isalnum() or after.isalnum() or after == "$" or inside[0].isspace() or inside[-1].isspace():
            return False
        return not (_PRICE.match(inside) and _WORD.search(inside))

    def _mdx(self, match: re.Match[str]) -> tuple[int, str | None]:
        if match.lastgroup == "module":
            return match.end(), ""
        if match.lastgroup == "braced":
            close = -1 if self.unclosed_braces else self.text.find("*/}", match.end())
            self.unclosed_braces = close < 0
            return (match.end(), None) if close < 0 else (close + 3, "")
        end = _end_of_tag(self.text, match.end()) if self.effort > 0 else None
        if end is None:
            self.effort -= _ATTRIBUTE_LIMIT
            return match.end(), None
        if match[0].startswith("</"):
            return end, ""
        name = match[0][1:]
        self.components[name] = None
        return end, f"{COMPONENT}{name}{COMPONENT}"


def _end_of_tag(text: str, at: int) -> int | None:
    """Past the `>` that ends a component's tag, over quoted and braced attributes."""
    depth = 0
    quote = ""
    for place in range(at, min(len(text), at + _ATTRIBUTE_LIMIT)):
        char = text[place]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
        elif char == ">" and depth <= 0:
            return place + 1
    return None
