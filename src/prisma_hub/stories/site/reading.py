"""Pages of the commons as pages of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import PageInfo, Ref
from prisma_hub.stories.site import commons as shelves
from prisma_hub.stories.site import frame, searching
from prisma_hub.stories.site.laying import Site, is_story, put_page
from prisma_hub.stories.site.paging import Around, around
from prisma_hub.stories.site.places import href, quoted, root_of
from prisma_hub.stories.site.searching import Findable
from prisma_hub.stories.site.spreading import Told, spread


def commons_pages(site: Site, *, meanwhile: Callable[[], None], told: Told | None = None) -> set[Ref]:
    """Put down every page that is no story, by two processes where that helps; `meanwhile` goes beside. Which
    files they show or link to."""
    shelf = site.shelf
    plain = [info for info in shelf.infos.values() if not is_story(info) and info.ref in shelf.bodies]
    named = {
        info.ref: (escape(info.title), quoted(place))
        for info in shelf.infos.values()
        if (place := shelf.places.of(info.ref))
    }
    pages = _Pages(
        site,
        _translations(plain),
        {code: around(code) for code in site.languages},
        named,
        shelf.back,
        shelf.onward,
    )
    used: set[Ref] = set()
    for each in spread(plain, pages.put, meanwhile=meanwhile, told=told):
        site.folder.rows |= each.rows
        site.folder.written += each.written
        used |= each.used
    shelf.used |= used
    return used


def index(site: Site) -> None:
    """Put down what a search without a server needs."""
    within = circles.visible_in(site.space)
    said = dict(commons.passages(within))
    pages = {
        info.ref: Findable(path, info.title, info.lang, info.description, passages=said.get(info.ref, ()))
        for info in site.shelf.infos.values()
        if not is_story(info) and (path := site.shelf.places.of(info.ref))
    }
    for path, content in searching.index(within, pages, site.findable):
        site.folder.put(path, content)


@dataclass(frozen=True, slots=True)
class _Put:
    """What putting some pages down came to, told from one process to another."""

    rows: dict[str, dict[str, str]]
    written: int
    used: set[Ref]


@dataclass(frozen=True, slots=True)
class _Pages:
    site: Site
    translations: Mapping[tuple[str, str], Sequence[PageInfo]]
    around: Mapping[str, Around]
    named: Mapping[Ref, tuple[str, str]]
    """Of every page its title as HTML, and its address from the root."""
    back: Mapping[Ref, Sequence[tuple[Ref, str]]]
    onward: Mapping[Ref, tuple[Ref | None, Ref | None]]

    def put(self, infos: Sequence[PageInfo]) -> _Put:
        """Put these pages down. Asks no database: it may run in a process of its own."""
        folder, shelf = self.site.folder, self.site.shelf
        before, known, used = folder.written, folder.rows, shelf.used
        folder.rows, shelf.used = {}, set()
        folder.note(shelf.places.of(info.ref) or "" for info in infos)
        for info in infos:
            self._page(info)
        done = _Put(folder.rows, folder.written - before, shelf.used)
        folder.written, folder.rows, shelf.used = before, known, used
        return done

    def _page(self, info: PageInfo) -> None:
        site, shelf = self.site, self.site.shelf
        path = shelf.places.of(info.ref) or ""
        root = root_of(path)
        rendered = shelves.render(shelf, info, path)
        language = site.spoken(info.lang)
        main = self.around[language].main(
            title=info.title,
            html=rendered.html,
            headings=rendered.outline,
            onward=[self._named(each, root) for each in self.onward.get(info.ref, ())],
            back=[
                (named[0], root + named[1], context)
                for ref, context in self.back.get(info.ref, ())
                if (named := self.named.get(ref))
            ],
        )
        put_page(
            site, path, language=info.lang, title=info.title, main=main, about=info.description,
            tongues=_tongues(site, info, path, self.translations), words_in=info.lang or language,
        )  # fmt: skip

    def _named(self, ref: Ref | None, root: str) -> tuple[str, str] | None:
        """The title of a page as HTML, and its address."""
        named = self.named.get(ref) if ref else None
        return (named[0], root + named[1]) if named else None


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
