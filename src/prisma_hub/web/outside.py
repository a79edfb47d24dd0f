"""The hub as seen from outside: its front page, on which every room shows what it has for everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles
from prisma_hub.log import queries as log

from . import frame

# The order of the page, and what its head calls each part.
PARTS: Final[dict[str, Promise]] = {
    "place": _("The place"),
    "journeys": _("Journeys"),
    "stories": _("Stories"),
    "voices": _("Voices"),
    "practices": _("Practices"),
    "pools": _("Money in common"),
    "commons": _("Commons"),
}


@dataclass(frozen=True)
class Section:
    """A part of a page given by another room: its template, and what that needs.

    On the front page it has a name from `PARTS`, and its template draws a section whose id is that name.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        return str(PARTS.get(self.name, ""))


# A room with nothing to show to everybody gives None. What is given was heard `visible_in("public")`, also
# where a member looks: this is the page that shows what others see.
SECTIONS: Sequence[Callable[[HttpRequest], Section | None]] = ()


# What everybody may see is the same for everybody until somebody says something: it is asked once, by hub,
# length of its log, language and day (words may be heard until a day).
_asked: dict[tuple[Path, int, str | None, str], list[Section]] = {}
_MOST = 16


def sections(request: HttpRequest) -> list[Section]:
    """What every room has for everybody, in the order of the page."""
    key = (settings.HUB_DIR, log.size(), get_language(), circles.today())
    if key not in _asked:
        if len(_asked) >= _MOST:
            _asked.clear()
        found = [section for section in (ask(request) for ask in SECTIONS) if section]
        order = list(PARTS)
        _asked[key] = sorted(found, key=lambda section: order.index(section.name))
    return _asked[key]


def front(request: HttpRequest) -> HttpResponse:
    found = sections(request)
    return render(
        request,
        "outside/front.html",
        {
            "sections": found,
            "bare": all(section.name == "commons" for section in found),
            "house": circles.house(),
            "join": frame.address("join"),
            "tends": circles.may(request.viewer, "tend the hub"),  # type: ignore[attr-defined]
        },
    )


urlpatterns = [path("", front, name="front")]
