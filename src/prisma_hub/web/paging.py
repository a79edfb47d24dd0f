"""A long list a page at a time, and what of it is found by typing a name."""

from __future__ import annotations

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
