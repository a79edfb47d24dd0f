"""Editions as pages of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

from django.conf import settings

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import PUBLIC
from prisma_hub.commons.types import Ref
from prisma_hub.kernel.text import truncate
from prisma_hub.log import queries as log
from prisma_hub.media.types import Media as Kept
from prisma_hub.stories import queries
from prisma_hub.stories.showing import Addresses
from prisma_hub.stories.site import frame
from prisma_hub.stories.site.findable import Findable, words_of
from prisma_hub.stories.site.laying import Site, draw, put_page
from prisma_hub.stories.site.places import href
from prisma_hub.stories.types import Drawn, Edition, EditionPage

EDITION_PARTS = frozenset({"kind", "said", "body.content", "body.number", "body.story"})
_BESIDE = re.compile(r"<(figure|aside)\b.*?</\1>", re.DOTALL)
"""Live parts, and what bears a sentence."""
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAGS = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[ \t\n\r]+")
_BEGINNING = 280
_SENTENCES = re.compile(r".+[.!?…](?= )")
_ENDINGS = {
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
}


def story_pages(site: Site, edition: Edition) -> Iterator[None]:
    drawn: dict[EditionPage, tuple[str, Drawn]] = {}
    within = circles.visible_in(site.space)
    for page in edition.pages:
        path = site.shelf.places.of(Ref(PUBLIC, page.path)) or ""
        lead = site.shelf.lead(Ref(PUBLIC, page.path), path)
        found = queries.edition_drawn(
            edition,
            page,
            within=within,
            addresses=Addresses(lead.resolve, lead.embed, sound=_sound(site, path)),
            language=site.spoken(page.language),
            values={"signs": True},
        )
        if found is not None:
            drawn[page] = found
    for page, (title, shown) in drawn.items():
        _story_page(site, edition, page, title, shown, drawn)
        yield
    site.show(edition.seq, EDITION_PARTS)


def _sound(site: Site, path: str) -> Callable[[Kept], str]:
    def address(kept: Kept) -> str:
        site.sounds[kept.sha256] = kept
        return href(path, sound_path(kept))

    return address


def _story_page(
    site: Site,
    edition: Edition,
    page: EditionPage,
    title: str,
    shown: Drawn,
    others: Mapping[EditionPage, tuple[str, Drawn]],
) -> None:
    path = site.shelf.places.of(Ref(PUBLIC, page.path)) or ""
    language = site.spoken(page.language)
    for seq, parts in shown.discloses.items():
        site.show(seq, parts)
    depth = [
        (level, name, href(path, site.shelf.places.of(Ref(PUBLIC, each.path)) or ""), each == page)
        for each, (name, _) in others.items()
        if each.language == page.language
        for level in (each.level,)
    ]
    said = log.entry(edition.seq)
    main = draw(
        site,
        "story",
        language,
        {
            "edition": edition,
            "said": said.said if said else edition.at,
            "title": title,
            "story_title": edition.title,
            "depth": depth,
            "html": shown.html,
            "words_in": page.language,
        },
    )
    tongues = [
        frame.Tongue(
            each.language,
            dict(settings.LANGUAGES).get(each.language, each.language),
            href(path, site.shelf.places.of(Ref(PUBLIC, each.path)) or ""),
            each == page,
        )
        for each in others
        if each.name == page.name
    ]
    put_page(
        site, path, language=page.language, title=f"{title} · {edition.title}", main=main, tongues=tongues,
        checking=True, process="infrastructuring", words_in=page.language,
    )  # fmt: skip
    site.begins[path] = title, _beginning(shown.html)
    site.findable.append(Findable(path, title, page.language, edition.title, words_of(shown.html)))


def _beginning(html: str) -> str:
    """The first sentences of the first paragraph: as many as a front page needs."""
    first = _PARAGRAPH.search(_BESIDE.sub("", html))
    words = unescape(_TAGS.sub("", first[1])) if first else ""
    plain = _SPACES.sub(" ", words).strip(" ")
    whole = _SENTENCES.match(plain[: _BEGINNING + 1]) if len(plain) > _BEGINNING else None
    return whole[0] if whole else truncate(plain, _BEGINNING)


def sound_path(kept: Kept) -> str:
    return f"sounds/{kept.sha256}.{_ENDINGS.get(kept.type.partition(';')[0], 'bin')}"
