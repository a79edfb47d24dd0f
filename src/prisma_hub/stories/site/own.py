"""The site's own pages, in every language, and its feeds."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest
from html import escape
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons import queries as commons
from prisma_hub.commons.types import Ref
from prisma_hub.identity.types import ANYBODY
from prisma_hub.log import queries as log
from prisma_hub.places import queries as places
from prisma_hub.stories.site import feeds
from prisma_hub.stories.site.laying import OWN, Site, draw, put_page
from prisma_hub.stories.site.places import href, of_language, root_of
from prisma_hub.stories.types import FOLDER, Edition

_NEWEST = 100
"""Pages named among the recent changes."""


def own_pages(site: Site) -> None:
    head, named = log.head(), _hub_name()
    for language in site.languages:
        for name in OWN:
            _own_page(site, name, language, {"hub": head.hub if head else "", "hub_name": named})
    _feeds(site)


def _own_page(site: Site, name: str, language: str, whose: Mapping[str, str]) -> None:
    path = of_language(name, language, site.language)
    kind = name.removesuffix(".html")
    values: dict[str, Any] = {"root": root_of(path), "space": site.space, **whose}
    values |= {"stories": _listed_stories(site, path, language)} if kind in ("index", "stories") else {}
    values |= _of_the_house() if kind == "index" else {}
    values |= _commons(site, path, language) if kind == "index" else {}
    values |= {"check": href(path, of_language("check.html", language, site.language))}
    values |= {"folders": _listed_pages(site, path, language)} if kind == "pages" else {}
    values |= {"days": _listed_changes(site, path, language)} if kind == "changes" else {}
    values |= {"terms": _terms(site, path, language)} if kind == "glossary" else {}
    with translation.override(language):
        title = _title(kind, whose["hub_name"])
    put_page(
        site,
        path,
        language=language,
        title=title,
        main=draw(site, kind, language, values),
        checking=kind == "check",
        scripts=["search/pages.js", "static/search.js"] if kind == "search" else [],
    )


def _of_the_house() -> dict[str, Any]:
    """What they do, and where. Brought here, not at the beginning: a second process is at work by now."""
    from prisma_hub.journeys import queries as journeys

    return {
        "journeys": journeys.public_journeys(),
        "places": places.public_places(),
        "house": circles.house(),
    }


def _title(kind: str, hub_name: str) -> str:
    titles = {
        "index": hub_name,
        "stories": gettext("Stories"),
        "pages": gettext("Commons"),
        "changes": gettext("Recent changes"),
        "glossary": gettext("Words"),
        "search": gettext("Search"),
        "check": gettext("Check this site"),
    }
    return titles[kind]


def _hub_name() -> str:
    first = log.entry(0)
    return str(first.body.get("name", "")) if first else ""


def _listed_stories(site: Site, path: str, language: str) -> list[dict[str, Any]]:
    """Each story once: its first page in this language, else in the language it was written in."""
    found = []
    for edition in site.editions:
        pages = sorted(edition.pages, key=lambda page: (page.level, page.path))
        first = next((page for page in pages if page.language == language), pages[0] if pages else None)
        target = site.shelf.places.of(Ref(PUBLIC, first.path)) if first else None
        if first and target in site.folder.rows:
            page_title, begins = site.begins.get(target, ("", ""))
            found.append(
                {
                    "title": edition.title,
                    "address": href(path, target),
                    "language": first.language,
                    "number": edition.number,
                    "at": edition.at,
                    "page_title": page_title if page_title != edition.title else "",
                    "begins": begins,
                }
            )
    return found


def _commons(site: Site, path: str, language: str) -> dict[str, Any]:
    """How many pages one can read in this language, or in none in particular; how many there are in all; and
    where they are listed."""
    return {
        "pages": len(site.read_in(language)),
        "all_pages": len(site.shelf.plain),
        "pages_at": href(path, of_language("pages.html", language, site.language)),
    }


def _listed_pages(site: Site, path: str, language: str) -> list[tuple[str, str]]:
    """Pages one can read in this language, or in none in particular, by folder; instruments last. A
    template would take longer over thousands of rows than over all else."""
    folders: dict[str, list[tuple[str, str, str]]] = {}
    for info in site.read_in(language):
        if target := site.shelf.places.of(info.ref):
            folder = info.path.rpartition("/")[0].removeprefix(f"{info.lang}/")
            folder = "" if folder == info.lang else folder
            folders.setdefault(folder, []).append((info.called(language), href(path, target), info.lang))
    with translation.override(language):
        return [
            (_folder_title(folder), "".join(_row(*each) for each in sorted(rows)))
            for folder, rows in sorted(folders.items(), key=lambda item: (item[0] == "protocols", item[0]))
        ]


def _row(title: str, address: str, lang: str) -> str:
    """`address` needs no escaping (`places.quoted`)."""
    spoken = f' lang="{escape(lang)}"' if lang else ""
    return f'<li><div><a class="whole" href="{address}"{spoken}>{escape(title)}</a></div></li>'


def _listed_changes(site: Site, path: str, language: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The pages last changed that one can read in this language, or in none in particular, by day."""
    days: dict[str, list[tuple[str, str, str]]] = {}
    for info in nlargest(_NEWEST, site.read_in(language), key=lambda info: (info.at, info.path)):
        target = site.shelf.places.of(info.ref)
        if target:
            days.setdefault(info.at[:10], []).append((info.called(language), href(path, target), info.lang))
    return list(days.items())


def _folder_title(folder: str) -> str:
    """A folder as people call it; one of their own under its own name."""
    known = {
        "glossary": gettext("Words"),
        "help": gettext("How things are done here"),
        "patterns": gettext("Patterns"),
        "protocols": gettext("Instruments"),
    }
    name = folder.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return known.get(folder, name[:1].upper() + name[1:])


def _terms(site: Site, path: str, language: str) -> list[tuple[str, str, str]]:
    """The words of the glossary in this language, else those in the hub's own."""
    for lang in dict.fromkeys((language, site.language)):
        found = commons.glossary(ANYBODY, lang=lang, space=PUBLIC)
        if found:
            places = ((term, site.shelf.places.of(term.info.ref)) for term in found)
            return [(term.info.title, href(path, target), term.meaning) for term, target in places if target]
    return []


def _feeds(site: Site) -> None:
    """The feed of all stories in every language, and one of each story in the hub's own."""
    for language in site.languages:
        _feed(site, language, of_language("feed.atom", language, site.language), None)
    for edition in site.editions:
        _feed(site, site.language, f"{FOLDER}/{edition.slug}/feed.atom", edition)


def _feed(site: Site, language: str, path: str, only: Edition | None) -> None:
    head, first = log.head(), log.entry(0)
    assert head is not None
    listed = _listed_stories(site, path, language)
    found = {(each["title"], each["at"]): each for each in listed}
    part = f":{only.slug}" if only else "" if language == site.language else f":{language}"
    site.folder.put(
        path,
        feeds.atom(
            name=f"urn:prisma-hub:{head.hub}:{FOLDER}{part}",
            title=only.title if only else _hub_name(),
            author=_hub_name(),
            since=first.at if first else head.at,
            home=href(path, of_language("stories.html", language, site.language)),
            entries=[
                feeds.FeedEntry(each.id, each.title, each.at, shown["address"], shown["language"], "")
                for each in ([only] if only else site.editions)
                if (shown := found.get((each.title, each.at)))
            ],
        ),
    )
