"""The hub as seen from outside: its front page, on which every room shows what it has for everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prisma_hub.circles import queries as circles

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


def front(request: HttpRequest) -> HttpResponse:
    order = list(PARTS)
    found = [section for section in (ask(request) for ask in SECTIONS) if section]
    sections = sorted(found, key=lambda section: order.index(section.name))
    return render(
        request,
        "outside/front.html",
        {
            "sections": sections,
            "bare": all(section.name == "commons" for section in sections),
            "house": circles.house(),
            "join": frame.address("join"),
            "tends": circles.may(request.viewer, "tend the hub"),  # type: ignore[attr-defined]
        },
    )


urlpatterns = [path("", front, name="front")]
