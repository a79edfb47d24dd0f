"""Where what somebody types is kept until it is saved: at the path of its page, or, while there is none, at a
place of its own that no page can have."""

from __future__ import annotations

from uuid import UUID

from prisma_hub.commons.rules.paths import is_page

_BEGUN, _TRANSLATED = "-/new/", "-/of/"
"""No page lies in a folder of this name (`paths.check_path`)."""


def place_begun(id_: UUID) -> str:
    """Of a page not begun before. One begun by an older version of the program has an empty place."""
    return f"{_BEGUN}{id_}"


def place_translated(path: str, lang: str) -> str:
    """Of a translation of a page."""
    return f"{_TRANSLATED}{lang}/{path}"


def place_left(name: str) -> str:
    """Of a page of this name that was taken away while somebody wrote on it: its own path."""
    return name if is_page(name) else f"{name}.md"


def is_begun(place: str) -> bool:
    return not place or place.startswith(_BEGUN)


def translated(place: str) -> tuple[str, str] | None:
    """The page that is translated, and the language; None for any other place."""
    lang, _, path = place.removeprefix(_TRANSLATED).partition("/")
    return (path, lang) if place.startswith(_TRANSLATED) else None


def was_left(place: str) -> bool:
    """Whether it is that of a page that stands or stood; no page can ever lie at the others."""
    return not is_begun(place) and translated(place) is None
