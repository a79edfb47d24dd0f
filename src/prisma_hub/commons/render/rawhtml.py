"""Raw HTML in a page, token by token: its links, pictures, anchors and words.

Nothing here makes HTML safe; `clean` does, on the whole page. This finds what an index has to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_REMOVED = re.compile(
    r"<!--(?:-?>|.*?(?:-->|\Z))|<(script|style)\b.*?(?:</\1\s*>|\Z)"
    r"|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<!.*?(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Repeats are possessive, so that an unclosed quote costs one look and not one per character.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,40})"
    r"(?P<rest>(?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}'){0,3000}+)>"
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][\w:.-]{0,60})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)

# They would make the cleaner read the rest of the page as their text, or have no business in a page.
_DROPPED = frozenset(
    {"base", "body", "button", "embed", "form", "frame", "frameset", "head", "html", "iframe", "link", "math"}
    | {
        "meta",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "plaintext",
        "script",
        "select",
        "style",
    }
    | {"svg", "template", "textarea", "title", "xmp"}
)
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "param", "source", "track", "wbr"})


@dataclass(frozen=True, slots=True)
class Words:
    """What stands between tags. A `<` in it begins no tag, and is said so: the cleaner would take one up to
    the next `>`, wherever on the page that stands."""

    raw: str

    @property
    def plain(self) -> str:
        return unescape(self.raw)


@dataclass(frozen=True, slots=True)
class Tag:
    raw: str
    name: str
    ends: bool
    attributes: dict[str, str]


def tokens(html: str) -> Iterator[Words | Tag]:
    """Tags and the words between them; comments, scripts and styles left out."""
    html = _REMOVED.sub("", html)
    at = 0
    for match in _TAG.finditer(html):
        if match.start() > at:
            yield Words(html[at : match.start()].replace("<", "&lt;"))
        at = match.end()
        name = match["name"].lower()
        if name not in _DROPPED:
            yield Tag(match[0], name, bool(match["end"]), _attributes(match["rest"]))
    if at < len(html):
        yield Words(html[at:].replace("<", "&lt;"))


def _attributes(rest: str) -> dict[str, str]:
    if "=" not in rest:
        return {}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found
