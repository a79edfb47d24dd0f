"""A site while it is laid out: its frames, its list, what it discloses, and how a page of it is put down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons.types import PageInfo
from prisma_hub.kernel import evidence as form
from prisma_hub.kernel.canonical import canonical
from prisma_hub.media.types import Media as Kept
from prisma_hub.stories.check_words import check_words
from prisma_hub.stories.site import commons as shelves
from prisma_hub.stories.site import diagrams, frame
from prisma_hub.stories.site.findable import Findable
from prisma_hub.stories.site.places import href, of_language, root_of
from prisma_hub.stories.site.writing import Folder
from prisma_hub.stories.types import Edition

CHECKING = (
    "static/vendor/tweetnacl-1.0.3.min.js",
    "static/vendor/js-sha256-1.0.0.min.js",
    "static/proof.js",
    "static/verify.js",
    *(f"evidence/{name}.js" for name in (*form.FILES, form.MANIFEST)),
    "static/check-page.js",
    "static/verify-page.js",
)

OWN = (
    "index.html",
    "stories.html",
    "pages.html",
    "changes.html",
    "glossary.html",
    "search.html",
    "check.html",
)


@dataclass(slots=True)
class Site:
    """A site while it is built."""

    space: str
    language: str
    address: str
    """Where it will lie, with a `/` at its end; empty where nobody knows."""
    folder: Folder
    shelf: shelves.Shelf
    editions: Sequence[Edition]
    frames: dict[str, frame.Frame] = field(default_factory=dict)
    findable: list[Findable] = field(default_factory=list)
    disclose: dict[int, frozenset[str]] = field(default_factory=dict)
    sounds: dict[str, Kept] = field(default_factory=dict)
    begins: dict[str, tuple[str, str]] = field(default_factory=dict)
    """How each page of a story begins, by its path: its own title, and its first sentences."""
    languages: Sequence[str] = field(default_factory=lambda: [code for code, _ in settings.LANGUAGES])
    unlisted: set[str] = field(default_factory=set)
    """Pages that only lead on to others."""
    tongues: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Lists of languages made before: name of the page, language, way to the root."""
    _read_in: dict[str, list[PageInfo]] = field(default_factory=dict)

    def spoken(self, language: str) -> str:
        """The language of a page's frame: its own where the hub speaks it."""
        if language in self.languages:
            return language
        short = language.split("-")[0]
        return short if short in self.languages else self.language

    def read_in(self, language: str) -> Sequence[PageInfo]:
        """The pages that are no part of a story, and that one can read in this language or in none in
        particular."""
        if language not in self._read_in:
            self._read_in[language] = [
                info for info in self.shelf.plain if not info.lang or self.spoken(info.lang) == language
            ]
        return self._read_in[language]

    def head(self, path: str) -> str:
        """What stands in the head of a page for whoever comes from elsewhere."""
        if self.space != PUBLIC:
            return '<meta name="robots" content="noindex">\n'
        if not self.address:
            return ""
        whole = escape(self.address + quote(path.removesuffix("index.html")))
        return f'<link rel="canonical" href="{whole}">\n<meta property="og:url" content="{whole}">\n'

    def show(self, seq: int, parts: Iterable[str]) -> None:
        self.disclose[seq] = self.disclose.get(seq, frozenset()) | frozenset(parts)


def put_page(
    site: Site,
    path: str,
    *,
    language: str,
    title: str,
    main: str,
    said: str | None = None,
    about: str = "",
    tongues: Sequence[frame.Tongue] = (),
    checking: bool = False,
    process: str = "",
    scripts: Sequence[str] = (),
    words_in: str = "",
    head: str = "",
) -> None:
    """One page of the site. `said` is what is seen in `main`, where that is known; `words_in` the language of
    its words where the frame speaks another; `head` is HTML for its head instead of its own address."""
    root = root_of(path)
    spoken = site.spoken(language)
    loaded = [*(CHECKING if checking else ()), *scripts]
    inside = frame.stay_here(main)
    content = site.frames[spoken].fill(
        {
            "root": root,
            "head": head or site.head(path),
            "home": of_language("", spoken, site.language),
            "path": escape(path),
            "title": escape(title),
            "about": escape(about),
            "process": escape(process),
            "main": inside,
            "words_in": escape(words_in or spoken),
            "tongues": frame.tongues(tongues) if tongues else _everywhere(site, path, spoken),
            "scripts": (_as_script(check_words(spoken)) if checking else "")
            + "".join(f'<script src="{root}{each}" defer></script>' for each in loaded)
            + diagrams.script(inside, root, spoken),
        }
    )
    site.folder.put(path, content, inside, said if inside is main else None)


def _as_script(words: Mapping[str, Any]) -> str:
    """The words of a page that checks itself, as JSON that cannot end the element it stands in."""
    plain = canonical(words).decode().replace("<", "\\u003c")
    return f'<script type="application/json" data-prisma-words>{plain}</script>'


def _everywhere(site: Site, path: str, spoken: str) -> str:
    """The same page in all languages, of those the site has in all; from any other, its front page."""
    bare = path.removeprefix(f"{spoken}/") if spoken != site.language else path
    name = bare if bare in OWN else "index.html"
    key = (name, spoken, root_of(path))
    if key not in site.tongues:
        site.tongues[key] = frame.tongues(
            frame.Tongue(code, own, href(path, of_language(name, code, site.language)), code == spoken)
            for code, own in settings.LANGUAGES
        )
    return site.tongues[key]


def draw(site: Site, template: str, language: str, values: Mapping[str, Any]) -> str:
    with translation.override(language):
        return render_to_string(f"site/{template}.html", {"signs": True, "language": language, **values})
