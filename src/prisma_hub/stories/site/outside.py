"""What others ask a site for: where a page is that moved, what there is (sitemap, robots), what to show where
nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote, urlsplit

from django.utils import translation
from django.utils.translation import gettext

from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.canonical import in_short
from prisma_hub.kernel.text import fold
from prisma_hub.stories.site.laying import Site, draw, put_page
from prisma_hub.stories.site.places import href

MISSING = "404.html"
_ADDRESSES_IN_ONE = 50_000
"""So many a sitemap may hold (sitemaps.org, Sitemap file location)."""
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def moved_pages(site: Site) -> dict[str, Ref]:
    """Where a page was that has moved: a page that leads on, as far as no other stands there now."""
    places = site.shelf.places
    left: dict[str, Ref] = {}
    for old, new in sorted(site.shelf.moved.items(), key=lambda each: (each[0].space, each[0].path)):
        path = places.page_of(old)
        if places.of(new) and not places.taken(path) and path not in left:
            left[path] = new
    for path, new in left.items():
        _lead_on(site, path, new)
    return left


def _lead_on(site: Site, path: str, new: Ref) -> None:
    info, target = site.shelf.infos[new], href(path, site.shelf.places.of(new) or "")
    language = site.spoken(info.lang)
    with translation.override(language):
        title = gettext("This page has moved")
    put_page(
        site,
        path,
        language=language,
        title=title,
        main=draw(site, "moved", language, {"title": info.title, "address": target, "lang": info.lang}),
        head=f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        f'<link rel="canonical" href="{escape(target)}">\n',
    )


# == Nothing here ==


def missing_page(site: Site, moved: dict[str, Ref]) -> None:
    """The page a web host shows where nothing is, and the small index from which it proposes others."""
    language = site.language
    with translation.override(language):
        title = gettext("There is no such page")
    base = f'<base href="{escape(urlsplit(site.address).path)}">\n' if site.address else ""
    put_page(
        site,
        MISSING,
        language=language,
        title=title,
        main=draw(site, "missing", language, {}),
        head=base + '<meta name="robots" content="noindex">\n',
        scripts=["static/missing.js"],
    )
    for path, content in _names(site, moved):
        site.folder.put(path, content)


def _names(site: Site, moved: dict[str, Ref]) -> Iterator[tuple[str, bytes]]:
    """`names/<letter>.js`: of every page the last part of its address, folded, where it is and its title; of
    those that moved, where they are now."""
    infos, places = site.shelf.infos, site.shelf.places
    rows = [(path, path, info.title) for info in site.shelf.plain for path in [places.of(info.ref)]]
    rows += [(path, places.of(new), infos[new].title) for path, new in moved.items()]
    rows += [(path, path, title) for path, (title, _) in site.begins.items()]
    shelves: dict[str, list[list[str]]] = {}
    for stood, path, title in rows:
        name = fold((stood or "").rpartition("/")[2].removesuffix(".html")).strip()
        if name and path:
            shelves.setdefault(_letter(name), []).append([name, path, title])
    for letter, named in sorted(shelves.items()):
        plain = in_short(sorted(named))
        yield f"names/{letter}.js", f'(self.prismaNames ||= {{}})["{letter}"] = {plain};\n'.encode()


def _letter(name: str) -> str:
    """The file in which a name stands, by its first letter; as `static/missing.js` has it."""
    first = name[0]
    if not first.isalnum():
        return "-"
    return first if first.isascii() else f"{ord(first):x}"


# == Sitemap ==


def sitemap(site: Site) -> None:
    """What a search engine may list: only of a site for everybody whose address is known."""
    if not site.address or site.space != PUBLIC:
        return
    days = {site.shelf.places.of(ref): info.at[:10] for ref, info in site.shelf.infos.items()}
    left_out = {*site.unlisted, MISSING}
    paths = sorted(path for path in site.folder.rows if path.endswith(".html") and path not in left_out)
    parts = [paths[at : at + _ADDRESSES_IN_ONE] for at in range(0, len(paths), _ADDRESSES_IN_ONE)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        site.folder.put(name, _urls(site, part, days))
    if len(parts) > 1:
        rows = "".join(f"<sitemap><loc>{escape(site.address + name)}</loc></sitemap>\n" for name in names)
        site.folder.put("sitemap.xml", _xml("sitemapindex", rows))
    if urlsplit(site.address).path == "/":
        site.folder.put("robots.txt", f"User-agent: *\nSitemap: {site.address}sitemap.xml\n".encode())


def _urls(site: Site, paths: Iterable[str], days: dict[str | None, str]) -> bytes:
    rows = []
    for path in paths:
        day = f"<lastmod>{days[path]}</lastmod>" if days.get(path) else ""
        rows.append(f"<url><loc>{escape(site.address + quote(path))}</loc>{day}</url>\n")
    return _xml("urlset", "".join(rows))


def _xml(name: str, rows: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{name} xmlns="{_SCHEMA}">\n{rows}</{name}>\n'.encode()
