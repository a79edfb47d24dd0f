"""Pages of the commons as pages of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import PageInfo
from prisma_hub.stories.site import commons as shelves
from prisma_hub.stories.site import frame
from prisma_hub.stories.site.laying import Site, draw, is_story, put_page
from prisma_hub.stories.site.places import href
from prisma_hub.stories.site.searching import Findable


def commons_pages(site: Site) -> Iterator[None]:
    shelf, back = site.shelf, site.shelf.back()
    plain = [info for info in shelf.infos.values() if shelf.places.of(info.ref) and not is_story(info)]
    words = dict(commons.passages(circles.visible_in(site.space)))
    translations = _translations(plain)
    for info, text in commons.texts(plain):
        path = shelf.places.of(info.ref) or ""
        rendered = shelves.render(shelf, info, text, path)
        language = site.spoken(info.lang)
        main = draw(
            site,
            "page",
            language,
            {
                "title": info.title,
                "html": rendered.html,
                "titled": rendered.outline and rendered.outline[0].level == 1,
                "outline": rendered.outline if len(rendered.outline) > 2 else (),
                "words_in": info.lang or language,
                "back": [
                    (shelf.infos[ref].title, href(path, target), context)
                    for ref, context in back.get(info.ref, ())
                    if ref in shelf.infos and (target := shelf.places.of(ref))
                ],
            },
        )
        put_page(
            site, path, language=info.lang, title=info.title, main=main, about=info.description,
            tongues=_tongues(site, info, path, translations), words_in=info.lang or language,
        )  # fmt: skip
        site.findable.append(Findable(path, info.title, info.lang, info.description, words.get(info.ref, "")))
        yield


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
