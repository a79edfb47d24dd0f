"""The frame of a page: drawn by Django once for each language, then filled by joining texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

_SLOT = re.compile(r"@@([a-z_]+)@@")
_WAYS = ("root", "home")
"""Slots that stand often on a page and are the same on many; nobody's words are in them."""
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)".*?</symbol>', re.DOTALL)
_USED = re.compile(r'<use href="#i-([a-z0-9-]+)"/>')
_ELSEWHERE = re.compile(
    r'<(img|audio|video|source|track|input)\b((?:[^<>"]|"[^"]*")*?)\ssrc="((?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\)[^"]*)"'
    r'((?:[^<>"]|"[^"]*")*)>'
)
_CURRENT = ' aria-current="true"'
_ALT = re.compile(r'\salt="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language one can read this page in."""

    code: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame in one language, with its slots. `signed` is the same with its own signs in it, for pages
    that add none: most of every page. `_begun` are the frames of pages with the same ways to the root."""

    language: str
    html: str
    signed: str
    _begun: dict[tuple[str, ...], tuple[list[bytes], list[str]]] = field(default_factory=dict, repr=False)

    def fill(self, slots: Mapping[str, str]) -> bytes:
        if "<use " in slots["main"]:
            return with_signs(_SLOT.sub(lambda slot: slots[slot[1]], self.html)).encode()
        ways = tuple([slots[name] for name in _WAYS])
        if ways not in self._begun:
            self._begun[ways] = _begin(self.signed, dict(zip(_WAYS, ways, strict=True)))
        page, names = self._begun[ways]
        page[1::2] = [slots[name].encode() for name in names]
        return b"".join(page)


def _begin(html: str, ways: Mapping[str, str]) -> tuple[list[bytes], list[str]]:
    """Texts with room for a slot between each two, and the names of the slots that are not `ways`."""
    parts = _SLOT.split(_SLOT.sub(lambda slot: ways.get(slot[1], slot[0]), html))
    page = [b""] * len(parts)
    page[::2] = [text.encode() for text in parts[::2]]
    return page, parts[1::2]


def make(language: str, values: Mapping[str, object]) -> Frame:
    """Draw `site/frame.html` in a language."""
    with translation.override(language):
        html = render_to_string(
            "site/frame.html",
            {
                **values,
                "signs": True,
                "language": language,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
            },
        )
    return Frame(language, html, with_signs(html))


def tongues(found: Iterable[Tongue]) -> str:
    """The languages of a page, as links."""
    return "".join(
        f'<li><a href="{escape(each.href)}" lang="{escape(each.code)}" hreflang="{escape(each.code)}"'
        f"{_CURRENT if each.current else ''}>{escape(each.name)}</a></li>"
        for each in found
    )


@cache
def signs() -> dict[str, str]:
    """The drawn signs by name."""
    text = (static_folder() / "icons.svg").read_text(encoding="utf-8")
    return {
        found[1]: found[0].replace(f'id="{found[1]}"', f'id="i-{found[1]}"', 1)
        for found in _SYMBOL.finditer(text)
    }


def static_folder() -> Path:
    return Path(settings.STATICFILES_DIRS[0])


def with_signs(html: str) -> str:
    """The page with the signs it refers to, in itself: a page from a stick may not take parts of others."""
    known = signs()
    used = sorted({name for name in _USED.findall(html) if name in known})
    sprite = f'<svg hidden aria-hidden="true">{"".join(known[name] for name in used)}</svg>' if used else ""
    return html.replace("<body>", f"<body>{sprite}", 1)


def stay_here(html: str) -> str:
    """Pictures and sounds from elsewhere become links: a reader's browser asks nobody anything."""
    return _ELSEWHERE.sub(_as_link, html) if 'src="' in html else html


def _as_link(found: re.Match[str]) -> str:
    tag, before, address, after = found.groups()
    if tag in ("audio", "video"):
        return f"<{tag}{before}{after}>"
    if tag != "img" or not address.lower().startswith(("http:", "https:", "//")):
        return ""
    alt = _ALT.search(before + after)
    words = alt[1] if alt and alt[1] else address
    return f'<a class="external" rel="external noopener nofollow" href="{address}">{words}</a>'
