"""What stands in the form of the search, as it was typed; what it may be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.circles.types import HUB
from prisma_hub.commons import queries as commons
from prisma_hub.identity.types import Viewer
from prisma_hub.journeys import queries as journeys
from prisma_hub.kernel.ids import is_circle, is_scope, uuid_of
from prisma_hub.kernel.refusal import NotHere
from prisma_hub.log.types import Among
from prisma_hub.search import queries
from prisma_hub.search.types import Wish
from prisma_hub.web.commons import addresses
from prisma_hub.web.timeline.gatherings import scopes_of

PAGES, PEOPLE = "pages", "people"
KINDS = {
    "": _("Everything"),
    PEOPLE: _("People"),
    Among.THINGS: _("Journeys, places, circles"),
    PAGES: _("Pages"),
    Among.DECISIONS: _("Decisions"),
    Among.WORDS: _("What people said"),
    Among.STORIES: _("Stories"),
}
"""Among what one may look, in the order in which it is shown."""
_LONGEST = 200
_NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed; and the days that are none."""

    wish: Wish
    values: dict[str, str]
    not_days: tuple[str, ...]
    first: int

    @property
    def of_pages(self) -> bool:
        """Whether it asks for something only pages have."""
        return bool(self.wish.space or self.wish.folder or self.wish.tag or self.wish.kind)

    def asks(self, among: str) -> bool:
        """Whether these are looked through at all."""
        wish = self.wish
        if wish.among not in ("", among) or (self.of_pages and among != PAGES):
            return False
        if among == PEOPLE:
            return not (wish.within or wish.lang or wish.since or wish.until)
        return among != PAGES or not wish.within


def typed(viewer: Viewer, asked: QueryDict) -> Typed:
    names = ("q", "of", "within", "in", "folder", "tag", "kind", "lang", "since", "until")
    values = {name: asked.get(name, "")[:_LONGEST].replace("\0", " ").strip() for name in names}
    values["of"] = values["of"] if values["of"] in KINDS else ""
    days = {name: _day(values[name]) for name in ("since", "until")}
    wish = Wish(
        asked.get("q", "")[:_LONGEST],
        space=_space(values["in"]),
        folder=values["folder"],
        tag=values["tag"],
        kind=values["kind"],
        lang=values["lang"],
        since=days["since"],
        until=days["until"],
        prefer=(get_language() or "")[:2],
        among=values["of"],
        within=_within(viewer, values["within"]),
    )
    not_days = tuple(values[name] for name, day in days.items() if values[name] and day is None)
    page = asked.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1
    return Typed(wish, values, not_days, (max(1, number) - 1) * queries.PER_PAGE)


def choices(viewer: Viewer) -> dict[str, Any]:
    """What the form offers to narrow by: nothing this viewer may not know of."""
    offered = queries.choices(viewer)
    member = circles.is_member(viewer)
    known = journeys.journeys(viewer)
    mine = [each for each in circles.spaces_of(viewer) if is_circle(each.space)]
    return {
        "rooms": [(each.slug, addresses.name_of(each)) for each in commons.spaces(viewer)],
        "tongues": [(code, _language(code)) for code in offered.languages],
        "page_kinds": offered.kinds,
        "journeys": [(each.scope, each.title) for each in known],
        "circles": [(each.space, each.label % {"name": each.name}) for each in mine],
        "kinds": [(value, label) for value, label in KINDS.items() if member or value != PEOPLE],
    }


def _within(viewer: Viewer, scope: str) -> tuple[str, ...]:
    """The scopes that lie in a journey or circle. One the viewer does not know of holds nothing."""
    if not scope:
        return ()
    if is_scope(scope) and scope.startswith("journey:"):
        try:
            journey = journeys.journey(viewer, uuid_of(scope))
        except NotHere:
            return (_NOWHERE,)
        inside = circles.circles(viewer, scope=scope)
        return (*scopes_of(viewer, journey), *(each.space for each in inside.values()))
    if is_circle(scope) and (circles.belongs(viewer, scope) or circles.belongs(viewer, HUB)):
        return (scope,)
    return (_NOWHERE,)


def _space(slug: str) -> str:
    """The space of its slug. One that means none is a space in which nothing is found."""
    return (commons.space_of(slug) or _NOWHERE) if slug else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _language(code: str) -> str:
    """What a language calls itself."""
    try:
        return (Locale.parse(code).get_display_name() or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code
