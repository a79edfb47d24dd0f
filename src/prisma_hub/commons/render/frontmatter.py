"""The YAML block at the head of a page, read as data with every limit a stranger's file needs."""

from __future__ import annotations

import re
from typing import Any

from prisma_hub.commons.render.types import FrontMatter

MAX_CHARACTERS = 64_000

_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
# What YAML reads as the plain text it looks like: a letter first, then nothing that YAML gives a meaning to.
_PLAIN_LINE = re.compile(
    r"([A-Za-z_][\w-]{0,99}):(?:[ \t]+([^\W\d_][^:#\n\"'\[\]{}&*!|>%@`,\\]{0,500}))?[ \t]*"
)
WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"null", "Null", "NULL"}


def split(text: str) -> FrontMatter:
    """Part a page into front matter and body; what cannot be read is kept in `raw` and named in `error`."""
    if not text.startswith("---"):
        return FrontMatter({}, text, "")
    first, newline, rest = text.partition("\n")
    if first.rstrip() != "---" or not newline:
        return FrontMatter({}, text, "")
    end = _FENCE_END.search(rest, 0, MAX_CHARACTERS)
    if end is None:
        return FrontMatter({}, text, "")
    raw, body = rest[: end.start()], rest[end.end() :].removeprefix("\n")
    data: dict[str, Any] | str | None = _read_simple(raw)
    if data is None:
        from prisma_hub.commons.render import properties

        try:
            data = properties.read(raw)
        except properties.UnreadableError as why:
            return FrontMatter({}, body, raw, str(why))
    # A word or a sentence between two rules is a page that begins with a rule.
    return FrontMatter({}, text, "") if isinstance(data, str) else FrontMatter(data, body, raw)


def _read_simple(raw: str) -> dict[str, Any] | None:
    """`name: words` lines need no YAML parser; None when any line is more than that."""
    data: dict[str, Any] = {}
    for line in raw.splitlines():
        if not line.strip():
            continue
        match = _PLAIN_LINE.fullmatch(line)
        if match is None or match[1] in data or match[1] in WORDS or match[1] in _NOTHING:
            return None
        value = (match[2] or "").rstrip()
        data[match[1]] = None if not value or value in _NOTHING else WORDS.get(value, value)
    return data
