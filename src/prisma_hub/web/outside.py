"""The hub as seen from outside: its front page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from . import frame


@dataclass(frozen=True)
class Section:
    """A part of the front page given by another room: its template, and what that needs."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


# In the order of the page. A room with nothing to show to everybody gives None.
SECTIONS: Sequence[Callable[[HttpRequest], Section | None]] = ()


def front(request: HttpRequest) -> HttpResponse:
    sections = [section for section in (ask(request) for ask in SECTIONS) if section]
    return render(request, "outside/front.html", {"sections": sections, "join": frame.address("join")})


urlpatterns = [path("", front, name="front")]
