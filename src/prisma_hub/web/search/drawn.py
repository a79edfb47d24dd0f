"""How what was found is drawn: a row for each, with where it leads, and what it is in a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as identity
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.ids import is_circle, is_person, is_scope, uuid_of
from prisma_hub.search.types import Found, Heard, Known, Piece
from prisma_hub.web.commons import addresses
from prisma_hub.web.tags import moment_text
from prisma_hub.web.timeline.telling import somebody

SORTS = {
    "agreement": _("Agreement"),
    "answer": _("Answer to an inquiry"),
    "circle": _("Circle"),
    "contribution": _("Contribution"),
    "correction": _("Corrected words"),
    "edition": _("Edition of a story"),
    "essence": _("What a place is like"),
    "inquiry": _("Inquiry"),
    "journey": _("Journey"),
    "memory": _("What a place remembers"),
    "organisation": _("Organisation"),
    "place": _("Place"),
    "pool": _("Pool"),
    "practice": _("Practice"),
    "proposal": _("Proposal"),
    "session": _("Gathering"),
    "story": _("Story"),
    "team": _("Team"),
    "tension": _("Tension"),
    "transcript": _("Transcript"),
    "wording": _("Later wording of a proposal"),
}
_PAGES = {"proposal": "decision"}
"""Pages that are called otherwise than what they show."""
_TIMELINES = {"journey": "journey-timeline", "team": "team-timeline", "session": "session-timeline"}
_SPEAKS = ("contribution", "correction", "transcript", "answer", "memory", "tension", "inquiry")
"""What is somebody's word: there it is said whose."""


class Around:
    """Names of people, journeys and circles around what was found, as the viewer knows them; asked once."""

    def __init__(self, viewer: Viewer, heard: Iterable[Heard]) -> None:
        found = list(heard)
        speakers = {uuid_of(each.by) for each in found if is_person(each.by) and each.what.sort in _SPEAKS}
        self.people = identity.people(viewer, speakers) if speakers else {}
        scopes = {scope for each in found for scope in each.what.within if scope != each.what.ref}
        gathered = [each for each in scopes if is_scope(each) and each.partition(":")[0] in _TIMELINES]
        self.titles = journeys.titles(viewer, gathered) if gathered else {}
        rings = [uuid_of(each) for each in scopes if is_circle(each)]
        if rings:
            self.titles |= {each.space: each.title for each in circles.circles(viewer, rings).values()}

    def who(self, heard: Heard) -> str:
        if heard.what.sort not in _SPEAKS:
            return ""
        known = self.people.get(uuid_of(heard.by)) if is_person(heard.by) else None
        return known.name if known and known.name else somebody()

    def where(self, heard: Heard) -> str:
        within = (each for each in heard.what.within if each != heard.what.ref)
        return next((self.titles[each] for each in within if each in self.titles), "")


def said(heard: Heard, around: Around) -> dict[str, Any]:
    """Something said. What has no name is known by its words."""
    what = heard.what
    named = bool(heard.title)
    told = (SORTS[what.sort], around.who(heard), moment_text(heard.at, "near"), around.where(heard))
    return {
        "lang": heard.lang,
        "address": address_of(heard, around.titles),
        "title": _marked(heard.title if named else heard.excerpt),
        "quoted": not named,
        "excerpt": _marked(heard.excerpt) if named else "",
        "told": _told(told),
    }


def address_of(heard: Heard, known: Mapping[str, str]) -> str:
    """Where it leads. What somebody gave leads to its place in its timeline."""
    word, _colon, rest = heard.what.ref.partition(":")
    if word == "entry":
        scope = next((each for each in heard.what.within if each in known), "")
        kind = _TIMELINES.get(scope.partition(":")[0])
        timeline = reverse(kind, args=(uuid_of(scope),)) if kind else reverse("timeline")
        return f"{timeline}?before={int(rest) + 1}#e{rest}"
    if word == "edition":
        return reverse("edition", args=rest.split("/"))
    return reverse(_PAGES.get(word, word), args=(rest,))


def known(each: Known) -> dict[str, Any]:
    return {
        "address": reverse("person", args=(each.person.id,)),
        "title": _marked(each.name),
        "who": each.person.name,
    }


def page(found: Found, names: Mapping[str, str], narrower: Mapping[str, str]) -> dict[str, Any]:
    """A page. Marked words and links are joined here: it is done for every sign somebody types."""
    address = addresses.of(found.info.ref)
    folder = found.info.path.rpartition("/")[0]
    ways = [(narrower["folder"] + quote(folder), folder)] if folder else []
    ways += [(narrower["tag"] + quote(tag), f"#{tag}") for tag in found.tags]
    return {
        "lang": found.lang,
        "address": address,
        "there": f"{address}#{found.anchor}",
        "title": _marked(found.title),
        "heading": _marked(found.heading),
        "excerpt": _marked(found.excerpt),
        "told": _told([names.get(found.info.space, "")], ways),
    }


def _told(words: Iterable[object], links: Iterable[tuple[str, str]] = ()) -> SafeString:
    """What it is in a few words, and the ways (address, name) to more like it."""
    said = " · ".join(escape(str(each)) for each in words if each)
    ways = "".join(f' · <a href="{escape(address)}">{escape(name)}</a>' for address, name in links)
    return mark_safe(said + ways)  # noqa: S308  each piece was escaped just now


def _marked(pieces: Iterable[Piece]) -> SafeString:
    said = [f"<mark>{escape(each.text)}</mark>" if each.marked else escape(each.text) for each in pieces]
    return mark_safe("".join(said))  # noqa: S308  each piece was escaped just now
