"""Editions, their evidence, checking one, and the feed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from prisma_hub.circles import queries as rights
from prisma_hub.commons import queries as commons
from prisma_hub.commons.render.types import Broken, Link, Resolved
from prisma_hub.identity.types import Viewer
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.log import evidence as proofs
from prisma_hub.log import queries as log
from prisma_hub.media.types import Media
from prisma_hub.stories import queries
from prisma_hub.stories.queries import Addresses
from prisma_hub.stories.types import Edition, EditionPage

from ..outside import Section
from ..who import Asked
from .places import page_address

PARTS = frozenset({"kind", "said", "body.content", "body.number", "body.story"})


def _addresses(told: Edition) -> Addresses:
    """From one page of an edition to another, and to what bears it."""
    places = {page.path: edition_address(told, page) for page in told.pages}
    led = {
        (path, each.target): each.to
        for path, links in commons.links_of(Viewer(), "public", [page.path for page in told.pages]).items()
        for each in links
        if each.to is not None
    }

    def lead(link: Link) -> Resolved | Broken | None:
        to = led.get((link.source, link.target))
        if to is None:
            return None
        return Resolved(places.get(to.path) or page_address(to))

    return Addresses(lead, entry=_chain, sound=_sound)


def _sound(kept: Media) -> str:
    return reverse("media", args=[kept.sha256, "whole"])


def _chain(seq: int) -> str:
    """From a claim to what bears it: its place in the record book, and from there to what was said."""
    return reverse("proof", args=[seq])


def edition_address(told: Edition, page: EditionPage) -> str:
    return f"{reverse('edition', args=[told.story, told.id])}?page={page.name}&lang={page.language}"


def edition(request: Asked, story: UUID, edition: UUID) -> HttpResponse:
    """One page of an edition, with the other depths and languages beside it."""
    known = queries.editions(request.viewer, story)
    told = next((each for each in known if each.id == edition), None) or _edition(request, story, edition)
    pages = queries.edition_titles(told)
    wanted = request.GET.get("page", ""), request.GET.get("lang", "") or get_language() or ""
    ranked = sorted(
        pages, key=lambda row: (row[0].name != wanted[0], row[0].language != wanted[1], row[0].level)
    )
    if not ranked:
        raise NotHere("The pages of this edition were removed.", mend="Look at a newer edition.")
    page, _title = ranked[0]
    shown = queries.edition_drawn(told, page, addresses=_addresses(told))
    if shown is None:
        raise NotHere("The pages of this edition were removed.", mend="Look at a newer edition.")
    title, drawn = shown
    said = log.entry(told.seq)
    return render(
        request,
        "stories/edition.html",
        {
            "edition": told,
            "story_title": told.title,
            "said": said.said if said and said.said else told.at,
            "title": title,
            "html": drawn.html,
            "words_in": page.language,
            "depth": [
                (row.level, name, edition_address(told, row), row == page)
                for row, name in pages
                if row.language == page.language
            ],
            "tongues": [
                (
                    row.language,
                    dict(settings.LANGUAGES).get(row.language, row.language),
                    edition_address(told, row),
                )
                for row, _name in pages
                if row.name == page.name and row != page
            ],
            "words": queries.check_words(get_language() or "en"),
            "others": [each for each in known if each.id != told.id],
            "process": "infrastructuring",
        },
    )


def _edition(request: Asked, story: UUID, edition: UUID) -> Edition:
    found = queries.edition(request.viewer, edition)
    if found.story != story:
        raise Http404
    return found


def check(request: Asked, story: UUID) -> HttpResponse:
    """Check the newest edition in the reader's own browser."""
    newest = queries.editions(request.viewer, story)
    if not newest:
        raise NotHere(
            "Nothing of this story has been published yet.", mend="Come back when there is an edition."
        )
    return render(
        request,
        "stories/check.html",
        {
            "edition": newest[0],
            "pages": queries.edition_all_drawn(newest[0], addresses=_addresses(newest[0])),
            "words": queries.check_words(get_language() or "en"),
            "head": log.head(),
            "process": "infrastructuring",
        },
    )


def evidence(request: Asked, story: UUID, edition: UUID, name: str) -> HttpResponse:
    """One file of the evidence of an edition, or its script."""
    told = _edition(request, story, edition)
    shown: dict[int, frozenset[str]] = {told.seq: PARTS}
    for _page, _title, drawn in queries.edition_all_drawn(told, addresses=_addresses(told)):
        for seq, parts in drawn.discloses.items():
            shown[seq] = shown.get(seq, frozenset()) | parts
    files = proofs.gather(shown)
    if name not in files:
        raise Http404
    kind = "text/javascript" if name.endswith(".js") else "text/plain"
    return HttpResponse(files[name], content_type=f"{kind}; charset=utf-8")


def feed(request: Asked) -> HttpResponse:
    """The newest editions as Atom: what everybody may read, whoever asks."""
    return HttpResponse(
        queries.feed(lambda each: reverse("story", args=[each.story])),
        content_type="application/atom+xml; charset=utf-8",
    )


def on_the_front(request: Any) -> Section | None:
    """Stories on the hub's front page."""
    found = queries.newest_editions(within=rights.visible_in("public"))
    return Section("stories/front.html", {"editions": found[:6]}, "stories") if found else None
