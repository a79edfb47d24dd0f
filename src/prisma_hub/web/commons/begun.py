"""Pages begun and not saved: each at its own place, none written over another, and all of them found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from prisma_hub.commons import queries
from prisma_hub.commons.types import MyDraft, Ref
from prisma_hub.kernel import source

from ..who import Asked

LONGEST = 400
"""Letters of the name of a place."""


@dataclass(frozen=True)
class Begun:
    """What a form for a new page begins with: where its words are kept, what is kept there, what else is."""

    place: str
    kept: MyDraft | None
    others: tuple[tuple[str, str, int], ...]
    """Title, address, and when: of everything else that was begun here."""
    anew: str
    """Where one more page begins."""


def begun(request: Asked, slug: str, space: str) -> Begun:
    """What the address asks for: a place by its name, a translation, a page by its name; else what the viewer
    wrote on last."""
    some = queries.drafts_without_page(request.viewer, space)
    fresh = queries.place_begun(source.current().uuid7())
    place = _asked(request, some)
    if place is None:
        place = next((each.place for each in some if queries.is_begun(each.place)), fresh)
        if _word(request, "name"):
            place = fresh
    return Begun(
        place,
        queries.my_draft(request.viewer, Ref(space, place)),
        tuple(_others(some, slug, place)),
        _address(slug, fresh),
    )


def sent_from(request: Asked) -> str:
    """The place a form that was sent keeps its words at."""
    return _word(request, "draft", request.POST.get("draft"))


def name_of(kept: MyDraft) -> str:
    """The name of the page they were left on, where it was taken away: an ending that is not the usual one is
    a part of it."""
    return kept.place.removesuffix(".md") if queries.was_left(kept.place) else ""


def _asked(request: Asked, some: Iterable[MyDraft]) -> str | None:
    """The place an address names: by itself, by page and language, by the name of a page."""
    if "draft" in request.GET:
        return _word(request, "draft")
    of, to, name = (_word(request, each) for each in ("of", "to", "name"))
    if of and to:
        return queries.place_translated(of, to)[:LONGEST]
    left = queries.place_left(name)
    alike = (each.place for each in some if each.place == left or (each.name == name and _is_new(each)))
    return next(alike, None) if name else None


def _is_new(draft: MyDraft) -> bool:
    return queries.is_begun(draft.place)


def _word(request: Asked, name: str, given: str | None = None) -> str:
    return (request.GET.get(name, "") if given is None else given).replace("\0", "")[:LONGEST]


def _others(some: Iterable[MyDraft], slug: str, place: str) -> Iterable[tuple[str, str, int]]:
    return ((_title(each), _address(slug, each.place), each.at) for each in some if each.place != place)


def _title(draft: MyDraft) -> str:
    words = " ".join(draft.text.split())[:60]
    return name_of(draft) or draft.name or words or gettext("A new page")


def _address(slug: str, place: str) -> str:
    of = queries.translated(place)
    asked = {"of": of[0], "to": of[1]} if of else {"draft": place}
    return f"{reverse('new-page', args=(slug,))}?{urlencode(asked)}"
