"""A long list a page at a time, and what of it is found by typing a name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from .who import Asked

PAGE = 30
"""Things on one page of a list that one looks through."""
_LONGEST = 200


def before(request: Asked) -> int | None:
    """The entry before which a page goes on, where its address names one."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 16 else None


def words(request: Asked) -> str:
    """The words of a name somebody looks for."""
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST]


def turned(request: Asked, behind: object = None) -> dict[str, str]:
    """Addresses of what comes behind the last thing shown (None: nothing does), and of the beginning."""
    looked_for = words(request)
    asked = {"q": looked_for} if looked_for else {}
    first = f"{request.path}?{urlencode(asked)}" if asked else request.path
    further = f"{request.path}?{urlencode({**asked, 'before': str(behind)})}" if behind is not None else ""
    return {"earlier": further, "later": first if request.GET.get("before") else ""}


@dataclass(frozen=True)
class Part:
    """A part of a list that is counted from its beginning: nothing of it is out of reach."""

    start: int
    """How many stand before it."""
    end: int
    total: int
    later: str
    earlier: str
    """Addresses of the beginning and of what comes behind, as `parts/pages.html` takes them."""

    @property
    def first(self) -> int:
        return self.start + 1

    @property
    def is_whole(self) -> bool:
        return self.end - self.start == self.total


def part(request: Asked, name: str, total: int, most: int = PAGE) -> Part:
    """The part that the address asks for by `?name=`; the last one where there are no longer so many."""
    asked = request.GET.get(name, "")
    start = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else 0
    if start >= total:
        start = max(0, total - 1) // most * most
    end = min(start + most, total)
    further = f"{request.path}?{urlencode({name: end})}" if end < total else ""
    return Part(start, end, total, request.path if start else "", further)
