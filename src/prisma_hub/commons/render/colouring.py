"""Code in colours: comments, strings, numbers, the words of its language. One walk, in time with its length.

A library of exact grammars exists; its patterns take seconds for ten thousand signs made to hurt, and a tenth
of the time of a whole site. A reader of a community's pages needs less.
"""

from __future__ import annotations

from html import escape

from prisma_hub.commons.render.languages import LANGUAGES, Language

LONGEST = 100_000
"""Characters of a block that are coloured; a longer one is shown plain."""
CLASSES = frozenset("csnkid")
"""Comment, string, number, keyword, inserted, deleted: classes of a `<span>` inside `<pre>`."""


def coloured(code: str, language: str) -> str:
    """The code as HTML; escaped, and no more, where its language is not known."""
    known = LANGUAGES.get(language)
    if known is None or len(code) > LONGEST:
        return escape(code, quote=False)
    return _coloured(code, known)


def _coloured(code: str, language: Language) -> str:
    parts: list[str] = []
    at = 0
    for match in language.pattern.finditer(code):
        kind = match.lastgroup
        if kind == "w":
            word = match[0].lower() if language.folded else match[0]
            kind = "k" if word in language.words else None
        elif kind == "h":
            kind = "k"
        if kind is None or not match[0]:
            continue
        start, end = match.span()
        parts += (
            escape(code[at:start], quote=False),
            f'<span class="{kind}">',
            escape(match[0], quote=False),
        )
        parts.append("</span>")
        at = end
    parts.append(escape(code[at:], quote=False))
    return "".join(parts)
