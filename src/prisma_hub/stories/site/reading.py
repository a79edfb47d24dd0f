"""Pages of the commons as pages of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.stories.site import commons as shelves
from prisma_hub.stories.site import frame
from prisma_hub.stories.site.commons import Named
from prisma_hub.stories.site.findable import Findable
from prisma_hub.stories.site.laying import Site, put_page
from prisma_hub.stories.site.paging import Around, around
from prisma_hub.stories.site.places import href, of_language, root_of
from prisma_hub.stories.site.spreading import Aside, Told, spread
from prisma_hub.stories.site.writing import Put


def commons_pages(site: Site, *, told: Told | None = None, after: Aside[Any] | None = None) -> set[Ref]:
    """Put down every page that is no story, by two processes where that helps, the second as soon as what is
    `Aside` is done. Which files they show or link to."""
    shelf = site.shelf
    plain = [info for info in shelf.plain if info.ref in shelf.bodies]
    pages = _Pages(
        site,
        _translations(plain),
        {code: around(code, of_language("", code, site.language)) for code in site.languages},
        shelf.named,
        shelf.back,
        shelf.onward,
    )
    used: set[Ref] = set()
    for found, uses in spread(plain, pages.put, told=told, after=after):
        site.folder.add(found)
        used |= uses
    shelf.used |= used
    return used


def index(site: Site) -> Put:
    """Put down what a search without a server needs, listed apart."""
    from prisma_hub.stories.site import (
        searching,  # loaded by the process that does this, beside the other's work
    )

    within = circles.visible_in(site.space)
    said = dict(commons.said_leaving(within))
    pages = {
        info.ref: Findable(path, info.title, info.lang, info.description, said=said.get(info.ref, b""))
        for info in site.shelf.plain
        if (path := site.shelf.places.of(info.ref))
    }
    with site.folder.apart() as found:
        for path, content in searching.index(within, pages, site.findable):
            site.folder.put(path, content)
    return found


@dataclass(frozen=True, slots=True)
class _Pages:
    site: Site
    translations: Mapping[tuple[str, str], Sequence[PageInfo]]
    around: Mapping[str, Around]
    named: Mapping[Ref, Named]
    back: Mapping[Ref, Sequence[tuple[Named, str]]]
    onward: Mapping[Ref, tuple[Ref | None, Ref | None]]

    def put(self, infos: Sequence[PageInfo]) -> tuple[Put, set[Ref]]:
        """Put these pages down, listed apart, and which files they use. Asks no database: it may run in a
        process of its own."""
        folder, shelf = self.site.folder, self.site.shelf
        folder.note(shelf.places.of(info.ref) or "" for info in infos)
        used, shelf.used = shelf.used, set()
        with folder.apart() as found:
            for info in infos:
                self._page(info)
        used, shelf.used = shelf.used, used
        return found, used

    def _page(self, info: PageInfo) -> None:
        site, shelf = self.site, self.site.shelf
        path = shelf.places.of(info.ref) or ""
        root = root_of(path)
        language = site.spoken(info.lang)
        main = self.around[language].main(
            info.title,
            shelves.draw(shelf, info, path),
            root=root,
            lies=self.around[language].lies(root, _folder(info), info.at[:10]),
            onward=[self.named.get(each) if each else None for each in self.onward.get(info.ref, ())],
            back=self.back.get(info.ref, ()),
        )
        put_page(
            site, path, language=info.lang, title=info.title, main=main.html, said=main.said,
            about=info.description, tongues=_tongues(site, info, path, self.translations),
            words_in=info.lang or language,
        )  # fmt: skip


def _folder(info: PageInfo) -> str:
    """The folder a page lies in, without that of its language."""
    folder = info.path.rpartition("/")[0]
    return (
        folder[len(info.lang) :].removeprefix("/")
        if info.lang and f"{folder}/".startswith(f"{info.lang}/")
        else folder
    )


def _group(info: PageInfo) -> tuple[str, str]:
    source = info.translation_of.lstrip("/") or info.path
    return info.space, source.rpartition(".")[0] if source.endswith(".md") else source


def _translations(infos: Iterable[PageInfo]) -> dict[tuple[str, str], list[PageInfo]]:
    found: dict[tuple[str, str], list[PageInfo]] = {}
    for info in infos:
        if info.lang:
            found.setdefault(_group(info), []).append(info)
    return found


def _tongues(
    site: Site, info: PageInfo, path: str, translations: Mapping[tuple[str, str], Sequence[PageInfo]]
) -> list[frame.Tongue]:
    same = translations.get(_group(info), ())
    if len(same) < 2:
        return []
    names = dict(settings.LANGUAGES)
    return [
        frame.Tongue(each.lang, names.get(each.lang, each.lang), href(path, target), each.ref == info.ref)
        for each in same
        if (target := site.shelf.places.of(each.ref))
    ]
