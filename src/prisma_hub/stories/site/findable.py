"""What a search without a server is told of each page."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAGS = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Findable:
    """A page of the site, and its words."""

    path: str
    title: str
    language: str
    about: str
    words: str = ""
    said: bytes = b""
    """JSON of its passages, where the hub has read them."""


def words_of(html: str) -> str:
    """The words of HTML, for an index only."""
    return _TAGS.sub(" ", html)
