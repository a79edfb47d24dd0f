"""What the tests of rendering share: a few pages at hand, and what they look like rendered."""

from __future__ import annotations

import posixpath

from prisma_hub.commons.render.html import render
from prisma_hub.commons.render.links import media_kind
from prisma_hub.commons.render.parse import read_page
from prisma_hub.commons.render.resolve import Ambiguous, Entry, Found, PageIndex, entry_of
from prisma_hub.commons.render.types import Broken, Link, Media, Page, Rendered, Resolved


class Vault:
    """Pages and files by path, linked with one another through the real index."""

    def __init__(self, pages: dict[str, str], files: tuple[str, ...] = ()) -> None:
        self.pages = {path: read_page(path, text) for path, text in pages.items()}
        self.index = PageIndex([*map(entry_of, self.pages.values()), *map(Entry, files)])

    def resolve(self, link: Link) -> Resolved | Broken | None:
        answer = self.index.find(link)
        if isinstance(answer, Ambiguous):
            return Broken("ambiguous: " + ", ".join(answer.candidates))
        if not isinstance(answer, Found):
            return None
        page = answer.path if answer.path != link.source else ""
        return Resolved(page + (f"#{answer.anchor}" if answer.anchor else ""))

    def embed(self, link: Link) -> Page | Media | Broken | None:
        answer = self.index.find(link)
        if not isinstance(answer, Found):
            return None
        if page := self.pages.get(answer.path):
            return page
        return Media(f"/files/{posixpath.basename(answer.path)}", media_kind(answer.path) or "file")

    def render(self, path: str) -> Rendered:
        return render(self.pages[path], self.resolve, self.embed)


def html(text: str, path: str = "page.md", **more: str) -> str:
    return Vault({path: text, **{f"{name}.md": body for name, body in more.items()}}).render(path).html
