"""In which ways an address may be asked (`doors.well_asked` holds it).

A view that only looks needs no mark: whoever sends it a form is told that it takes none, before anybody asks
for the token of the form.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

LOOKING = ("GET", "HEAD")


def asked_by(*ways: str) -> Callable[[View], View]:
    """Asked in these ways and no other: for what programs ask."""

    def mark(view: View) -> View:
        view.ways = ways  # type: ignore[attr-defined]
        return view

    return mark


takes_forms = asked_by(*LOOKING, "POST")
"""Shows a form, and takes it."""
only_takes = asked_by("POST")
"""Takes what another page sends; there is nothing here to look at."""


def ways_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """In which ways a view may be asked; where nothing is said, it is only looked at."""
    ways: tuple[str, ...] = getattr(view, "ways", LOOKING)
    return ways
