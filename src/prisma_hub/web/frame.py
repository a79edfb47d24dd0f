"""The frame every page stands in: the hub's name, the ways in, the language, what just happened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.identity import queries as people
from prisma_hub.identity.types import ANYBODY, Viewer
from prisma_hub.log import queries as log

from . import messages

# URL name, label, icon. A way whose page does not exist is not shown.
WAYS: tuple[tuple[str, Promise, str], ...] = (
    ("today", _("Today"), "today"),
    ("journeys", _("Journeys"), "journey"),
    ("commons", _("Commons"), "commons"),
    ("stories", _("Stories"), "story"),
    ("practices", _("Practices"), "practices"),
    ("places", _("Places"), "place"),
    ("circles", _("Circles"), "people"),
    ("network", _("Network"), "network"),
    ("stewardship", _("Stewardship"), "stewardship"),
)
ME: tuple[str, Promise, str] = ("me", _("Me"), "me")
IN_THE_BAR = ("today", "journeys", "commons")
# In the running head of a wide screen; the rest lies under More there too. Five, so that they stand in one
# line at 1280 pixels in every language.
IN_THE_HEAD = ("today", "journeys", "commons", "practices", "places")
# What stays with somebody who is suspended: whom they can turn to, and what is theirs. Then what everybody
# may read; the other ways would only refuse them.
STAYING: tuple[tuple[str, Promise, str], ...] = (
    ("care", _("Whom can I talk to?"), "shield"),
    ("everything", _("Everything about me"), "download"),
    ("leave-hub", _("Leave this hub"), "leave"),
    ("kept-mine", _("What of mine goes"), "clock"),
)
OPEN_TO_ALL = ("journeys", "commons", "stories", "practices", "places")
FOOT: tuple[tuple[str, Promise, str], ...] = (
    ("privacy", _("Privacy, and who keeps this machine"), "lock"),
    ("checked", _("How can this be checked?"), "check"),
    ("front", _("What others see"), "eye"),
)


@dataclass(frozen=True)
class Way:
    """One way in, as drawn on a page."""

    name: str
    label: str
    icon: str
    address: str
    current: bool


@dataclass(frozen=True)
class Head:
    """The running head on a wide screen: what stands in it, and what lies under More."""

    ways: Sequence[Way]
    more: Sequence[Way]

    @property
    def under_more(self) -> bool:
        """Whether the page one is on lies under More."""
        return any(way.current for way in self.more)


@dataclass(frozen=True)
class Thumb:
    """The bar on a phone: what lies before and after the voice, and what hides under More."""

    before: Sequence[Way]
    after: Sequence[Way]
    more: Sequence[Way]


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    current: bool

    @property
    def short(self) -> str:
        return self.code.partition("-")[0].upper()


@lru_cache(maxsize=256)
def _address(name: str, _urlconf: str | None) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def address(name: str) -> str:
    """Where the page of that URL name is, or nothing where there is no such page."""
    return _address(name, get_urlconf())


def _way(entry: tuple[str, Promise, str], path: str) -> Way:
    name, label, icon = entry
    at = address(name)
    here = bool(at) and (path == at or (at != "/" and path.startswith(at.rstrip("/") + "/")))
    return Way(name, str(label), icon, at, here)


def _ways(entries: Sequence[tuple[str, Promise, str]], path: str) -> list[Way]:
    return [way for way in (_way(entry, path) for entry in entries) if way.address]


def _head(ways: Sequence[Way], first: Collection[str] = IN_THE_HEAD) -> Head:
    """One way alone is not hidden behind a word that stands for it."""
    rest = [way for way in ways if way.name not in first]
    if len(rest) < 2:
        return Head(ways, [])
    return Head([way for way in ways if way.name in first], rest)


def _thumb(ways: Sequence[Way], me: Sequence[Way], first: Collection[str] = IN_THE_BAR) -> Thumb:
    """Four places beside the voice. What does not fit lies under the fourth, which is then More."""
    near = [way for way in ways if way.name in first]
    every = [*near, *(way for way in ways if way.name not in first), *me]
    if len(every) <= 4:
        return Thumb(every[:2], every[2:], [])
    return Thumb(every[:2], every[2:3], every[3:])


def _languages() -> list[Language]:
    spoken = get_language()
    return [Language(code, _own_name(code, name), code == spoken) for code, name in settings.LANGUAGES]


@lru_cache(maxsize=64)
def _own_name(code: str, name: str) -> str:
    """What a language calls itself; one a hub added with a text file stands in the settings by its code."""
    try:
        return name if name != code else Locale.parse(code, sep="-").get_display_name() or name
    except (UnknownLocaleError, ValueError):
        return name


def bare() -> dict[str, Any]:
    """The frame from outside, for a page on which neither viewer nor database can be asked."""
    return {
        "hub_name": _names.get(settings.HUB_DIR, ""),
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "frame": "outside_base.html",
    }


# A hub's name stands in the first line of its log and never changes; per folder, because tests have many.
_names: dict[Path, str] = {}


def hub_name() -> str:
    """The name the hub was founded with; empty where none was founded."""
    if settings.HUB_DIR not in _names:
        first = log.entry(0)
        if first is None:
            return ""
        _names[settings.HUB_DIR] = str(first.body.get("name", ""))
    return _names[settings.HUB_DIR]


def _name_of(viewer: Viewer) -> str:
    if viewer.name:
        return viewer.name
    known = people.person(viewer, viewer.person) if viewer.person else None
    return known.name if known else ""


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Pages extend `frame`: the inside for a member, the outside for a visitor."""
    viewer: Viewer = getattr(request, "viewer", ANYBODY)
    inside = viewer.person is not None
    return {
        **bare(),
        "hub_name": hub_name(),
        "frame": "base.html" if inside else "outside_base.html",
        "viewer": viewer,
        "my_name": SimpleLazyObject(lambda: _name_of(viewer)),
        **_inside(viewer, request.path),
        "sign_in": address("sign-in"),
        "foot_links": _ways(FOOT if inside else FOOT[:-1], request.path),
        "languages": _languages(),
        "flash": messages.told(request),
        "read_anew": log.read_anew(),
    }


def _inside(viewer: Viewer, path: str) -> dict[str, Any]:
    """The ways in: of a member every one, of whoever is suspended what is left to them, of a guest none."""
    if viewer.guest:
        return {"ways": [], "across": _head([]), "thumb": _thumb([], []), "say": "", "find": "", "me": ""}
    if is_suspended(viewer):
        names = [name for name, _label, _icon in STAYING]
        ways = _ways([*STAYING, *(each for each in WAYS if each[0] in OPEN_TO_ALL)], path)
        across, thumb = _head(ways, names[:-1]), _thumb(ways, [], names)
        return {
            "ways": ways,
            "across": across,
            "thumb": thumb,
            "say": "",
            "find": address("search"),
            "me": "",
        }
    ways = _ways(WAYS, path)
    return {
        "ways": ways,
        "across": _head(ways),
        "thumb": _thumb(ways, _ways([ME], path)),
        "say": address("say"),
        "find": address("search"),
        "me": address("me"),
    }


def is_suspended(viewer: Viewer) -> bool:
    """Who came in here, and may do nothing now but what stays theirs."""
    return viewer.person is not None and not viewer.guest and not circles.is_member(viewer)
