"""A page of the commons as HTML: joined from texts, because there are thousands of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.commons.render.types import Heading

Back = tuple[str, str, str]
"""A page that leads here: its title as HTML, its address, the sentence the link stands in."""
_FEW = 2
"""Up to so many headings a page needs no outline."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page in one language, ready to be joined."""

    language: str
    outline: str
    back: str
    onward: str
    before: str
    after: str

    def main(
        self,
        *,
        title: str,
        html: str,
        headings: Sequence[Heading],
        back: Iterable[Back],
        onward: Sequence[tuple[str, str] | None] = (),
    ) -> str:
        """`onward`: the pages before and after this one, each a title as HTML and an address, or None."""
        named = bool(headings) and headings[0].level == 1
        opening = "" if named else f"<h1>{escape(title)}</h1>"
        parts = [
            f'<header class="opening stack">{opening}</header>\n<div class="body">\n'
            f'<div class="stack loose"><article class="prose stack">\n{html}\n</article>'
            f"{self._onward(onward)}</div>"
        ]
        listed, rows = self._headings(headings), "".join(_row(*each) for each in back)
        if listed or rows:
            parts.append(f'\n<aside class="margin stack loose" lang="{self.language}">')
            parts += [self.outline, listed, "</ul></nav>"] if listed else []
            parts += [self.back, rows, "</ul></section>"] if rows else []
            parts.append("\n</aside>")
        parts.append("\n</div>\n")
        return "".join(parts)

    def _onward(self, pages: Sequence[tuple[str, str] | None]) -> str:
        if not any(pages):
            return ""
        links = [
            f'<a href="{each[1]}" rel="{rel}">{words}<span>{each[0]}</span></a>'
            for each, rel, words in zip(pages, ("prev", "next"), (self.before, self.after), strict=True)
            if each
        ]
        return f"{self.onward}{''.join(links)}</nav>"

    def _headings(self, headings: Sequence[Heading]) -> str:
        if len(headings) <= _FEW:
            return ""
        return "".join(
            f'<li><a href="#{escape(each.anchor)}">{escape(each.text)}</a></li>' for each in headings
        )


def _row(title: str, address: str, context: str) -> str:
    said = f'<br><span class="small soft">{escape(context)}</span>' if context else ""
    return f'<li><div><a class="whole" href="{address}">{title}</a>{said}</div></li>'


def _sign(letter: str) -> str:
    """An arrow as a letter: a page that adds a drawn sign needs its signs looked for, which takes longer than
    all else of it."""
    return f' <span aria-hidden="true">{letter}</span> '


def around(language: str) -> Around:
    with translation.override(language):
        outline, back = escape(gettext("On this page")), escape(gettext("What leads here"))
        onward = escape(gettext("Before and after this page"))
        before, after = escape(gettext("Before this")), escape(gettext("Read on"))
    return Around(
        language,
        '\n<nav class="stack tight" aria-labelledby="h-outline">'
        f'<h2 id="h-outline">{outline}</h2><ul class="outline">',
        '\n<section class="stack tight" aria-labelledby="h-back">'
        f'<h2 id="h-back">{back}</h2><ul class="rows">',
        f'\n<nav class="pages onward no-print" lang="{language}" aria-label="{onward}">',
        f'<span class="small soft">{_sign("←")}{before}</span>',
        f'<span class="small soft">{after}{_sign("→")}</span>',
    )
