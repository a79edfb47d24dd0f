"""Pages for what did not work: what happened, what was kept, what to do. Never whose fault it is."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from prisma_hub.identity.types import ANYBODY
from prisma_hub.kernel.refusal import Busy, NoRoom, NotAllowed, NotHere, Refused

from . import frame

# Never shown again on a page: what proves who somebody is, and what our own forms carry unseen.
UNSEEN = ("csrfmiddlewaretoken", "statement", "base", "back", "next")
SECRET = ("password", "secret", "code", "pin", "recovery", "token", "key")

STATUS = ((NotAllowed, 403), (NotHere, 404), (NoRoom, 507), (Busy, 503))


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person had written in the form they sent, without secrets: name of the field, text."""
    return list(_typed(request)) if request.method == "POST" else []


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name in UNSEEN or any(word in name.lower() for word in SECRET):
            continue
        text = "\n".join(str(value) for value in values).strip()
        if " " in text or len(text) > 24:  # words somebody wrote; ticks and choices are quickly made again
            yield name, text


def _came_from(request: HttpRequest) -> str:
    """The page of ours the person came from, as a path; empty where it was none of ours."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.path == request.path == "":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _page(request: HttpRequest, template: str, status: int, **said: Any) -> HttpResponse:
    words = _posted(request)
    return render(
        request,
        f"errors/{template}.html",
        {"typed": words[0], "unreadable": words[1], "came_from": _came_from(request), **said},
        status=status,
    )


def _posted(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """What was typed, and whether the request was too broken to be read at all."""
    try:
        return typed(request), False
    except Exception:  # whatever a broken request raises, the person still gets a page
        return [], True


def status_of(no: Refused) -> int:
    return next((code for kind, code in STATUS if isinstance(no, kind)), 409)


def of_store(problem: BaseException) -> bool:
    """Whether the disk or the database said it: also what Django does not put in its own words (psycopg)."""
    return isinstance(problem, Error | OSError) or type(problem).__module__.partition(".")[0] == "psycopg"


def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    status = status_of(no)
    try:
        return _page(request, "refused", status, no=no, suspended=status == 403 and _suspended(request))
    except Exception as problem:  # where the disk or the database fails, the frame cannot be asked for
        if not of_store(problem):
            raise
        return _bare("refused", status, request, no=no)


def _suspended(request: HttpRequest) -> bool:
    """Who may do nothing here now is told what stays theirs."""
    return frame.is_suspended(getattr(request, "viewer", ANYBODY))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_allowed", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404, search=frame.address("search"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "stale", 403)


def misaddressed(request: HttpRequest) -> HttpResponse:
    """Asked for by a name no house has: none of what makes a page may look at it."""
    return _bare("misaddressed", 400, request)


def no_such_way(request: HttpRequest, ways: Sequence[str]) -> HttpResponse:
    """Sent a form where there is only something to look at, the other way round, or asked by a program in a
    way of its own; it is told what there is."""
    look = request.get_full_path() if "GET" in ways else ""
    answer = _bare(
        "no_such_way", 405, request, look=look, ways=", ".join(ways), sent=request.method == "POST"
    )
    answer.headers["Allow"] = ", ".join(ways)
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """Something in the house broke: neither the viewer nor the database is asked again."""
    return _bare("broken", 500, request)


def _bare(template: str, status: int, request: HttpRequest, **said: Any) -> HttpResponse:
    known = {**frame.bare(), "typed": _posted(request)[0], **said}
    return HttpResponse(render_to_string(f"errors/{template}.html", known), status=status)
