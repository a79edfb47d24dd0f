"""For whom a page is drawn, and where things lead from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from prisma_hub.circles.queries import Visible
from prisma_hub.commons.render.types import Broken, Link, Media, Resolved
from prisma_hub.commons.render.types import Page as Read
from prisma_hub.media.types import Media as Kept
from prisma_hub.stories.showing.memory import Memory

Lead = Callable[[Link], Resolved | Broken | None]
Embed = Callable[[Link], Read | Media | Broken | None]


def _nowhere(_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead from a page: to other pages, to an entry, to a voice kept here."""

    lead: Lead = _nowhere
    embed: Embed = _nowhere
    entry: Callable[[int], str | None] = _nowhere
    sound: Callable[[Kept], str | None] = _nowhere


@dataclass(frozen=True, slots=True)
class Reader:
    """`within` is what they hear. `leaves`: the page leaves the house, so that words stand on it only where
    their speaker agrees to that now. `scope` is what the story is about."""

    within: Visible
    leaves: bool
    language: str
    scope: str | None = None
    addresses: Addresses = Addresses()
    values: Mapping[str, Any] = field(default_factory=dict)
    """What every template is given besides (`signs` where a page carries its own)."""
    notes: str = ""
    """What the ids of the notes begin with, where several pages stand on one."""
    memory: Memory = field(default_factory=Memory)
    """Readers who hear the same may share one."""

    def write(self, template: str, values: Mapping[str, Any]) -> str:
        """A part of a page in the page's language."""
        with translation.override(self.language):
            return render_to_string(
                f"stories/parts/{template}.html", {**self.values, **values, "page_language": self.language}
            )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is to be drawn, and for whom."""

    path: str
    text: str
    reader: Reader
