"""What a page says to the program that made its site, and to no reader: Jekyll's tags, Hugo's shortcodes,
marks where a table of contents was to stand, HTML that holds markdown. Only where it stands on a line of its
own; code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from prisma_hub.commons.render.callouts import KINDS
from prisma_hub.commons.render.source import COMPONENT

_ANY = re.compile(
    r"\{%|\{\{[<% ]|^[ \t]{0,3}\[{1,2}_?toc_?\]|^<[a-z]+[^<>\n]* markdown\b", re.MULTILINE | re.IGNORECASE
)
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIQUID = re.compile(r"[ \t]{0,40}(?:\{%-?[ \t]{0,9}(\w{1,30})([^%\n]{0,400})%\}[ \t]{0,40}){1,9}")
_SHORTCODE = re.compile(
    r"[ \t]{0,40}\{\{[<%][ \t]{0,9}(/?)[ \t]{0,9}([\w-]{1,40})([^\n]{0,400}?)/?[>%]\}\}[ \t]{0,40}"
)
_CONTENTS = re.compile(
    r"[ \t]{0,3}(?:\[{1,2}_?toc_?\]{1,2}|\{\{[<%][ \t]{0,9}toc[ \t]{0,9}[>%]\}\}"
    r"|\{%-?[ \t]{0,9}toc[ \t]{0,9}-?%\})[ \t]{0,40}",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(r"\{\{-?[ \t]{0,9}page\.(\w{1,40})[ \t]{0,9}-?\}\}")
_COMMENT = re.compile(
    r"\{%-?[ \t]{0,9}comment[ \t]{0,9}-?%\}[^\n]{0,2000}?\{%-?[ \t]{0,9}endcomment[ \t]{0,9}-?%\}"
)
_BLOCKS = "div|section|article|aside|details|figure|span"
_HOLDS_MARKDOWN = re.compile(
    rf"<({_BLOCKS})\b[^<>\n]{{0,400}}?\smarkdown(?:=[\"']?\w+[\"']?)?[^<>\n]{{0,400}}>[ \t]{{0,40}}"
)
_ENDS = re.compile(rf"</({_BLOCKS})>[ \t]{{0,40}}")
_WORD = re.compile(r"[\w-]{1,40}")
_DIRECTIONS = frozenset(
    {"assign", "break", "capture", "case", "continue", "cycle", "decrement", "else", "elsif", "endcapture"}
    | {"endcase", "endfor", "endif", "endraw", "endtablerow", "endunless", "for", "if", "include", "layout"}
    | {"include_cached", "include_relative", "increment", "raw", "render", "tablerow", "unless", "when"}
)
_NOTICES = frozenset(["admonition", "alert", "callout", "hint", "notice"]) | KINDS
"""Shortcodes of well-known themes that are a notice; the first five say its kind behind their name."""


def follow_directions(text: str, said: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The text without its directions, and the names of parts that only their program can make. `said` is the
    front matter, of which `{{ page.… }}` tells."""
    if _ANY.search(text) is None:
        return text, []
    work = _Following(said)
    kept = work.lines(text.split("\n"))
    return "\n".join(kept), list(dict.fromkeys(work.unknown))


class _Following:
    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.unknown: list[str] = []
        self.has_contents = False
        self.holding = 0

    def lines(self, lines: Sequence[str]) -> list[str]:
        kept: list[str] = []
        code = hidden = ""
        for line in lines:
            mark = _CODE.match(line)
            if hidden:
                hidden = "" if f"end{hidden}" in line and "{%" in line else hidden
            elif mark:
                code = "" if code and mark[1].startswith(code) else code or mark[1]
                kept.append(line)
            elif code == "highlight":
                code = "" if "endhighlight" in line else code
                kept.append("```" if not code else line)
            elif code:
                kept.append(line)
            else:
                code, hidden = self._one(line, kept)
        return kept

    def _one(self, line: str, kept: list[str]) -> tuple[str, str]:
        """Follow one line outside code; what it begins: code, or something hidden."""
        if "endcomment" in line:
            line = _COMMENT.sub("", line)
        if _CONTENTS.fullmatch(line):
            kept += [] if self.has_contents else ["", "+ .", "{:toc}", ""]
            self.has_contents = True
        elif "{%" in line and (liquid := _LIQUID.fullmatch(line)):
            return self._liquid(liquid, line, kept)
        elif "{{" in line and (shortcode := _SHORTCODE.fullmatch(line)):
            kept.append(self._shortcode(shortcode, line))
        elif line.startswith("<") and _HOLDS_MARKDOWN.fullmatch(line):
            self.holding += 1
            kept += [line, ""]
        elif self.holding and _ENDS.fullmatch(line):
            self.holding -= 1
            kept += ["", line, ""]
        else:
            kept.append(_OF_PAGE.sub(self._of_page, line) if "{{" in line and "`" not in line else line)
        return "", ""

    def _liquid(self, liquid: re.Match[str], line: str, kept: list[str]) -> tuple[str, str]:
        name = liquid[1]
        if name == "highlight":
            language = _WORD.search(liquid[2])
            kept.append(f"```{language[0] if language else ''}")
            return "highlight", ""
        if name == "comment":
            return "", "comment"
        kept.append("" if name in _DIRECTIONS else line)
        return "", ""

    def _shortcode(self, shortcode: re.Match[str], line: str) -> str:
        ends, name, more = shortcode.groups()
        if name == "figure":
            return line  # a picture: read with the links
        if name in _NOTICES:
            return ":::" if ends else f"::: {self._kind(name, more)}"
        if ends:
            return ""
        self.unknown.append(name)
        return f"{COMPONENT}{name}{COMPONENT}"

    def _kind(self, name: str, more: str) -> str:
        words = _WORD.findall(more)
        return name if name in KINDS else next((each for each in words if each in KINDS), "note")

    def _of_page(self, match: re.Match[str]) -> str:
        value = self.said.get(match[1])
        return str(value) if isinstance(value, str | int | float) else match[0]
