"""A page of the commons as HTML, and what is seen in it: joined from texts, because there are thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.kernel.evidence.seeing import led_to, text_seen
from prisma_hub.stories.site.commons import Drawn, Named


class Text(NamedTuple):
    """HTML, and what is seen in it; None where that is not known."""

    html: str
    said: str | None


Back = tuple[Named, str]
"""A page that leads here, and the sentence the link stands in."""
_NOTHING = Text("", "")
_FEW = 2
"""Up to so many headings a page needs no outline."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page in one language, ready to be joined."""

    language: str
    outline: Text
    back: Text
    onward: str
    before: Text
    after: Text
    commons: str
    """What the commons is called."""
    changed: str
    """The day of a change, as a sentence with `%s` in it."""
    home: str
    """The folder of this language's own pages, from the root of the site."""
    _lies: dict[tuple[str, str, str], Text] = field(default_factory=dict, repr=False)

    def lies(self, root: str, folder: str, day: str) -> Text:
        """Where a page lies and when it was last changed: the same for many, so made once."""
        key = (root, folder, day)
        if key not in self._lies:
            way = f'<a href="{root}{self.home}pages.html">{self.commons}</a>'
            trail = "".join(f" / {escape(_plain(each))}" for each in folder.split("/") if each)
            when = f'<time datetime="{day}">{day}</time>'
            self._lies[key] = _seen(
                f'<p class="small soft" lang="{self.language}">{way}{trail} · {self.changed % when}</p>\n'
            )
        return self._lies[key]

    def main(
        self,
        title: str,
        drawn: Drawn,
        *,
        root: str,
        back: Iterable[Back],
        onward: Sequence[Named | None] = (),
        lies: Text | None = None,
    ) -> Text:
        """The page whose text is drawn. `root` leads from it to the root of the site; `onward`: the pages
        before and after this one; `lies`: where it lies, said above it."""
        named = bool(drawn.headings) and drawn.headings[0][0] == 1
        opening = "" if named else f"<h1>{escape(title)}</h1>"
        on = self._onward(onward, root)
        above = lies or _NOTHING
        html = [
            f'<header class="opening stack">{above.html}{opening}</header>\n<div class="body">\n'
            f'<div class="stack loose"><article class="prose stack">\n{drawn.html}\n</article>'
            f"{on.html}</div>"
        ]
        said = [
            above.said or "",
            "" if named else title,
            "\n",
            drawn.said or "",
            "\n",
            on.said or "",
        ]
        listed, rows = _headings(drawn.headings), _rows(back, root)
        if listed.html or rows.html:
            html.append(f'\n<aside class="margin stack loose" lang="{self.language}">')
            for head, some, end in (
                (self.outline, listed, "</ul></nav>"),
                (self.back, rows, "</ul></section>"),
            ):
                if some.html:
                    html += [head.html, some.html, end]
                    said += [head.said or "", some.said or ""]
            html.append("\n</aside>")
        html.append("\n</div>\n")
        return Text("".join(html), None if drawn.said is None else "".join(said))

    def _onward(self, pages: Sequence[Named | None], root: str) -> Text:
        if not any(pages):
            return Text("", "")
        html, said = [self.onward], []
        for each, rel, words in zip(pages, ("prev", "next"), (self.before, self.after), strict=True):
            if each:
                address = root + each.address
                html.append(f'<a href="{address}" rel="{rel}">{words.html}<span>{each.html}</span></a>')
                said.append(f"{led_to(address)}{words.said}{each.title}")
        return Text(f"{''.join(html)}</nav>", "".join(said))


def _plain(folder: str) -> str:
    """A folder as people call it."""
    name = folder.replace("-", " ").replace("_", " ")
    return name[:1].upper() + name[1:]


def _headings(headings: Sequence[tuple[int, str, str]]) -> Text:
    if len(headings) <= _FEW:
        return Text("", "")
    return Text(
        "".join(
            [f'<li><a href="#{escape(anchor)}">{escape(words)}</a></li>' for _, words, anchor in headings]
        ),
        "".join([f"{led_to(f'#{anchor}')}{words}" for _, words, anchor in headings]),
    )


def _rows(back: Iterable[Back], root: str) -> Text:
    html, said = [], []
    for (title, named, way), context in back:
        address = root + way
        html.append(f'<li><div><a class="whole" href="{address}">{named}</a>')
        said.append(led_to(address) + title)
        if context:
            html.append(f'<br><span class="small soft">{escape(context)}</span>')
            said.append(f"\n{context}")
        html.append("</div></li>")
    return Text("".join(html), "".join(said))


def _sign(letter: str) -> str:
    """An arrow as a letter: a page that adds a drawn sign needs its signs looked for, which takes longer than
    all else of it."""
    return f' <span aria-hidden="true">{letter}</span> '


def around(language: str, home: str = "") -> Around:
    with translation.override(language):
        outline, back = escape(gettext("On this page")), escape(gettext("What leads here"))
        onward = escape(gettext("Before and after this page"))
        before, after = escape(gettext("Before this")), escape(gettext("Read on"))
        commons = escape(gettext("Commons"))
        changed = escape(gettext("changed on %(day)s")) % {"day": "%s"}
    return Around(
        language,
        _seen(
            '\n<nav class="stack tight" aria-labelledby="h-outline">'
            f'<h2 id="h-outline">{outline}</h2><ul class="outline">'
        ),
        _seen(
            '\n<section class="stack tight" aria-labelledby="h-back">'
            f'<h2 id="h-back">{back}</h2><ul class="rows">'
        ),
        f'\n<nav class="pages onward no-print" lang="{language}" aria-label="{onward}">',
        _seen(f'<span class="small soft">{_sign("←")}{before}</span>'),
        _seen(f'<span class="small soft">{after}{_sign("→")}</span>'),
        commons,
        changed,
        home,
    )


def _seen(html: str) -> Text:
    return Text(html, text_seen(html))
